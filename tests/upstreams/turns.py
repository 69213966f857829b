"""What a scripted model says, in no vendor's words, and how a scripted upstream says anything."""

import asyncio
import gzip
from collections.abc import Iterable
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Call:
    """The model calls a tool; `custom` for one that takes free text."""

    id: str
    name: str
    arguments: str = "{}"
    custom: bool = False
    namespace: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One answer of the model: thinking under a seal, words, calls; or cut at its limit."""

    text: str = ""
    calls: tuple[Call, ...] = ()
    thinking: str = ""
    seal: str = ""
    cut_by_limit: bool = False
    input_tokens: int = 11
    output_tokens: int = 7


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer on the wire, as frames.

    `pace` is how many seconds pass between two frames; with a `gate` each frame also waits for a
    permit of it. `torn` says that the connection dies after the last frame instead of ending the
    body properly, `silent` that nothing more comes although the connection stays.
    """

    frames: tuple[bytes, ...]
    status: int = 200
    content_type: str = "text/event-stream"
    headers: dict[str, str] = field(default_factory=dict[str, str])
    pace: float = 0.0
    gate: asyncio.Semaphore | None = None
    torn: bool = False
    silent: bool = False

    @property
    def body(self) -> bytes:
        """All frames as one."""
        return b"".join(self.frames)

    def cut(self, frames: int, inside: int = 0) -> "Answer":
        """The connection dies after so many frames, and so many bytes of the next."""
        kept = self.frames[:frames]
        if inside:
            kept += (self.frames[frames][:inside],)
        return replace(self, frames=kept, torn=True)

    def first(self, frames: int) -> "Answer":
        """The body ends properly after so many frames."""
        return replace(self, frames=self.frames[:frames])

    def silent_after(self, frames: int) -> "Answer":
        """Nothing more comes after so many frames, and nothing ends."""
        return replace(self, frames=self.frames[:frames], silent=True)

    def gzipped(self) -> "Answer":
        """The same body, compressed and labelled so."""
        headers = {**self.headers, "content-encoding": "gzip"}
        return replace(self, frames=(gzip.compress(self.body),), headers=headers)

    def labelled(self, content_type: str) -> "Answer":
        """The same body under another content type."""
        return replace(self, content_type=content_type)


def whole(body: bytes, status: int = 200, content_type: str = "application/json") -> Answer:
    """An answer in one piece."""
    return Answer((body,), status, content_type)


HTML = whole(b"<html><body><h1>502 Bad Gateway</h1></body></html>", 502, "text/html")
EMPTY = whole(b"")


def pieces(text: str, size: int = 9) -> Iterable[str]:
    """A text as a model streams it; nothing for no text."""
    return (text[start : start + size] for start in range(0, len(text), size))
