"""The events of a Responses stream: the keys each may have, and which say nothing themselves."""

from translators.hub.document import Document

_ITEM = ("item_id", "output_index")
_CONTENT = (*_ITEM, "content_index")
_SUMMARY = (*_ITEM, "summary_index")

_KEYS: dict[str, tuple[str, ...]] = {
    "response.created": ("response",),
    "response.queued": ("response",),
    "response.in_progress": ("response",),
    "response.completed": ("response",),
    "response.incomplete": ("response",),
    "response.failed": ("response",),
    "response.cancelled": ("response",),
    "error": ("error", "code", "message", "param", "status"),
    "response.output_item.added": ("output_index", "item"),
    "response.output_item.done": ("output_index", "item"),
    "response.content_part.done": (*_CONTENT, "part"),
    "response.output_text.delta": (*_CONTENT, "delta", "logprobs"),
    "response.output_text.done": (*_CONTENT, "text", "logprobs"),
    "response.output_text.annotation.added": (*_CONTENT, "annotation", "annotation_index"),
    "response.refusal.delta": (*_CONTENT, "delta"),
    "response.refusal.done": (*_CONTENT, "refusal"),
    "response.reasoning_text.delta": (*_CONTENT, "delta"),
    "response.reasoning_text.done": (*_CONTENT, "text"),
    "response.reasoning_summary_text.delta": (*_SUMMARY, "delta"),
    "response.reasoning_summary_text.done": (*_SUMMARY, "text"),
    "response.function_call_arguments.delta": (*_ITEM, "delta"),
    "response.function_call_arguments.done": (*_ITEM, "arguments", "name"),
    "response.custom_tool_call_input.delta": (*_ITEM, "delta"),
    "response.custom_tool_call_input.done": (*_ITEM, "input"),
}

EVENT_KEYS: dict[str, frozenset[str]] = {
    kind: frozenset(("type", "sequence_number", "obfuscation", *keys))
    for kind, keys in _KEYS.items()
}
"""The keys of every event that is read; `obfuscation` is padding against eavesdroppers."""

SILENT = frozenset({"keepalive", "ping", "response.content_part.added", "response.heartbeat"})
"""Events that repeat what others say, or say nothing."""

SILENT_PREFIXES = (
    "codex.",
    "response.apply_patch_call",
    "response.code_interpreter_call",
    "response.compaction",
    "response.file_search_call.",
    "response.image_generation_call.",
    "response.mcp_call",
    "response.mcp_list_tools.",
    "response.reasoning_part.",
    "response.reasoning_summary_part.",
    "response.shell_call",
    "response.tool_search_call.",
    "response.web_search_call.",
)
"""Progress of hosted tools, whose finished items say it all, and frames of reasoning."""


def word_at(document: Document, key: str) -> str:
    """The text under a key; empty if there is none."""
    value = document.get(key)
    return value if isinstance(value, str) else ""


def number_at(document: Document, key: str) -> int:
    """The number under a key; 0 if there is none."""
    value = document.get(key)
    return value if isinstance(value, int) else 0


def object_at(document: Document, key: str) -> Document:
    """The object under a key; an empty one if there is none."""
    value = document.get(key)
    return value if isinstance(value, dict) else {}
