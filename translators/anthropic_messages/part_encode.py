"""One part of a conversation → one block of Messages, or none.

Strict: what the API refuses (empty text, unsealed thinking, media in an answer) never leaves here.
Which blocks make up a message is decided in `conversation_encode`.
"""

from translators.anthropic_messages.media_encode import say_media
from translators.anthropic_messages.vocabulary import (
    NAME,
    input_of,
    say_cache,
    say_reasoning,
    tool_name,
)
from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.parts import (
    CacheMark,
    Citation,
    Foreign,
    Media,
    Part,
    Reasoning,
    Refusal,
    Text,
    ToolCall,
    ToolResult,
)
from translators.hub.request import Role

SILENT_ERROR = "The tool failed without saying why."
"""The API refuses an error without content ("content cannot be empty if `is_error` is true")."""


def say_part(part: Part, role: Role, context: Context) -> Document | None:
    """The block for a part in a message of `role`; None if there is nothing to say.

    Raises:
        RequestError: client content that Messages cannot say.
    """
    match part:
        case Text():
            return _text(part, role, context)
        case ToolResult():
            return _tool_result(part, role, context)
        case ToolCall():
            return _tool_use(part, context)
        case Reasoning():
            return _reasoning(part, context)
        case Refusal(text):
            context.losses.coerced(place(part), "a refusal is said as text")
            return _text(Text(text, path=part.path), role, context)
        case Media():
            return _media(part, role, context)
        case Foreign():
            return _foreign(part, role, context)


def place(part: Part, field: str = "") -> str:
    """Where a part stood, for losses."""
    base = f"request.{part.path or 'messages[].parts[]'}"
    return f"{base}.{field}" if field else base


def _marked(block: Document, cache: CacheMark | None) -> Document:
    if cache is not None:
        block["cache_control"] = say_cache(cache)
    return block


def _text(part: Text, role: Role, context: Context) -> Document | None:
    if part.logprobs:
        context.losses.dropped(place(part, "logprobs"), "Messages has no logprobs")
    if not part.text or part.text.isspace():
        # "text content blocks must contain non-whitespace text" (field guide 8)
        if part.text:
            context.losses.dropped(place(part), "nothing but whitespace, which Messages refuses")
        return None
    block: Document = {"type": "text", "text": part.text}
    if citations := _citations(part, role, context):
        block["citations"] = citations
    return _marked(block, part.cache)


def _citations(part: Text, role: Role, context: Context) -> list[Json]:
    """Citations of the assistant's own words, where they are Messages' own."""
    own = [c for c in part.citations if role == "assistant" and _is_own(c)]
    if len(own) < len(part.citations):
        reason = "a source that Messages did not cite itself, in the assistant's words"
        context.losses.dropped(place(part, "citations"), reason)
    return [citation.raw for citation in own]


def _is_own(citation: Citation) -> bool:
    return citation.dialect == NAME and bool(citation.raw)


def _reasoning(part: Reasoning, context: Context) -> Document | None:
    seal = part.seal
    if seal is not None and seal.origin.dialect == NAME:
        return say_reasoning(part)
    if context.profile.thinking_history == "text" and part.visible:
        # Compatible endpoints want thinking back and sign nothing (field guide 21).
        return {"type": "thinking", "thinking": part.visible, "signature": ""}
    context.losses.dropped(place(part), "thinking that this upstream did not seal")
    return None


def _tool_use(part: ToolCall, context: Context) -> Document:
    if part.seal is not None:
        context.losses.dropped(place(part, "seal"), "Messages seals no tool calls")
    block: Document = {
        "type": "tool_use",
        "id": part.id,
        "name": tool_name(part),
        "input": input_of(part, place(part, "arguments"), context.losses),
    }
    return _marked(block, part.cache)


def _tool_result(part: ToolResult, role: Role, context: Context) -> Document:
    blocks = [say_part(item, role, context) for item in part.content]
    content: list[Json] = [block for block in blocks if block is not None]
    block: Document = {"type": "tool_result", "tool_use_id": part.call_id}
    if part.is_error:
        content = _error(part, content, block, context)
    if content:
        block["content"] = content
    return _marked(block, part.cache)


def _error(part: ToolResult, content: list[Json], block: Document, context: Context) -> list[Json]:
    """Mark a result as an error, where the API lets it be one; give its content."""
    if any(isinstance(item, dict) and item.get("type") != "text" for item in content):
        # "all content must be type `text` if `is_error` is true"
        context.losses.coerced(place(part, "is_error"), "an error that holds media is no error")
        return content
    block["is_error"] = True
    if content:
        return content
    context.losses.invented(place(part, "content"), "an error must say something")
    return [{"type": "text", "text": SILENT_ERROR}]


def _media(part: Media, role: Role, context: Context) -> Document | None:
    match role:
        case "assistant":
            context.losses.dropped(place(part), "the assistant's messages take no media")
            return None
        case "system" | "developer":
            context.refuse(part.path, "instructions can only be text in Messages")
            return None
        case _:
            return say_media(part, context)


def _foreign(part: Foreign, role: Role, context: Context) -> Document | None:
    if part.dialect == NAME:
        return part.value
    reason = f"{part.kind!r} of {part.dialect} cannot be said in Messages"
    if role == "assistant":
        # A conversation is never refused because of its own past.
        context.losses.dropped(place(part), reason)
    else:
        context.refuse(part.path, reason)
    return None
