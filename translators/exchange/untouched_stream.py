"""The same dialect on both sides: a stream goes through as the bytes that it is.

All there is to do is to have the last word when upstream dies.
"""

from translators.dialect import StreamEncoder
from translators.hub.events import KeepAlive, ResponseStart
from translators.hub.failure import Failure

_MARKS = (b"\n\n", b"\r\n\r\n")


class UntouchedStream:
    """A `Stream` of whole events.

    Half an event is held back until the rest is there, so that last words never follow a torn one.
    `closing` are words of which one stands in the last event of a complete stream.
    """

    def __init__(self, encoder: StreamEncoder, closing: tuple[bytes, ...]) -> None:
        self.ended = False
        self._encoder = encoder
        self._closing = closing
        self._held = bytearray()
        self._last = b""

    @property
    def complete(self) -> bool:
        """Whether the last event that went through, comments aside, is one that ends a stream."""
        events = self._last.replace(b"\r", b"").split(b"\n\n")
        last = next((event for event in reversed(events) if event and event[:1] != b":"), b"")
        return any(word in last for word in self._closing)

    def feed(self, chunk: bytes) -> tuple[bytes, ...]:
        """See `Stream`."""
        if self.ended:
            return ()
        held = self._held
        if not held and chunk.endswith(_MARKS):
            self._last = chunk
            return (chunk,)
        # What was held has no mark in it, but may end in the first half of one.
        start = max(0, len(held) - 3)
        held += chunk
        end = max(_end_of(mark, held, start) for mark in _MARKS)
        if end == 0:
            return ()
        self._last = bytes(held[:end])
        del held[:end]
        return (self._last,)

    def finish(self) -> tuple[bytes, ...]:
        """See `Stream`. What upstream itself ended, well or badly, is left as it is."""
        self.ended = True
        held = bytes(self._held)
        self._held.clear()
        return (held,) if held else ()

    def fail(self, failure: Failure) -> tuple[bytes, ...]:
        """See `Stream`. Nothing is said after an end that the client already has."""
        if self.ended:
            return ()
        self.ended = True
        if self.complete:
            return ()
        if self._last:
            # The client knows the stream's beginning from upstream: it must not come twice.
            self._encoder.feed(ResponseStart("", ""))
        return (self._encoder.feed(failure),)

    def keep_alive(self) -> tuple[bytes, ...]:
        """See `Stream`."""
        return () if self.ended else (self._encoder.feed(KeepAlive()),)


def _end_of(mark: bytes, block: bytearray, start: int) -> int:
    """Where the last `mark` in `block` behind `start` ends; 0 if there is none."""
    found = block.rfind(mark, start)
    return 0 if found < 0 else found + len(mark)
