"""What can happen while an answer is streamed, framed at the finest grain that any dialect has.

Which event may follow which is in `grammar`. Nothing is ever changed; a stream of these events and
a whole `Response` say the same thing, and `fold` turns either into the other.
"""

from dataclasses import dataclass, field

from translators.hub.document import Document, Extras, Json
from translators.hub.failure import Failure
from translators.hub.parts import Citation, Part, Seal
from translators.hub.response import Stop, Usage


@dataclass(frozen=True, slots=True)
class ResponseStart:
    """The answer begins. `usage` is what is known so far, often only the input."""

    id: str
    model: str
    created: int | None = None
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class PartStart:
    """Part `index` opens. `part` has its identity but no text yet; other kinds are whole."""

    index: int
    part: Part


@dataclass(slots=True)
class PartDelta:
    """Part `index` grows by `text`.

    It is made for every event of a stream, and freezing it would double its cost; nobody changes it
    all the same.

    `section` matters for reasoning only: 0 is the thinking itself, n ≥ 1 the n-th paragraph of its
    summary. `logprobs` holds one object a token of this delta.
    """

    index: int
    text: str
    section: int = 0
    logprobs: tuple[Json, ...] = ()


@dataclass(frozen=True, slots=True)
class PartSeal:
    """The seal of part `index`, complete."""

    index: int
    seal: Seal


@dataclass(frozen=True, slots=True)
class PartCitation:
    """A source for the text of part `index`."""

    index: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class PartEnd:
    """Part `index` is complete."""

    index: int


@dataclass(frozen=True, slots=True)
class ResponseEnd:
    """The answer is complete. `usage` is final, and None only if upstream never said."""

    stop: Stop
    usage: Usage | None = None
    service_tier: str | None = None
    extras: Extras = field(default_factory=dict[str, Document])


@dataclass(frozen=True, slots=True)
class KeepAlive:
    """Nothing happened, and the client should know that we are still here."""


type Event = (
    ResponseStart
    | PartStart
    | PartDelta
    | PartSeal
    | PartCitation
    | PartEnd
    | ResponseEnd
    | Failure
    | KeepAlive
)
