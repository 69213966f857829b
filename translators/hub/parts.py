"""Pieces of content: text, refusal, media, reasoning, tool call, tool result, foreign.

The same parts make up a request's messages, a whole answer, and (with their text still empty) the
`PartStart` of a stream. `path` is where the part stood in the document it was decoded from; it is
there for errors and losses and is no part of a part's identity.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from translators.hub.document import Document, Json


@dataclass(frozen=True, slots=True)
class Origin:
    """Who made an opaque token: dialect, provider and model, each "" where it cannot be known.

    `account` tells apart whose credentials it was made for, and says nothing of them.
    """

    dialect: str
    provider: str = ""
    model: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Seal:
    """An opaque token that only its issuer can read.

    `kind` says which slot it came from: `signature` (over visible thinking), `redacted` (thinking
    that is not shown), `encrypted` (reasoning carried for the issuer), `thought` (on a tool call).
    """

    kind: Literal["signature", "redacted", "encrypted", "thought"]
    value: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class CacheMark:
    """Cache the prompt up to here; `ttl` as the vendors write it (`5m`, `1h`), None for theirs."""

    ttl: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A source for a stretch of text; `start` and `end` count characters of that text.

    `raw` is the citation as its own dialect wrote it, for encoders of the same family.
    """

    url: str | None
    title: str | None = None
    quote: str | None = None
    start: int | None = None
    end: int | None = None
    raw: Document = field(default_factory=dict[str, Json])
    dialect: str = ""

    @property
    def unshared(self) -> tuple[str, ...]:
        """Keys of `raw`, nested ones too, that say what no field of the hub says."""
        shared = (None, self.url, self.title, self.quote, self.start, self.end)
        return tuple(
            key for key, value in _scalars(self.raw) if key != "type" and value not in shared
        )


@dataclass(frozen=True, slots=True)
class Text:
    """Words for the reader. `logprobs` holds one object a token, in OpenAI's shape."""

    text: str = ""
    citations: tuple[Citation, ...] = ()
    logprobs: tuple[Json, ...] = ()
    cache: CacheMark | None = None
    path: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Words in which the model declines."""

    text: str = ""
    path: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Url:
    """Media to be fetched by the provider."""

    url: str


@dataclass(frozen=True, slots=True)
class Inline:
    """Media in the document itself: `data` stays the base64 text that it was."""

    data: str


@dataclass(frozen=True, slots=True)
class Stored:
    """Media kept by a provider under an id that means nothing elsewhere."""

    id: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Plain:
    """A document given as its text."""

    text: str


type Source = Url | Inline | Stored | Plain
type MediaKind = Literal["image", "document", "audio", "video"]


@dataclass(frozen=True, slots=True)
class Media:
    """An image, document, sound or film.

    `media_type` is the MIME type where known, `name` a file name or title, `detail` the resolution
    hint that OpenAI's dialects take.
    """

    kind: MediaKind
    source: Source
    media_type: str | None = None
    name: str | None = None
    detail: str | None = None
    cache: CacheMark | None = None
    path: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Reasoning:
    """One stretch of thinking: what was thought (`text`), what is told of it (`summary`), a seal.

    All three may be empty but not all at once, except in a stream's `PartStart`.
    """

    text: str = ""
    summary: tuple[str, ...] = ()
    seal: Seal | None = None
    path: str = field(default="", compare=False, repr=False)

    @property
    def visible(self) -> str:
        """Everything that can be shown, for dialects that know only one kind of thinking text."""
        return "\n\n".join(piece for piece in (self.text, *self.summary) if piece)


type CallKind = Literal["function", "custom", "tool_search", "local_shell"]
"""A custom tool takes free text, all others a JSON object. The last two are functions but for the
form in which a Responses client wants to be called (clients 4)."""

EMPTY_ARGUMENTS = "{}"
"""What a function call without arguments carries: every dialect's next turn refuses ""."""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """The model asks for a tool.

    `arguments` stays the string it was: JSON text for a function, free text for a custom tool.
    `namespace` is set when the tool was declared inside one.
    """

    id: str
    name: str
    arguments: str = ""
    kind: CallKind = "function"
    namespace: str | None = None
    seal: Seal | None = None
    cache: CacheMark | None = None
    path: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool gave back to the call `call_id`."""

    call_id: str
    content: tuple["Text | Media | Foreign", ...] = ()
    is_error: bool = False
    kind: CallKind = "function"
    cache: CacheMark | None = None
    path: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Foreign:
    """A piece of a kind that only `dialect` has, carried verbatim and never looked into."""

    dialect: str
    kind: str
    value: Document
    path: str = field(default="", compare=False, repr=False)


type Part = Text | Refusal | Media | Reasoning | ToolCall | ToolResult | Foreign


def _scalars(document: Document) -> Iterator[tuple[str, Json]]:
    """The values that are no objects, wherever they stand, each with its key."""
    for key, value in document.items():
        if isinstance(value, dict):
            yield from _scalars(value)
        else:
            yield key, value
