"""What a model may call, and whether it must."""

from dataclasses import dataclass, field
from typing import Literal

from translators.hub.document import Document, Json
from translators.hub.parts import CacheMark, CallKind, Foreign


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that the client runs.

    `parameters` is the JSON schema as the client wrote it, the same object; None for a tool without
    any. `format` is the grammar of a custom (free text) tool. `strict` is None when not said.
    """

    name: str
    description: str | None = None
    parameters: Document | None = None
    strict: bool | None = None
    kind: CallKind = "function"
    format: Document | None = None
    namespace: str | None = None
    cache: CacheMark | None = None
    path: str = field(default="", compare=False, repr=False)


type AnyTool = Tool | Foreign


@dataclass(frozen=True, slots=True)
class WebSearch:
    """A vendor's own tool that searches the web, as far as vendors say it alike.

    `allowed_domains` narrows the search, `user_location` is the vendors' own object.
    """

    allowed_domains: list[Json] = field(default_factory=list[Json])
    user_location: Document | None = None
    path: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ToolChoice:
    """Whether tools are called: freely, never, at least one, or exactly `names[0]`.

    With `auto` and `required`, `names` narrows the choice to those tools; empty means all.
    """

    mode: Literal["auto", "none", "required", "named"]
    names: tuple[str, ...] = ()
