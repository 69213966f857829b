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
        block = self._tail + chunk
        if self._first:
            if _BYTE_ORDER_MARK.startswith(block):
                self._tail = block
                return []
            block = block.removeprefix(_BYTE_ORDER_MARK)
            self._first = False
        lines, self._tail = _split(block)
        return self._read(lines)

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


def _split(block: bytes) -> tuple[list[bytes], bytes]:
    """The whole lines of a block, and what is left over."""
    if b"\r" not in block:
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
