"""Facts about what a model behind a provider takes.

Whoever makes a request fit (`translators/adapt`) and every encoder reads facts, never a provider's
name. A default here is what a complete, current API of its kind does; providers and model families
say where they differ.
"""

from dataclasses import dataclass
from typing import Literal

from translators.hub.parts import MediaKind


@dataclass(frozen=True, slots=True)
class Profile:
    """What can be sent, and in which form."""

    media: frozenset[MediaKind] = frozenset({"image", "document"})
    """Kinds of media that a user's message may hold."""
    media_urls: bool = True
    """Whether media may be given by URL."""
    document_urls: bool = True
    """Whether that goes for documents, too: OpenAI's Chat Completions fetches images only."""
    media_in_tool_results: bool = True
    """Whether a tool's result may hold media; otherwise they follow in a user's message."""
    developer_role: bool = False
    """Whether there is a role `developer`; otherwise it is said as `system`."""
    system_anywhere: bool = True
    """Whether a system message may follow a user's; otherwise it is folded into a user's."""
    thinking_history: Literal["sealed", "text", "none"] = "none"
    """How earlier thinking goes back: under the issuer's seal, as plain text, or not at all."""
    thinking: Literal["none", "effort", "budget", "adaptive", "switch"] = "none"
    """How thinking is asked for: not at all, by effort, by a budget in tokens, adaptively with an
    effort, or by a plain on/off switch."""
    efforts: tuple[str, ...] = ("low", "medium", "high")
    """Efforts that are accepted, weakest first."""
    thinking_always: bool = False
    """Whether thinking cannot be switched off; the least effort is asked for instead."""
    minimum_budget: int = 1024
    """The smallest thinking budget, in tokens."""
    max_tokens_default: int | None = None
    """What to send when the client sent no output limit but upstream requires one."""
    max_tokens_maximum: int | None = None
    """The largest output limit that is accepted."""
    max_tokens_key: Literal["max_tokens", "max_completion_tokens"] = "max_completion_tokens"
    """What Chat Completions calls the output limit here."""
    temperature: bool = True
    """Whether `temperature` and `top_p` are taken."""
    temperature_maximum: float = 2.0
    """The highest temperature."""
    temperature_beside_top_p: bool = True
    """Whether both may be said in one request."""
    top_k: bool = False
    seed: bool = False
    penalties: bool = False
    stop_maximum: int = 4
    """How many stop sequences are taken; 0 for none."""
    output: Literal["schema", "json", "none"] = "schema"
    """What structured output there is: by schema, any JSON, or none."""
    output_without_schema: bool = True
    """Whether any JSON can be asked for where there is structured output at all."""
    output_beside_tools: bool = True
    """Whether structured output can be asked for in a request that has tools."""
    closed_schemas: bool = False
    """Whether schemas that are enforced must name all keys and may not refer to themselves."""
    custom_tools: bool = False
    """Whether a tool may take free text; otherwise it is a function with one string `input`."""
    web_search: bool = False
    """Whether the upstream can search the web on the model's behalf."""
    namespaces: bool = False
    """Whether tools may be grouped in namespaces; otherwise their names are flattened."""
    parallel_tool_calls: bool = True
    """Whether parallel tool calls can be switched off."""
    tool_choice_required: bool = True
    """Whether a tool call can be demanded; otherwise the choice is left to the model."""
    strict_tools: bool = True
    verbosity: bool = False
    logprobs: bool = False
    service_tier: bool = False
    metadata: bool = False
    user: bool = True
    cache_marks: int = 0
    """How many cache marks are taken; 0 for none."""
    stream_usage: bool = True
    """Whether Chat Completions takes `stream_options.include_usage`."""
    tokens_ratio: float = 1.0
    """How many tokens its vocabulary makes of a text where OpenAI's `o200k_base` makes one."""
    tools_tokens: int = 0
    """Tokens of the words that explain tools to the model, beside the tools themselves."""
    image_tokens: Literal["tiles", "area"] = "tiles"
    """How the tokens of a picture are counted: by OpenAI's tiles or Anthropic's area."""


DEFAULT = Profile()
