"""Server-sent events: bytes to events and back (WHATWG HTML, section 9.2).

Bytes are split at line ends before anything is decoded, so that a character cut in two by a chunk
border is never seen in halves. CR, LF and CRLF all end a line, also when a border cuts CRLF.
"""

import re
from functools import lru_cache

type ServerSentEvent = tuple[str, bytes]
"""One event: its name ("" when the stream gave none) and its data, still bytes."""

_DATA = b"data: "
_OPENING = re.compile(rb"(?:event: (.++)\n)?+data: ")
"""What nearly all upstreams write before an event's data; `.` is everything but a line feed."""

_LINE_END = re.compile(rb"\r\n|\n|\r")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_FIELDS = (b"data:", b"event:", b":", b"id:", b"retry:")


def is_event_stream(body: bytes) -> bool:
    """Whether a body is server-sent events, whatever its content type claims."""
    return body.lstrip(b"\xef\xbb\xbf \r\n").startswith(_FIELDS)


class EventReader:
    """Bytes in any split → events. `limit` bounds, in bytes, what one event may hold.

    `idle` says that the next byte begins an event, and that no byte order mark is expected.
    """

    def __init__(self, limit: int = 64 * 1024 * 1024) -> None:
        self._limit = limit
        self._torn: list[bytes] = []
        self._held = 0
        self._tail = b""
        self._name = ""
        self._data: list[bytes] = []
        self._size = 0
        self._first = True
        self.idle = False

    def feed(self, chunk: bytes) -> list[ServerSentEvent]:
        """Take the next bytes; give the events they complete.

        Raises:
            OverflowError: one event holds more than the limit.
        """
        if self._first and not self._tail and not _BYTE_ORDER_MARK.startswith(chunk[:1]):
            self._first = False
            self.idle = True
        if self.idle:
            events = _plain(chunk)
            if events:
                return events
        elif self._tail and not self._first and _is_inside(self._tail, chunk):
            self._torn.append(chunk)
            self._held += len(chunk)
            self._bound()
            return []
        return self._read(self._lines(chunk))

    def _lines(self, chunk: bytes) -> list[bytes]:
        block = self._joined(chunk)
        if self._first:
            if _BYTE_ORDER_MARK.startswith(block):
                self._tail = block
                return []
            block = block.removeprefix(_BYTE_ORDER_MARK)
            self._first = False
        lines, self._tail = _split(block)
        return lines

    def finish(self) -> list[ServerSentEvent]:
        """The stream is over: give what an unterminated last event holds, if it holds anything.

        The standard would discard it; upstreams that forget the last blank line are real, and a
        torn one is refused as JSON anyway.
        """
        lines = [self._joined(b"").rstrip(b"\r"), b""]
        return self._read(lines)

    def _read(self, lines: list[bytes]) -> list[ServerSentEvent]:
        events: list[ServerSentEvent] = []
        for line in lines:
            if line.startswith(b"data:"):
                self._data.append(line[6:] if line[5:6] == b" " else line[5:])
                self._size += len(line)
            elif not line:
                if self._data:
                    events.append((self._name, b"\n".join(self._data)))
                    self._data = []
                    self._size = 0
                self._name = ""
            elif line.startswith(b"event:"):
                self._name = line[6:].decode("utf-8", "replace").removeprefix(" ")
            elif line == b"data":
                self._data.append(b"")
        self._bound()
        self.idle = not (self._tail or self._name or self._data or self._first)
        return events

    def _joined(self, chunk: bytes) -> bytes:
        """What was held back, and this chunk."""
        block = b"".join((self._tail, *self._torn, chunk))
        self._tail, self._held = b"", 0
        self._torn.clear()
        return block

    def _bound(self) -> None:
        if self._size + len(self._tail) + self._held > self._limit:
            raise OverflowError(f"one server-sent event holds more than {self._limit} bytes")


def _plain(block: bytes) -> list[ServerSentEvent]:
    """The events of a block that is nothing but whole ones in the plainest form; else none."""
    events: list[ServerSentEvent] = []
    position = 0
    while position < len(block):
        start = block.find(_DATA, position) + len(_DATA)
        end = block.find(b"\n", start)
        name = _name(block[position:start])
        if name is None or not block.startswith(b"\n\n", end):
            return []
        events.append((name, block[start:end]))
        position = end + 2
    return events if block.find(b"\r") < 0 else []


@lru_cache(128)
def _name(opening: bytes) -> str | None:
    """The name that an event is given before its data; None if anything else is said there."""
    found = _OPENING.fullmatch(opening)
    return (found[1] or b"").decode("utf-8", "replace") if found else None


def _is_inside(tail: bytes, chunk: bytes) -> bool:
    """Whether a chunk only goes on with the line that was begun.

    An image in an event of many megabytes comes in thousands of such chunks: joining each to what
    came before would take minutes.
    """
    return chunk.find(b"\n") < 0 and chunk.find(b"\r") < 0 and not tail.endswith(b"\r")


def _split(block: bytes) -> tuple[list[bytes], bytes]:
    """The whole lines of a block, and what is left over."""
    if block.find(b"\r") < 0:
        lines = block.split(b"\n")
        return lines, lines.pop()
    # A CR at the very end may be half of a CRLF: keep it until the next byte is known.
    held = b"\r" if block.endswith(b"\r") else b""
    lines = _LINE_END.split(block.removesuffix(held))
    return lines, lines.pop() + held


def frame(data: bytes, name: str = "") -> bytes:
    """Write one event whose data has no line break in it (compact JSON never has)."""
    if name:
        return b"event: " + name.encode() + b"\ndata: " + data + b"\n\n"
    return b"data: " + data + b"\n\n"


COMMENT = b": keep-alive\n\n"
"""Nothing, for readers whose idle timer counts bytes."""
