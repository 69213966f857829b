"""A streamed answer on its way to the client: bytes in at any split, bytes out, event by event.

One of the same dialect on both sides is in `bypass`.
"""

from collections.abc import Callable, Iterable, Sequence

from translators.dialect import Filter, StreamDecoder, StreamEncoder
from translators.errors import UpstreamError
from translators.exchange.delta_template import TemplateCache
from translators.hub.events import Event, KeepAlive, ResponseEnd
from translators.hub.failure import Failure
from translators.wire import json_bytes
from translators.wire.sse import EventReader, ServerSentEvent

TOO_DEEP = Failure("broken", "The upstream's answer is nested too deeply", 502)
"""An answer that no decoder and no encoder can follow to its bottom."""

_DONE = b"[DONE]"
_END = b"\n\n"
"""Between two events."""
_LATE = frozenset({"broken", "connection", "timeout"})
"""What may befall an upstream that has said everything but its farewell."""
_BLANK = b"\xef\xbb\xbf \t\r\n"


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
        self._templates = TemplateCache(decoder, filters, encoder)
        self._body: bytearray | None = None
        self._begun = False

    @property
    def complete(self) -> bool:
        """Whether the client has the answer to its end."""
        return isinstance(self.last, ResponseEnd)

    def feed(self, chunk: bytes) -> tuple[bytes, ...]:
        """See `Stream`. Nearly every chunk is like the one before it, and said without much ado."""
        template = self._templates.template
        if template is not None and (alike := template.feed(chunk)) is not None:
            return alike
        if self.ended:
            return ()
        if chunk.find(_END, 0, -1) >= 0:
            return self._feed_apart(chunk)
        if not self._begun:
            self._sniff(chunk)
        if self._body is not None:
            self._body += chunk
            return ()
        try:
            alone = self._reader.idle
            events = self._reader.feed(chunk)
        except OverflowError as error:
            return self.fail(Failure("broken", f"The upstream's stream broke: {error}", 502))
        if not self._reader.idle:
            self._templates.forget()
            alone = False
        return self._read(events, chunk if alone and len(events) == 1 else b"")

    def _feed_apart(self, chunk: bytes) -> tuple[bytes, ...]:
        """Take each event by itself: it may be like the one before it."""
        said: list[bytes] = []
        start = 0
        while start < len(chunk):
            end = chunk.find(_END, start) + len(_END)
            end = end if end > start else len(chunk)
            said += self.feed(chunk[start:end])
            start = end
        return tuple(said)

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

    def _read(self, events: list[ServerSentEvent], chunk: bytes = b"") -> tuple[bytes, ...]:
        """Say what events mean; what one meant before it broke is said before the failure.

        `chunk` is there if it is one event and nothing else.
        """
        said: list[bytes] = []
        for name, data in events:
            try:
                if data == _DONE:
                    self._say(self._decoder.finish(), said, self._filters)
                else:
                    document = json_bytes.loads_object(data)
                    meant = self._say(self._decoder.feed(name, document), said, self._filters)
                    alone = chunk if chunk.endswith(data + _END) else b""
                    self._templates.note(meant, alone, document, self._tell)
            except json_bytes.NotJsonError as error:
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

    def _tell(self, event: Event) -> bytes:
        said: list[bytes] = []
        self._say((event,), said, self._filters)
        return b"".join(said)

    def _said(self, event: Event) -> tuple[bytes, ...]:
        said: list[bytes] = []
        self._say((event,), said)
        return tuple(said)

    def _say(
        self, events: Iterable[Event], said: list[bytes], filters: Sequence[Filter] = ()
    ) -> list[Event]:
        """Say events; give them."""
        meant: list[Event] = []
        for event in events:
            meant.append(event)
            for filtered in _through(filters, event) if filters else (event,):
                if self.ended:
                    return meant
                if piece := self._encoder.feed(filtered):
                    said.append(piece)
                if type(filtered) is ResponseEnd or type(filtered) is Failure:
                    self.ended = True
                    self.last = filtered
                    self._templates.forget()
        return meant


def _through(filters: Sequence[Filter], event: Event) -> Sequence[Event]:
    """What becomes of one event in all filters."""
    events: Sequence[Event] = (event,)
    for each in filters:
        if len(events) == 1:
            events = each.feed(events[0])
        else:
            events = [filtered for event in events for filtered in each.feed(event)]
    return events
