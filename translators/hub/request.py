"""A request: a conversation, tools, and the knobs that more than one dialect has."""

from dataclasses import dataclass, field
from typing import Literal

from translators.hub.document import Document, Extras
from translators.hub.parts import Part
from translators.hub.tools import AnyTool, ToolChoice

type Role = Literal["system", "developer", "user", "assistant", "tool"]


@dataclass(frozen=True, slots=True)
class Message:
    """One turn's worth of parts by one speaker.

    Instructions are messages of role `system` or `developer` where they stood; top-level
    instructions come first. A `tool` message holds only `ToolResult` parts. Dialects that write a
    turn as several items (Responses) or several turns as one message (Messages) are regrouped by
    their codecs: the sequence of parts is what counts, and it never changes.
    """

    role: Role
    parts: tuple[Part, ...]
    name: str | None = None
    path: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Sampling:
    """How tokens are drawn. None: not said, and never filled in by us."""

    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    seed: int | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None


@dataclass(frozen=True, slots=True)
class Thinking:
    """How much the model may reason before it answers.

    `enabled` is None when only effort or budget was said; `adaptive` lets the model decide how
    long. `budget` counts tokens. `summary` is how thinking is to be told (`auto`, `concise`,
    `detailed`, or Messages' `omitted`/`summarized`), in the word of the client's dialect.
    """

    enabled: bool | None = None
    adaptive: bool = False
    effort: str | None = None
    budget: int | None = None
    summary: str | None = None


@dataclass(frozen=True, slots=True)
class OutputFormat:
    """What shape the answer's text must have; `schema` is the client's own object."""

    kind: Literal["text", "json", "schema"]
    schema: Document | None = None
    name: str | None = None
    description: str | None = None
    strict: bool | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One request, decoded.

    `logprobs` is how many alternatives a token gets (0: only the chosen one); None for no
    logprobs. `extras` holds top-level keys nobody here has a word for, by family: an encoder of
    that family may take them; what it does not take is a loss.
    """

    model: str
    messages: tuple[Message, ...] = ()
    tools: tuple[AnyTool, ...] = ()
    tool_choice: ToolChoice | None = None
    parallel_tool_calls: bool | None = None
    max_tokens: int | None = None
    stop: tuple[str, ...] = ()
    sampling: Sampling = Sampling()
    thinking: Thinking | None = None
    output: OutputFormat | None = None
    verbosity: str | None = None
    logprobs: int | None = None
    stream: bool = False
    user: str | None = None
    metadata: Document | None = None
    service_tier: str | None = None
    extras: Extras = field(default_factory=dict[str, Document])
