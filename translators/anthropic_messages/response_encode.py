"""Hub → the whole answer that a client of Messages gets.

Strict: it passes Anthropic's SDK with response validation on. What is said here and in a stream is
said by the same functions.
"""

from translators.anthropic_messages.vocabulary import (
    EXTRAS,
    FAMILY,
    NAME,
    TIERS,
    input_of,
    say_citation,
    say_reasoning,
    say_stop,
    say_usage,
    tool_name,
)
from translators.dialect import Context
from translators.hub.document import Document, Extras, Json
from translators.hub.parts import (
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
from translators.hub.response import Response, Usage
from translators.losses import Losses
from translators.names import legal_identifier


def encode_response(response: Response, context: Context) -> Document:
    """Write the client's answer. When it was made (`created`) is nothing that Messages tells."""
    losses = context.losses
    blocks = [_say(part, losses) for part in response.parts]
    content: list[Json] = [block for block in blocks if block is not None]
    usage = say_usage(known_usage(response.usage, losses))
    if tier := service_tier(response.service_tier, losses):
        usage["service_tier"] = tier
    reason = say_stop(
        response.stop,
        called=any(isinstance(part, ToolCall) for part in response.parts),
        refused=any(isinstance(part, Refusal) for part in response.parts),
    )
    document = message(response.id, response.model, context)
    document["content"] = content
    document["stop_reason"] = reason
    document["stop_sequence"] = stop_sequence(reason, response.stop.sequence)
    document["usage"] = usage
    document.update(extras(response.extras, reason, losses))
    return document


def message(identifier: str, model: str, context: Context) -> Document:
    """An answer's envelope. The model is called as the client calls it."""
    if not identifier.startswith("msg_"):
        identifier = f"msg_{legal_identifier(identifier)}" if identifier else ""
    return {
        "id": identifier or context.mint.id("msg_"),
        "type": "message",
        "role": "assistant",
        "model": context.request.model or model,
    }


def known_usage(usage: Usage | None, losses: Losses) -> Usage:
    """The usage, or zeros: opencode repeats a turn without end if there is none (clients 3)."""
    if usage is not None:
        return usage
    losses.invented("response.usage", "the upstream did not count its tokens")
    return Usage()


def service_tier(tier: str | None, losses: Losses) -> str | None:
    """The tier in a word that the SDK knows; another word for the same is no loss."""
    said = TIERS.get(tier or "")
    if tier is not None and said is None:
        losses.dropped("response.service_tier", f"Messages has no {tier!r}")
    return said


def stop_sequence(reason: str, sequence: str | None) -> str | None:
    """The sequence that was hit, where one was."""
    return sequence if reason == "stop_sequence" else None


def extras(found: Extras, reason: str, losses: Losses) -> Document:
    """What only this family says of an answer; the rest is reported."""
    said: Document = {}
    for family, document in found.items():
        for key, value in document.items():
            told = key in EXTRAS and (key != "stop_details" or reason == "refusal")
            if family == FAMILY and told:
                said[key] = value
            else:
                losses.dropped(f"response.{key}", "not told in this answer's dialect")
    return said


def tool_use(call: ToolCall, losses: Losses) -> Document:
    """A call, its `input` still empty."""
    if call.seal is not None:
        losses.dropped("response.parts[].seal", "Messages has no place for a tool call's seal")
    return {
        "type": "tool_use",
        "id": call.id,
        "name": tool_name(call),
        "input": {},
    }


def citation(found: Citation, losses: Losses) -> Document | None:
    """A source, where Messages can say one."""
    said = say_citation(found)
    if said is None:
        losses.dropped("response.parts[].citations", "Messages cites no source without a URL")
    elif said is not found.raw:
        reason = "a source that the upstream did not index"
        losses.invented("response.parts[].citations[].encrypted_index", reason)
        _report_untold(found, losses)
    return said


def _report_untold(found: Citation, losses: Losses) -> None:
    placed = [key for key in ("start", "end") if getattr(found, key) is not None]
    for key in (*placed, *found.unshared):
        reason = "a citation has only an address, a title and a quotation here"
        losses.dropped(f"response.parts[].citations[].{key}", reason)


def foreign(part: Part, losses: Losses) -> Document | None:
    """A block that only this dialect has, verbatim; None for what it has no block for."""
    match part:
        case Foreign() if part.dialect == NAME:
            return part.value
        case Foreign():
            kind = part.kind
        case Media():
            kind = part.kind
        case _:
            kind = "tool result"
    losses.dropped(f"response.parts[].{kind}", "no answer in Messages can hold this")
    return None


def _say(part: Part, losses: Losses) -> Document | None:
    match part:
        case Text():
            return _text(part, losses)
        case Refusal(text):
            losses.coerced("response.parts[].refusal", "a refusal is said as text")
            return _text(Text(text), losses)
        case Reasoning():
            return say_reasoning(part)
        case ToolCall():
            return _tool_use(part, losses)
        case Media() | ToolResult() | Foreign():
            return foreign(part, losses)


def _text(part: Text, losses: Losses) -> Document | None:
    if part.logprobs:
        losses.dropped("response.parts[].logprobs", "Messages has no logprobs")
    said = [citation(found, losses) for found in part.citations]
    citations: list[Json] = [item for item in said if item is not None]
    if not part.text and not citations:
        # An empty block would be refused when the client sends it back (field guide 8).
        return None
    block: Document = {"type": "text", "text": part.text}
    if citations:
        block["citations"] = citations
    return block


def _tool_use(call: ToolCall, losses: Losses) -> Document:
    block = tool_use(call, losses)
    block["input"] = input_of(call, "response.parts[].arguments", losses)
    return block
