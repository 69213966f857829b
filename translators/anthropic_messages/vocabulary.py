"""The words of Messages that several sides of this dialect need, and how the hub says them.

Tables, and readers and writers of a few lines. Nothing here walks a document or keeps state.
"""

from translators.hub.document import Document, Json
from translators.hub.parts import CacheMark, Citation, Origin, Reasoning, Seal, ToolCall
from translators.hub.response import Stop, StopKind, Usage
from translators.hub.tools import Tool
from translators.losses import Losses
from translators.names import flat_name
from translators.opaque import seals
from translators.wire import json_bytes
from translators.wire.cursor import Cursor

NAME = "anthropic-messages"
FAMILY = "anthropic"

OWNED_PARAMETERS = frozenset({"beta"})
"""What Claude Code puts into a query, and means nothing to other families."""

CLIENT = Origin(NAME)
"""Who made a token that a client of this dialect sends, for all that can be known."""

NOT_KNOWN = "not known to Dragoman"

STOPS: dict[str, StopKind] = {
    "end_turn": "end",
    "max_tokens": "length",
    "stop_sequence": "stop_sequence",
    "tool_use": "tool_calls",
    "pause_turn": "pause",
    "compaction": "pause",
    "refusal": "refusal",
    "model_context_window_exceeded": "length",
}

REASONS: dict[StopKind, str] = {
    "end": "end_turn",
    "length": "max_tokens",
    "stop_sequence": "stop_sequence",
    "tool_calls": "tool_use",
    "pause": "pause_turn",
    "refusal": "refusal",
    "content_filter": "refusal",
}
"""The SDK's `StopReason` is closed: nothing else may be said."""

EXTRAS = ("container", "context_management", "diagnostics", "stop_details")
"""Keys of an answer that only this family has, and that an answer of ours may carry."""

TIERS: dict[str, str] = {
    "standard": "standard",
    "default": "standard",
    "priority": "priority",
    "batch": "batch",
}
"""Service tiers that an answer's usage can name, by ours and OpenAI's words."""

ORDINARY_TIER = "standard"
"""The tier of an answer that names none."""

CALLER = frozenset({"type", "tool_id"})
"""What `caller` says: who asked for a call, the model itself or its hosted code. For the client,
which runs the tool, it makes no difference."""

INVALID_ARGUMENTS = "_invalid_arguments"
"""Where a call's arguments go that are no JSON object.

`input` must be an object, and `{}` would be a lie: under this key the client's own check of the
arguments fails, and the model is shown what it wrote.
"""


def unread(document: Document, known: frozenset[str]) -> list[str]:
    """The keys beside the known ones; null counts as absent."""
    if known.issuperset(document):
        return []
    return [key for key in sorted(document.keys() - known) if document[key] is not None]


def read_stop(reason: str | None, sequence: str | None, *, called: bool) -> Stop:
    """Why an answer ended; `called` says whether it holds a tool call."""
    return Stop(_settled(STOPS.get(reason or "", "end"), called=called), reason, sequence)


def say_stop(stop: Stop, *, called: bool, refused: bool) -> str:
    """The stop reason of an answer that holds a tool call (`called`), a refusal (`refused`)."""
    kind = _settled(stop.kind, called=called)
    if refused and kind == "end":
        return REASONS["refusal"]
    raw = stop.raw or ""
    # The raw word tells more where two of ours are one of the hub's; `compaction` is beta only.
    return raw if raw == "model_context_window_exceeded" else REASONS[kind]


def _settled(kind: StopKind, *, called: bool) -> StopKind:
    """Upstreams end tool turns with `end_turn` (field guide 26) and others with `tool_use` (28)."""
    if kind == "end" and called:
        return "tool_calls"
    if kind == "tool_calls" and not called:
        return "end"
    return kind


def read_usage(document: Document) -> Usage:
    """Tokens as this dialect counts them: what was cached stands beside `input_tokens`."""
    details = document.get("output_tokens_details")
    output = _count(document, "output_tokens")
    reasoning = _count(details, "thinking_tokens") if isinstance(details, dict) else 0
    reasoning = min(reasoning, output)
    return Usage(
        input=_count(document, "input_tokens"),
        cache_read=_count(document, "cache_read_input_tokens"),
        cache_write=_count(document, "cache_creation_input_tokens"),
        output=output - reasoning,
        reasoning=reasoning,
        raw=document,
    )


def say_usage(usage: Usage) -> Document:
    """Tokens for an answer, whole or streamed."""
    document: Document = {
        "input_tokens": usage.input,
        "cache_creation_input_tokens": usage.cache_write,
        "cache_read_input_tokens": usage.cache_read,
        "output_tokens": usage.completion,
    }
    if usage.reasoning:
        document["output_tokens_details"] = {"thinking_tokens": usage.reasoning}
    return document


def _count(document: Document, key: str) -> int:
    value = document.get(key)
    return value if isinstance(value, int) and value > 0 else 0


def read_cache(block: Cursor) -> CacheMark | None:
    """The cache mark of a block or tool."""
    control = block.child("cache_control")
    if control is None:
        return None
    # There is one type, `ephemeral`; what else a control may say is reported as unread.
    control.ignore("type")
    return CacheMark(control.string("ttl"))


def say_cache(mark: CacheMark) -> Document:
    """A cache mark as `cache_control`."""
    return {"type": "ephemeral"} if mark.ttl is None else {"type": "ephemeral", "ttl": mark.ttl}


def read_citation(document: Document) -> Citation:
    """A citation of any kind; only those of the web and of search results have a URL."""
    url = _string(document, "url")
    source = _string(document, "source")
    if url is None and source is not None and source.startswith(("http://", "https://")):
        url = source
    title = _string(document, "title") or _string(document, "document_title")
    quote = _string(document, "cited_text")
    if document.get("encrypted_index") == "":
        # Written by `say_citation` for another dialect's source: no upstream takes it back.
        return Citation(url, title, quote or None)
    return Citation(url, title, quote, raw=document, dialect=NAME)


def say_citation(citation: Citation) -> Document | None:
    """A citation for an answer, or None where it has neither our own words nor a URL.

    The index into encrypted search results is required by the SDK and known to Anthropic alone.
    """
    if citation.dialect == NAME and citation.raw:
        return citation.raw
    if citation.url is None:
        return None
    return {
        "type": "web_search_result_location",
        "cited_text": citation.quote or "",
        "encrypted_index": "",
        "title": citation.title,
        "url": citation.url,
    }


def say_reasoning(reasoning: Reasoning) -> Document | None:
    """Thinking as a block, or None where there is nothing to say.

    An empty signature is what Claude Code makes of a missing one, and sends back.
    """
    seal, visible = reasoning.seal, reasoning.visible
    if visible:
        signature = seals.say(seal, NAME) if seal else ""
        return {"type": "thinking", "thinking": visible, "signature": signature}
    return None if seal is None else say_seal(seal)


def say_seal(seal: Seal) -> Document:
    """Thinking of which only the seal is known: with `display: omitted`, or redacted."""
    token = seals.say(seal, NAME)
    if seal.kind == "signature" and seal.origin.dialect == NAME:
        return {"type": "thinking", "thinking": "", "signature": token}
    return {"type": "redacted_thinking", "data": token}


def tool_name(tool: Tool | ToolCall) -> str:
    """The name of a tool in a dialect that has no namespaces."""
    return flat_name(tool.name, tool.namespace) if tool.namespace else tool.name


def input_of(call: ToolCall, place: str, losses: Losses) -> Document:
    """A call's arguments as `input`; `place` is where a loss would have happened."""
    if call.kind == "custom":
        return {"input": call.arguments}
    if not call.arguments.strip():
        return {}
    try:
        value = json_bytes.loads(call.arguments)
    except json_bytes.NotJsonError:
        value = None
    if isinstance(value, dict):
        return value
    losses.coerced(place, "arguments that are no JSON object: said inside of one")
    return {INVALID_ARGUMENTS: call.arguments}


def _string(document: Document, key: str) -> str | None:
    value: Json = document.get(key)
    return value if isinstance(value, str) else None


def encode_count(tokens: int) -> Document:
    """How many tokens a request has."""
    return {"input_tokens": tokens}
