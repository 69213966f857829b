"""Which event may follow which: one table, two rules.

Everything about the legality of a stream lives here. Every decoder's output is held against it in
tests; nothing checks it in flight. The rules beside the table:

1. Part indexes count up from 0, only an open part grows, and a part ends once.
2. Nothing is open at `ResponseEnd`; a `Failure` may leave parts open: they are torn.
"""

from collections.abc import Iterable
from typing import Literal

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
from translators.hub.parts import ToolCall

type State = Literal["idle", "running", "ended"]

TRANSITIONS: dict[State, dict[type, State]] = {
    "idle": {ResponseStart: "running", Failure: "ended", KeepAlive: "idle"},
    "running": {
        PartStart: "running",
        PartDelta: "running",
        PartSeal: "running",
        PartCitation: "running",
        PartEnd: "running",
        KeepAlive: "running",
        ResponseEnd: "ended",
        Failure: "ended",
    },
    "ended": {},
}


class GrammarError(Exception):
    """A decoder said something that no stream can mean: a bug of that decoder."""


class Grammar:
    """Reads events one by one and raises `GrammarError` at the first illegal one."""

    def __init__(self) -> None:
        self.state: State = "idle"
        self._started = 0
        self._open: dict[int, PartStart] = {}
        self._grown: set[int] = set()

    def feed(self, event: Event) -> None:
        """Take the next event of the stream."""
        following = TRANSITIONS[self.state].get(type(event))
        if following is None:
            raise GrammarError(f"{type(event).__name__} while {self.state}: {event}")
        self._part_rules(event)
        self.state = following

    def finish(self) -> None:
        """The stream is over."""
        if self.state != "ended":
            raise GrammarError(f"the stream stopped while {self.state}")

    def _part_rules(self, event: Event) -> None:
        match event:
            case PartStart(index, _):
                if index != self._started:
                    raise GrammarError(f"part {index} starts, {self._started} is next: {event}")
                self._started += 1
                self._open[index] = event
            case PartDelta(index) | PartSeal(index) | PartCitation(index):
                self._require_open(index, event)
                self._grown.add(index)
            case PartEnd(index):
                self._require_open(index, event)
                part = self._open.pop(index).part
                is_function = isinstance(part, ToolCall) and part.kind == "function"
                if is_function and index not in self._grown:
                    raise GrammarError(f"function call {index} ends without arguments")
            case ResponseEnd():
                if self._open:
                    raise GrammarError(f"parts {sorted(self._open)} are open at the end")
            case _:
                pass

    def _require_open(self, index: int, event: Event) -> None:
        if index not in self._open:
            raise GrammarError(f"part {index} is not open: {event}")


def check(events: Iterable[Event]) -> None:
    """Raise `GrammarError` unless `events` are one whole stream."""
    grammar = Grammar()
    for event in events:
        grammar.feed(event)
    grammar.finish()
