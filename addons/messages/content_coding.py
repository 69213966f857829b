"""Content codings (gzip, deflate, br, zstd) taken off, never beyond a limit.

Clients compress requests, and some upstreams compress although they were asked for `identity`. A
few bytes can claim to be gigabytes, so every call says how much room there is for the result.
"""

import importlib
import zlib
from collections.abc import Callable
from typing import Protocol

import zstandard


class CodingError(ValueError):
    """The body is not coded as its header says, or in a coding that nobody here knows."""


class RoomError(ValueError):
    """The decoded body is larger than the room for it."""


class Coding(Protocol):
    """One coding being taken off one body."""

    def feed(self, data: bytes, room: int) -> bytes:
        """Take the next coded bytes; give what they decode to, at most `room` bytes.

        Raises:
            CodingError: the bytes are not in this coding.
            RoomError: they hold more than `room` bytes.
        """
        ...

    @property
    def complete(self) -> bool:
        """Whether the body may end here."""
        ...


class Zlib:
    """gzip (one member or several) and deflate in its zlib wrapping."""

    def __init__(self, window: int) -> None:
        self._window = window
        self._inflate = zlib.decompressobj(window)

    @property
    def complete(self) -> bool:
        """See `Coding`."""
        return self._inflate.eof

    def feed(self, data: bytes, room: int) -> bytes:
        """See `Coding`."""
        pieces: list[bytes] = []
        while data:
            if self._inflate.eof:
                self._inflate = zlib.decompressobj(self._window)
            try:
                piece = self._inflate.decompress(data, room + 1)
            except zlib.error as error:
                raise CodingError(str(error)) from error
            room -= len(piece)
            if room < 0:
                raise RoomError
            pieces.append(piece)
            data = self._inflate.unused_data
        return b"".join(pieces)


class Deflate:
    """deflate: zlib by the standard, but some senders leave its wrapping out."""

    def __init__(self) -> None:
        self._head = b""
        self._inner: Zlib | None = None

    @property
    def complete(self) -> bool:
        """See `Coding`."""
        return self._inner is not None and self._inner.complete

    def feed(self, data: bytes, room: int) -> bytes:
        """See `Coding`."""
        if self._inner is None:
            self._head += data
            if len(self._head) < 2:
                return b""
            data = self._head
            wrapped = data[0] & 15 == zlib.DEFLATED and int.from_bytes(data[:2]) % 31 == 0
            self._inner = Zlib(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
        return self._inner.feed(data, room)


class BrotliDecompressor(Protocol):
    """What is used of the brotli library, which says nothing of its types."""

    def process(self, data: bytes, output_buffer_limit: int) -> bytes:
        """Decode; once the limit is reached, call again with nothing for the rest."""
        ...

    def can_accept_more_data(self) -> bool:
        """Whether everything was given that the data so far decode to."""
        ...

    def is_finished(self) -> bool:
        """Whether the body is complete."""
        ...


_brotli = importlib.import_module("brotli")
_brotli_error: type[Exception] = _brotli.error
_brotli_decompressor: Callable[[], BrotliDecompressor] = _brotli.Decompressor


class Brotli:
    """br."""

    def __init__(self) -> None:
        self._decompressor = _brotli_decompressor()

    @property
    def complete(self) -> bool:
        """See `Coding`."""
        return self._decompressor.is_finished()

    def feed(self, data: bytes, room: int) -> bytes:
        """See `Coding`."""
        pieces: list[bytes] = []
        while True:
            try:
                piece = self._decompressor.process(data, output_buffer_limit=room + 1)
            except _brotli_error as error:
                raise CodingError(str(error)) from error
            room -= len(piece)
            if room < 0:
                raise RoomError
            pieces.append(piece)
            if self._decompressor.can_accept_more_data() or not piece:
                return b"".join(pieces)
            data = b""


class Zstandard:
    """zstd, which Codex uses for its requests (clients 4)."""

    SLICE = 1024
    """The library cannot bound what a call gives: 1 KiB in is at most 32 MiB out (RFC 8878)."""

    def __init__(self) -> None:
        self._decompressor = self._new()

    @staticmethod
    def _new() -> "zstandard.ZstdDecompressionObj":
        return zstandard.ZstdDecompressor(max_window_size=2**27).decompressobj()

    @property
    def complete(self) -> bool:
        """See `Coding`."""
        return self._decompressor.eof

    def feed(self, data: bytes, room: int) -> bytes:
        """See `Coding`."""
        pieces: list[bytes] = []
        while data:
            if self._decompressor.eof:
                self._decompressor = self._new()
            part, data = data[: self.SLICE], data[self.SLICE :]
            try:
                piece = self._decompressor.decompress(part)
            except zstandard.ZstdError as error:
                raise CodingError(str(error)) from error
            room -= len(piece)
            if room < 0:
                raise RoomError
            pieces.append(piece)
            data = self._decompressor.unused_data + data
        return b"".join(pieces)


CODINGS: dict[str, Callable[[], Coding]] = {
    "gzip": lambda: Zlib(zlib.MAX_WBITS | 16),
    "x-gzip": lambda: Zlib(zlib.MAX_WBITS | 16),
    "deflate": Deflate,
    "br": Brotli,
    "zstd": Zstandard,
}


class Decoding:
    """All codings of one body, taken off in the reverse of the order in which they were put on.

    `header` is the value of `content-encoding`.

    Raises:
        CodingError: the header names a coding that is not known here.
    """

    def __init__(self, header: str) -> None:
        names = [name.strip().lower() for name in header.split(",")]
        self._codings: list[Coding] = []
        for name in reversed(names):
            if name in ("", "identity"):
                continue
            if name not in CODINGS:
                raise CodingError(f"the content coding {name!r} is not known")
            self._codings.append(CODINGS[name]())

    @property
    def trivial(self) -> bool:
        """Whether there is nothing to take off."""
        return not self._codings

    def feed(self, data: bytes, room: int) -> bytes:
        """Take the next bytes; give what they decode to. Raises as `Coding.feed` does."""
        for coding in self._codings:
            data = coding.feed(data, room)
        return data

    def finish(self) -> None:
        """The body is over. Raises `CodingError` if it was cut short."""
        if not all(coding.complete for coding in self._codings):
            raise CodingError("the body ends in the middle")


def decode(body: bytes, header: str, limit: int) -> bytes:
    """A whole body without its codings.

    Raises:
        CodingError: it is not coded as `header` says.
        RoomError: it has more than `limit` bytes, coded or decoded.
    """
    if len(body) > limit:
        raise RoomError
    if not header:
        return body
    decoding = Decoding(header)
    if decoding.trivial or not body:
        return body
    decoded = decoding.feed(body, limit)
    decoding.finish()
    return decoded
