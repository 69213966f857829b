"""A whole answer: parts, why it stopped, what it cost."""

from dataclasses import dataclass, field
from typing import Literal

from translators.hub.document import Document, Extras, Json
from translators.hub.parts import Part

type StopKind = Literal[
    "end", "length", "tool_calls", "stop_sequence", "content_filter", "refusal", "pause"
]


@dataclass(frozen=True, slots=True)
class Stop:
    """Why the model stopped: our word, upstream's own word, the stop sequence if one was hit."""

    kind: StopKind
    raw: str | None = None
    sequence: str | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens, as disjoint parts whose sum is the bill.

    OpenAI counts cached tokens inside its input and reasoning inside its output; Anthropic counts
    cached tokens beside its input. Here nothing overlaps: `input` is what was neither read from
    nor written to a cache, `output` is what was not reasoning. `raw` is the usage as it came.
    """

    input: int = 0
    cache_read: int = 0
    cache_write: int = 0
    output: int = 0
    reasoning: int = 0
    raw: Document = field(default_factory=dict[str, Json], compare=False)

    @property
    def prompt(self) -> int:
        """All tokens that went in."""
        return self.input + self.cache_read + self.cache_write

    @property
    def completion(self) -> int:
        """All tokens that came out."""
        return self.output + self.reasoning

    @property
    def total(self) -> int:
        """The bill."""
        return self.prompt + self.completion


@dataclass(frozen=True, slots=True)
class Response:
    """One answer. `usage` is None when upstream never said; `created` counts seconds since 1970."""

    id: str
    model: str
    parts: tuple[Part, ...]
    stop: Stop
    usage: Usage | None = None
    created: int | None = None
    service_tier: str | None = None
    extras: Extras = field(default_factory=dict[str, Document])
