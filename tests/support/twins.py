"""Encoders in the same state: one is fed deltas, the other is told their texts by `saying`.

What `StreamEncoder.saying` promises holds for every dialect; so do the cases given here. Those that
a dialect has for itself stand with its tests.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from translators.dialect import Context, StreamEncoder
from translators.hub.events import Event, PartDelta, PartEnd, PartSeal, PartStart
from translators.hub.fold import unfold
from translators.hub.parts import Foreign, Reasoning, Seal, ToolCall
from translators.hub.response import Response, Stop, Usage

USAGE = Usage(input=3, cache_read=2, cache_write=1, output=5, reasoning=4)
START, END = unfold(Response("i", "m", (), Stop("end"), USAGE, 1))

type Growing = tuple[tuple[Event, ...], PartDelta, tuple[Event, ...]]
"""What was said, a delta that goes on with it, and what follows that."""

type Unsayable = tuple[tuple[Event, ...], int, int]
"""What was said, and the part and the section of which no more can be said without an event."""


@dataclass(frozen=True, slots=True)
class Twins:
    """How the encoders of one dialect are made; each has a context of its own."""

    encoder: Callable[[Context], StreamEncoder]
    context: Callable[[], Context]

    def assert_sayable(self, growing: Growing) -> None:
        """Texts are said as their deltas are, and after each all else is said as after these."""
        texts = (growing[1].text, 'é"\n', "\ud83d")
        for count in range(1, len(texts) + 1):
            self._assert_alike(growing, texts[:count])

    def assert_unsayable(self, unsayable: Unsayable) -> None:
        """The encoder must see every delta."""
        before, index, section = unsayable
        _, encoder = self._begin(before)
        assert encoder.delta_writer(index, section) is None

    def _assert_alike(self, growing: Growing, texts: Sequence[str]) -> None:
        before, delta, after = growing
        (here, fed), (there, told) = self._begin(before), self._begin(before)
        say = told.delta_writer(delta.index, delta.section)
        assert say is not None

        for text in texts:
            expected = fed.feed(PartDelta(delta.index, text, delta.section))
            assert expected, f"nothing was said for {text!a}"
            _assert_equal(say(text), expected)
        for event in (*after, END):
            _assert_equal(told.feed(event), fed.feed(event))
        _assert_equal([*there.losses], [*here.losses])

    def _begin(self, events: Sequence[Event]) -> tuple[Context, StreamEncoder]:
        context = self.context()
        encoder = self.encoder(context)
        for event in (START, *events):
            encoder.feed(event)
        return context, encoder


def _assert_equal(told: object, fed: object) -> None:
    assert told == fed, f"told, it said {told!r}; fed, {fed!r}"


def sayable(call: ToolCall, seal: Seal) -> dict[str, Growing]:
    """Where every dialect says more of a part; the call and the seal are such as it can say."""
    thought = (PartStart(0, Reasoning()), PartDelta(0, "b"))
    return {
        "thinking": (
            thought,
            PartDelta(0, "a"),
            (PartDelta(0, "c", 1), PartSeal(0, seal), PartEnd(0)),
        ),
        "a summary": (
            (*thought, PartDelta(0, "c", 1)),
            PartDelta(0, "a", 1),
            (PartDelta(0, "d"), PartSeal(0, seal), PartEnd(0)),
        ),
        "call": ((PartStart(0, call),), PartDelta(0, "{}"), (PartSeal(0, seal), PartEnd(0))),
    }


def unsayable(call: ToolCall) -> dict[str, Unsayable]:
    """Where every dialect must see the deltas; the call is one that it can say."""
    thought = (PartStart(0, Reasoning()), PartDelta(0, "b"))
    return {
        "a part that never began": ((), 0, 0),
        "thinking before its first words": (thought[:1], 0, 0),
        "another section of thinking": (thought, 0, 1),
        "an earlier section of thinking": ((*thought, PartDelta(0, "c", 1)), 0, 0),
        "what no client can be told": ((PartStart(0, Foreign("elsewhere", "x", {})),), 0, 0),
        "a closed call": ((PartStart(0, call), PartDelta(0, "{}"), PartEnd(0)), 0, 0),
    }
