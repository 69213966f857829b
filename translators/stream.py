"""A streamed answer on its way to the client: bytes in at any split, bytes out.

Two kinds: one that translates, event by event, and one that lets the same dialect through and only
knows how to have the last word when upstream dies.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from translators import wire
from translators.dialect import StreamDecoder, StreamEncoder
from translators.errors import UpstreamError
from translators.hub.events import Event, KeepAlive, ResponseEnd, ResponseStart
from translators.hub.failure import Failure
from translators.sse import EventReader, ServerSentEvent

type Filter = Callable[[Event], Sequence[Event]]

TOO_DEEP = Failure("broken", "The upstream's answer is nested too deeply", 502)
"""An answer that no decoder and no encoder can follow to its bottom."""

_DONE = b"[DONE]"
_LATE = frozenset({"broken", "connection", "timeout"})
"""What may befall an upstream that has said everything but its farewell."""
_MARKS = (b"\n\n", b"\r\n\r\n")
_BLANK = b"\xef\xbb\xbf \t\r\n"


class Stream(Protocol):
    """What the proxy's edge sees of a streamed answer.

    Every call gives the bytes that the client must get now, as a tuple that may be empty. `ended`
    says that the client has its last word: nothing is said afterwards.
    """

    ended: bool

    def feed(self, chunk: bytes) -> tuple[bytes, ...]:
        """Take the upstream's next bytes."""
        ...

    def finish(self) -> tuple[bytes, ...]:
        """The upstream ended its answer; if it did so badly, these are the last words."""
        ...

    def fail(self, failure: Failure) -> tuple[bytes, ...]:
        """The upstream died or fell silent, or we did: say so."""
        ...

    def keep_alive(self) -> tuple[bytes, ...]:
        """Nothing has come for a while: show the client that we are still here."""
        ...


class TranslatedStream:
    """SSE bytes → decoder → filters → encoder → SSE bytes.

    `whole` says in events, ready for the client, an answer that turns out to be no stream at all
    but one document. `last` is the event that ended it.
    """

    def __init__(
        self,
        decoder: StreamDecoder,
        encoder: StreamEncoder,
        filters: Sequence[Filter],
        whole: Callable[[bytes], Iterable[Event]],
    ) -> None:
        self.ended = False
        self.last: ResponseEnd | Failure | None = None
        self._decoder = decoder
        self._encoder = encoder
        self._filters = filters
        self._whole = whole
        self._reader = EventReader()
        self._body: bytearray | None = None
        self._begun = False

    @property
    def complete(self) -> bool:
        """Whether the client has the answer to its end."""
        return isinstance(self.last, ResponseEnd)

    def feed(self, chunk: bytes) -> tuple[bytes, ...]:
        """See `Stream`."""
        if self.ended:
            return ()
        if not self._begun:
            self._sniff(chunk)
        if self._body is not None:
            self._body += chunk
            return ()
        try:
            return self._read(self._reader.feed(chunk))
        except OverflowError as error:
            return self.fail(Failure("broken", f"The upstream's stream broke: {error}", 502))

    def finish(self) -> tuple[bytes, ...]:
        """See `Stream`."""
        if self.ended:
            return ()
        if self._body is not None:
            said: list[bytes] = []
            try:
                self._say(self._whole(bytes(self._body).lstrip(_BLANK)), said)
            except RecursionError:
                said += self._said(TOO_DEEP)
            return tuple(said)
        return self._read([*self._reader.finish(), ("", _DONE)])

    def fail(self, failure: Failure) -> tuple[bytes, ...]:
        """See `Stream`. An answer that was whole before its upstream died is whole."""
        if failure.kind in _LATE and self._body is None and not self.ended:
            meant = [*self._decoder.finish()]
            if meant and isinstance(meant[-1], ResponseEnd):
                said: list[bytes] = []
                self._say(meant, said, self._filters)
                return tuple(said)
        return self._said(failure)

    def keep_alive(self) -> tuple[bytes, ...]:
        """See `Stream`."""
        return self._said(KeepAlive())

    def _sniff(self, chunk: bytes) -> None:
        """Look at the first byte: no event stream begins with a bracket."""
        start = chunk.lstrip(_BLANK)[:1]
        if start:
            self._begun = True
            if start in (b"{", b"[", b"<"):
                self._body = bytearray()

    def _read(self, events: list[ServerSentEvent]) -> tuple[bytes, ...]:
        """Say what events mean; what one meant before it broke is said before the failure."""
        said: list[bytes] = []
        for name, data in events:
            try:
                if data == _DONE:
                    self._say(self._decoder.finish(), said, self._filters)
                else:
                    document = wire.loads_object(data)
                    self._say(self._decoder.feed(name, document), said, self._filters)
            except wire.NotJsonError as error:
                # An event without data is somebody's way of keeping the connection alive.
                if data.strip():
                    message = f"The upstream sent an event that is not JSON: {error}"
                    said += self.fail(Failure("broken", message, 502))
            except UpstreamError as error:
                # The decoder is in no state to read on.
                said += self._said(Failure("broken", str(error), error.status))
                break
            except RecursionError:
                said += self._said(TOO_DEEP)
                break
        return tuple(said)

    def _said(self, event: Event) -> tuple[bytes, ...]:
        said: list[bytes] = []
        self._say((event,), said)
        return tuple(said)

    def _say(
        self, events: Iterable[Event], said: list[bytes], filters: Sequence[Filter] = ()
    ) -> None:
        for event in events:
            for filtered in _through(filters, event) if filters else (event,):
                if self.ended:
                    return
                if piece := self._encoder.feed(filtered):
                    said.append(piece)
                if type(filtered) is ResponseEnd or type(filtered) is Failure:
                    self.ended = True
                    self.last = filtered


def _through(filters: Sequence[Filter], event: Event) -> Sequence[Event]:
    """What becomes of one event in all filters."""
    events: Sequence[Event] = (event,)
    for filter_event in filters:
        if len(events) == 1:
            events = filter_event(events[0])
        else:
            events = [filtered for event in events for filtered in filter_event(event)]
    return events


class BypassStream:
    """The same dialect on both sides: whole events go through as the bytes that they are.

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
