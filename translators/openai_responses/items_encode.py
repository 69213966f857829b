"""Parts of an answer as output items.

A whole answer is made of them at once; a streamed one announces each empty, grows it by events, and
says it whole at its end. One part is one item.
"""

from collections.abc import Sequence

from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.parts import (
    EMPTY_ARGUMENTS,
    CallKind,
    Foreign,
    Inline,
    Media,
    Part,
    Reasoning,
    Refusal,
    Seal,
    Text,
    ToolCall,
)
from translators.losses import Losses
from translators.opaque import seals
from translators.openai_responses.client_tools import SEARCH, SHELL, client_call_item
from translators.openai_responses.vocabulary import (
    CONTENT_MARK,
    NAME,
    write_citation,
    write_logprobs,
)

_CALLS: dict[CallKind, str] = {
    "function": "fc_",
    "custom": "ctc_",
    "tool_search": "tsc_",
    "local_shell": "lsh_",
}
"""What the ids of calls begin with."""


def write_item(part: Part, context: Context) -> Document | None:
    """The item of a whole part; None, with a loss, for one that the API has no item for."""
    match part:
        case Text():
            return message(new_id(part, context), [_text(part, context.losses)])
        case Refusal(text):
            return message(new_id(part, context), [refusal(text)])
        case Reasoning():
            return reasoning_item(
                new_id(part, context), _paragraphs(part, context.losses), part.seal
            )
        case ToolCall():
            if part.seal is not None:
                report_seal(context.losses)
            return call_item(new_id(part, context), part)
        case _:
            return other_item(part, context)


def new_id(part: Text | Refusal | Reasoning | ToolCall, context: Context) -> str:
    """An id for the item of `part`, with the prefix that the API gives to its kind."""
    match part:
        case Reasoning():
            return context.mint.id("rs_")
        case ToolCall(kind=kind):
            return context.mint.id(_CALLS[kind])
        case _:
            return context.mint.id("msg_")


def other_item(part: Part, context: Context) -> Document | None:
    """The item of a part that no event ever grows: a hosted item, or an image."""
    match part:
        case Foreign(dialect, kind, value):
            if dialect == NAME and not kind.startswith(CONTENT_MARK):
                return value
            context.losses.dropped(f"response.parts[].{kind}", f"it is only {dialect}'s")
        case Media("image", Inline(data)):
            return {
                "type": "image_generation_call",
                "id": context.mint.id("ig_"),
                "status": "completed",
                "result": data,
            }
        case Media(kind):
            context.losses.dropped(f"response.parts[].{kind}", "Responses answers without media")
        case _:
            context.losses.dropped("response.parts[]", "this cannot stand in an answer")
    return None


def message(item_id: str, content: list[Json], status: str = "completed") -> Document:
    """A message by the assistant."""
    return {
        "type": "message",
        "id": item_id,
        "status": status,
        "role": "assistant",
        "content": content,
    }


def output_text(text: str, annotations: list[Json], logprobs: list[Json]) -> Document:
    """A text, as the content of a message."""
    return {
        "type": "output_text",
        "text": text,
        "annotations": annotations,
        "logprobs": logprobs,
    }


def refusal(text: str) -> Document:
    """A refusal, as the content of a message."""
    return {"type": "refusal", "refusal": text}


def reasoning_item(item_id: str, paragraphs: Sequence[str], seal: Seal | None = None) -> Document:
    """Reasoning, told in paragraphs."""
    item: Document = {
        "type": "reasoning",
        "id": item_id,
        "summary": [summary_text(paragraph) for paragraph in paragraphs],
    }
    if seal is not None:
        item["encrypted_content"] = seals.say(seal, NAME)
    return item


def summary_text(paragraph: str) -> Document:
    """A paragraph of a summary."""
    return {"type": "summary_text", "text": paragraph}


def call_item(item_id: str, call: ToolCall, status: str = "completed") -> Document:
    """A call; `call_id` is what its result will answer to."""
    if call.kind in (SEARCH, SHELL):
        return client_call_item(item_id, call, status)
    item: Document = {
        "type": "function_call",
        "id": item_id,
        "status": status,
        "call_id": call.id,
        "name": call.name,
    }
    if call.kind == "custom":
        item |= {"type": "custom_tool_call", "input": call.arguments}
    else:
        item["arguments"] = call.arguments
    if call.kind == "function" and status == "completed":
        item["arguments"] = call.arguments or EMPTY_ARGUMENTS
    if call.namespace is not None:
        # Codex answers "unsupported call" to a namespaced tool without it (clients.md 4).
        item["namespace"] = call.namespace
    return item


def report_thinking(losses: Losses) -> None:
    """Thinking itself is said where clients show it."""
    losses.coerced("response.parts[].text", "clients show summaries only: said as a paragraph")


def report_seal(losses: Losses) -> None:
    """A seal on a call is lost."""
    losses.dropped("response.parts[].seal", "no seal can stand on a call")


def _text(part: Text, losses: Losses) -> Document:
    length = len(part.text)
    written = [write_citation(citation, length, losses) for citation in part.citations]
    annotations: list[Json] = [annotation for annotation in written if annotation is not None]
    return output_text(part.text, annotations, write_logprobs(part.logprobs, losses))


def _paragraphs(part: Reasoning, losses: Losses) -> tuple[str, ...]:
    if not part.text:
        return part.summary
    report_thinking(losses)
    return (part.text, *part.summary)
