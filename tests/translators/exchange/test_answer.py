from translators.exchange.answer import JSON, Answer
from translators.hub.failure import Failure


def test_answers_that_say_the_same_are_equal_whoever_failed() -> None:
    told = Answer(502, JSON, b"{}", failure=Failure("broken", "not JSON", 502))

    assert told == Answer(502, JSON, b"{}")
    assert told != Answer(500, JSON, b"{}")


def test_answers_share_no_headers() -> None:
    one, other = Answer(200, JSON, b"{}"), Answer(200, JSON, b"{}")

    one.headers["retry-after"] = "1"

    assert other.headers == {}
