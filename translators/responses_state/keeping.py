"""The finished answer in what a client is about to get.

It is looked for on the way out, so that it can be kept before the client knows that it is complete:
a client may go on at once, and nothing that it has seen may be lost.
"""

from collections.abc import Callable

from translators.exchange.stream import Stream
from translators.hub.document import Document
from translators.hub.failure import Failure
from translators.wire import json_bytes
from translators.wire.sse import EventReader

_COMPLETE = ("response.completed", "response.incomplete")
_MARKS = tuple(kind.encode() for kind in _COMPLETE)
_MARK = b"complete"
"""What no answer ends without; looked for in every frame, and so but one word."""


def answer_of(body: bytes) -> Document | None:
    """The answer in a whole body, be it a document or an event stream; None if there is none."""
    if body.lstrip().startswith(b"{"):
        return _object(body)
    return answer_in(body)


def answer_in(frames: bytes) -> Document | None:
    """The answer in the event that ends a stream; None if it is not among these whole events."""
    if not any(mark in frames for mark in _MARKS):
        return None
    reader = EventReader()
    for _, data in (*reader.feed(frames), *reader.finish()):
        document = _object(data)
        response = document.get("response") if document else None
        if document and document.get("type") in _COMPLETE and isinstance(response, dict):
            return response
    return None


def _object(data: bytes) -> Document | None:
    try:
        return json_bytes.loads_object(data)
    except json_bytes.NotJsonError:
        return None


class KeepingStream:
    """A `Stream` that hands the finished answer to `keep` before it lets its last event go."""

    def __init__(self, stream: Stream, keep: Callable[[Document], None]) -> None:
        self.ended = stream.ended
        self._stream = stream
        self._keep = keep
        self._kept = False

    def feed(self, chunk: bytes) -> tuple[bytes, ...]:
        """See `Stream`."""
        return self._watched(self._stream.feed(chunk))

    def finish(self) -> tuple[bytes, ...]:
        """See `Stream`."""
        return self._watched(self._stream.finish())

    def fail(self, failure: Failure) -> tuple[bytes, ...]:
        """See `Stream`. A failure is no answer."""
        return self._watched(self._stream.fail(failure))

    def keep_alive(self) -> tuple[bytes, ...]:
        """See `Stream`."""
        return self._watched(self._stream.keep_alive())

    def _watched(self, frames: tuple[bytes, ...]) -> tuple[bytes, ...]:
        self.ended = self._stream.ended
        for frame in frames:
            if frame.find(_MARK) >= 0 and not self._kept:
                self._look_into(frame)
        return frames

    def _look_into(self, frame: bytes) -> None:
        response = answer_in(frame)
        if response is not None:
            self._kept = True
            self._keep(response)
