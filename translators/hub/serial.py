"""One part at a time, for dialects that cannot have two open.

The oldest open part flows through at once. What happens to younger ones is held until it is their
turn, so that nothing is reordered within a part and indexes stay as they were.
"""

from collections import deque
from collections.abc import Iterator, Sequence

from translators.hub.events import (
    Event,
    PartCitation,
    PartDelta,
    PartEnd,
    PartSeal,
    PartStart,
)
from translators.hub.failure import Failure

type PartEvent = PartStart | PartDelta | PartSeal | PartCitation | PartEnd


class Serial:
    """A filter on events: feed one, get those that may be said now."""

    def __init__(self) -> None:
        self._current: int | None = None
        self._waiting: dict[int, deque[PartEvent]] = {}

    def feed(self, event: Event) -> Sequence[Event]:
        """Take one event; give it, nothing, or it and others that waited for it."""
        if type(event) is PartDelta and event.index == self._current:
            return (event,)
        match event:
            case PartDelta() | PartStart() | PartSeal() | PartCitation() | PartEnd():
                return self._part(event)
            case Failure():
                # The stream is torn: what waited can no longer be said in turn.
                self._waiting.clear()
                return (event,)
            case _:
                return (event,)

    def is_transparent_for(self, index: int) -> bool:
        """Whether it is the turn of part `index`, until it ends."""
        return index == self._current

    def _part(self, event: PartEvent) -> Sequence[Event]:
        if self._current is None:
            self._current = event.index
        if event.index != self._current:
            self._waiting.setdefault(event.index, deque()).append(event)
            return ()
        if not isinstance(event, PartEnd):
            return (event,)
        self._current = None
        return (event, *self._next())

    def _next(self) -> Iterator[Event]:
        """Say what the oldest waiting part has gathered, and go on if it is complete."""
        while self._waiting:
            index = min(self._waiting)
            queue = self._waiting.pop(index)
            yield from queue
            if not isinstance(queue[-1], PartEnd):
                self._current = index
                return
