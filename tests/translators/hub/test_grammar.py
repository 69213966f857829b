"""Every way in which a stream can be illegal is noticed, and no legal one is."""

import pytest

from translators.hub.events import (
    Event,
    KeepAlive,
    PartCitation,
    PartDelta,
    PartEnd,
    PartSeal,
    PartStart,
    ResponseEnd,
    ResponseStart,
)
from translators.hub.failure import Failure
from translators.hub.grammar import TRANSITIONS, Grammar, GrammarError, check
from translators.hub.parts import Citation, Origin, Reasoning, Seal, Text, ToolCall
from translators.hub.response import Stop

START = ResponseStart("r1", "m")
END = ResponseEnd(Stop("end"))
FAILURE = Failure("server", "broken")
TEXT = PartStart(0, Text())
CALL = PartStart(0, ToolCall("a", "f"))
SEAL = PartSeal(0, Seal("signature", "s", Origin("d")))
CITATION = PartCitation(0, Citation("https://example.org/"))

LEGAL: dict[str, list[Event]] = {
    "an empty answer": [START, END],
    "a failure before anything": [FAILURE],
    "keep-alives anywhere": [KeepAlive(), START, KeepAlive(), END],
    "text": [START, TEXT, PartDelta(0, "a"), PartEnd(0), END],
    "text that never grew": [START, TEXT, PartEnd(0), END],
    "a citation": [START, TEXT, PartDelta(0, "a"), CITATION, PartEnd(0), END],
    "a seal without thinking": [START, PartStart(0, Reasoning()), SEAL, PartEnd(0), END],
    "two parts at once": [
        *(START, CALL, PartStart(1, Text()), PartDelta(1, "a"), PartDelta(0, "{}")),
        *(PartEnd(1), PartEnd(0), END),
    ],
    "a custom tool without text": [
        *(START, PartStart(0, ToolCall("a", "f", kind="custom")), PartEnd(0), END),
    ],
    "a torn part": [START, TEXT, PartDelta(0, "a"), FAILURE],
}

ILLEGAL: dict[str, tuple[list[Event], str]] = {
    "nothing": ([], "stopped while idle"),
    "no end": ([START, TEXT, PartEnd(0)], "stopped while running"),
    "no start": ([END], "ResponseEnd while idle"),
    "a part before the start": ([TEXT], "PartStart while idle"),
    "growth before the start": ([PartDelta(0, "a")], "PartDelta while idle"),
    "two starts": ([START, START], "ResponseStart while running"),
    "two ends": ([START, END, END], "ResponseEnd while ended"),
    "a keep-alive after the end": ([START, END, KeepAlive()], "KeepAlive while ended"),
    "a failure after the end": ([START, END, FAILURE], "Failure while ended"),
    "an end after a failure": ([FAILURE, END], "ResponseEnd while ended"),
    "an index left out": ([START, PartStart(1, Text())], "part 1 starts, 0 is next"),
    "an index used twice": ([START, TEXT, PartEnd(0), TEXT], "part 0 starts, 1 is next"),
    "growth of no part": ([START, PartDelta(0, "a")], "part 0 is not open"),
    "growth after the part's end": (
        [START, TEXT, PartEnd(0), PartDelta(0, "a")],
        "part 0 is not open",
    ),
    "a seal of no part": ([START, SEAL], "part 0 is not open"),
    "a citation of no part": ([START, CITATION], "part 0 is not open"),
    "the end of no part": ([START, PartEnd(0)], "part 0 is not open"),
    "a part that ends twice": ([START, TEXT, PartEnd(0), PartEnd(0)], "part 0 is not open"),
    "an end with open parts": (
        [START, TEXT, PartStart(1, Text()), END],
        r"parts \[0, 1\] are open",
    ),
    "a call without arguments": ([START, CALL, PartEnd(0)], "function call 0 ends without"),
}


@pytest.mark.parametrize("name", LEGAL)
def test_legal(name: str) -> None:
    check(LEGAL[name])


@pytest.mark.parametrize("name", ILLEGAL)
def test_illegal(name: str) -> None:
    events, message = ILLEGAL[name]
    with pytest.raises(GrammarError, match=message):
        check(events)


def test_the_fault_is_found_at_the_event_that_makes_it() -> None:
    grammar = Grammar()
    grammar.feed(START)
    with pytest.raises(GrammarError):
        grammar.feed(PartDelta(0, "a"))

    assert grammar.state == "running"


def test_the_table_knows_every_event() -> None:
    known = {event for following in TRANSITIONS.values() for event in following}
    events = [START, END, FAILURE, TEXT, SEAL, CITATION, PartDelta(0, ""), PartEnd(0), KeepAlive()]

    assert known == {type(event) for event in events}


def test_nothing_follows_the_end() -> None:
    assert TRANSITIONS["ended"] == {}
