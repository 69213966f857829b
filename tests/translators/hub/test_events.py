"""Events are values: comparable, and with nothing shared between them."""

from translators.hub.events import KeepAlive, PartDelta, ResponseEnd, ResponseStart
from translators.hub.response import Stop


def test_events_are_compared_by_what_they_say() -> None:
    assert PartDelta(0, "a") == PartDelta(0, "a", section=0, logprobs=())
    assert PartDelta(0, "a") != PartDelta(1, "a")
    assert KeepAlive() == KeepAlive()


def test_what_was_not_said_is_none() -> None:
    start, end = ResponseStart("r1", "m"), ResponseEnd(Stop("end"))

    assert (start.created, start.usage) == (None, None)
    assert (end.usage, end.service_tier, end.extras) == (None, None, {})


def test_ends_share_no_extras() -> None:
    ResponseEnd(Stop("end")).extras["openai"] = {"x": 1}

    assert ResponseEnd(Stop("end")).extras == {}
