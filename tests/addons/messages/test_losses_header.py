from addons.messages.losses_header import HEADER_LIMIT, losses_header
from translators.losses import Losses


def test_no_losses_make_no_header() -> None:
    assert losses_header(Losses()) is None


def test_losses_are_counted_and_named() -> None:
    losses = Losses()
    losses.dropped("request.top_k", "why")
    losses.coerced("request.messages[3].role", "why")

    assert losses_header(losses) == "2: dropped request.top_k, coerced request.messages[].role"


def test_the_header_is_bounded_and_ends_at_a_loss() -> None:
    losses = Losses()
    for number in range(500):
        losses.dropped(f"request.key{number}", "why")
    header = losses_header(losses)

    assert header is not None
    assert header.startswith("500: dropped request.key0, ")
    assert header.endswith(", ...")
    assert HEADER_LIMIT - 40 < len(header) <= HEADER_LIMIT + 5


def test_the_header_holds_nothing_that_a_header_may_not() -> None:
    losses = Losses()
    losses.dropped("request.\r\nevil: \u00e4", "why")

    assert losses_header(losses) == "1: dropped request.??evil: ?"
