"""Server-sent events: bytes to events and back (WHATWG HTML, section 9.2).

Bytes are split at line ends before anything is decoded, so that a character cut in two by a chunk
border is never seen in halves. CR, LF and CRLF all end a line, also when a border cuts CRLF.
"""

import re
from typing import NamedTuple


class ServerSentEvent(NamedTuple):
    """One event: its name ("" when the stream gave none) and its data, still bytes."""

    name: str
    data: bytes


_LINE_END = re.compile(rb"\r\n|\n|\r")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class EventReader:
    """Bytes in any split → events. `limit` bounds, in bytes, what one event may hold."""

    def __init__(self, limit: int = 64 * 1024 * 1024) -> None:
        self._limit = limit
        self._tail = b""
        self._name = ""
        self._data: list[bytes] = []
        self._size = 0
        self._first = True

    def feed(self, chunk: bytes) -> list[ServerSentEvent]:
        """Take the next bytes; give the events they complete.

        Raises:
            OverflowError: one event holds more than the limit.
        """
        block = self._tail + chunk if self._tail else chunk
        if self._first:
            if _BYTE_ORDER_MARK.startswith(block):
                self._tail = block
                return []
            block = block.removeprefix(_BYTE_ORDER_MARK)
            self._first = False
        events: list[ServerSentEvent] = []
        if not self._data and not self._name and block.find(b"\r") < 0:
            position = _read_plain(block, events)
            if position == len(block):
                self._tail = b""
                return events
            block = block[position:]
        lines, self._tail = _split(block)
        events.extend(self._read(lines))
        return events

    def finish(self) -> list[ServerSentEvent]:
        """The stream is over: give what an unterminated last event holds, if it holds anything.

        The standard would discard it; upstreams that forget the last blank line are real, and a
        torn one is refused as JSON anyway.
        """
        lines = [self._tail.rstrip(b"\r"), b""]
        self._tail = b""
        return self._read(lines)

    def _read(self, lines: list[bytes]) -> list[ServerSentEvent]:
        events: list[ServerSentEvent] = []
        for line in lines:
            if line.startswith(b"data:"):
                self._data.append(line[6:] if line[5:6] == b" " else line[5:])
                self._size += len(line)
            elif not line:
                if self._data:
                    events.append(ServerSentEvent(self._name, b"\n".join(self._data)))
                    self._data = []
                    self._size = 0
                self._name = ""
            elif line.startswith(b"event:"):
                self._name = line[6:].decode("utf-8", "replace").removeprefix(" ")
            elif line == b"data":
                self._data.append(b"")
        if self._size + len(self._tail) > self._limit:
            raise OverflowError(f"one server-sent event holds more than {self._limit} bytes")
        return events


def _read_plain(block: bytes, events: list[ServerSentEvent]) -> int:
    """Read whole events in the plainest form, up to the first that is not; give its place.

    Nearly all upstreams write nothing else. Line ends are LF, and single-byte searches are by far
    the cheapest way to find them.
    """
    position = 0
    while True:
        name, start = "", position
        end = block.find(b"\n", start)
        if block.startswith(b"event: ", start):
            name = block[start + 7 : end].decode("utf-8", "replace")
            start = end + 1
            end = block.find(b"\n", start)
        if end < 0 or not (block.startswith(b"data: ", start) and block.startswith(b"\n", end + 1)):
            return position
        events.append(ServerSentEvent(name, block[start + 6 : end]))
        position = end + 2


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
