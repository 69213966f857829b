"""An upstream's whole Response object → the hub's answer.

What frames the items (why it stopped, what it cost) is read here for whole and streamed answers.
"""

from dataclasses import dataclass, replace

from translators.diagnosis import failure_in
from translators.dialect import Context
from translators.errors import UpstreamError
from translators.hub.document import Document, Extras
from translators.hub.failure import STATUS, Failure
from translators.hub.parts import Part, ToolCall
from translators.hub.response import Response, Stop, Usage
from translators.losses import Losses
from translators.openai_responses.items_decode import read_item, report_arguments
from translators.openai_responses.vocabulary import (
    FAMILY,
    read_stop,
    read_time,
    read_usage,
    untranslatable,
)
from translators.wire.cursor import Cursor

_CARRY_NOTHING = (
    "background",
    "billing",
    "completed_at",
    "error",
    "frequency_penalty",
    "instructions",
    "max_output_tokens",
    "max_tool_calls",
    "metadata",
    "object",
    "output_text",
    "parallel_tool_calls",
    "presence_penalty",
    "previous_response_id",
    "prompt",
    "prompt_cache_key",
    "prompt_cache_options",
    "prompt_cache_retention",
    "reasoning",
    "safety_identifier",
    "store",
    "temperature",
    "text",
    "tool_choice",
    "tools",
    "top_logprobs",
    "top_p",
    "truncation",
    "user",
)
"""Keys that echo the request, repeat the items, or say what the status says already."""

_UNFINISHED = ("queued", "in_progress")


@dataclass(frozen=True, slots=True)
class Frame:
    """What an answer says beside its items."""

    id: str
    model: str
    created: int | None
    stop: Stop
    usage: Usage | None
    service_tier: str | None
    extras: Extras


def decode_response(document: Document, context: Context) -> Response:
    """Read a whole answer.

    Raises:
        UpstreamError: it breaks the dialect, has failed, or is not finished.
    """
    cursor = Cursor(document, UpstreamError)
    _require_success(document)
    parts: list[Part] = []
    for item in cursor.children("output"):
        parts.extend(read_output_item(item, context))
    calls = any(isinstance(part, ToolCall) for part in parts)
    frame = read_frame(cursor, context, calls=calls)
    return Response(
        id=frame.id,
        model=frame.model,
        parts=tuple(parts),
        stop=frame.stop,
        usage=frame.usage,
        created=frame.created,
        service_tier=frame.service_tier,
        extras=frame.extras,
    )


def read_output_item(item: Cursor, context: Context) -> list[Part]:
    """The parts of one item of an answer; a call without an id gets one."""
    parts: list[Part] = []
    for part in read_item(item, context.origin):
        if isinstance(part, ToolCall):
            report_arguments(item, context.losses)
            if not part.id:
                part = replace(part, id=context.mint.id("call_"))
        parts.append(part)
    return parts


def read_frame(cursor: Cursor, context: Context, *, calls: bool) -> Frame:
    """What surrounds the items of an answer, which count as read; `calls`: tools are called."""
    cursor.ignore("output", *_CARRY_NOTHING)
    details = cursor.child("incomplete_details")
    stop = read_stop(
        None if details is None else details.json("reason"),
        incomplete=cursor.string("status") == "incomplete",
        calls=calls,
    )
    frame = Frame(
        id=cursor.string("id", ""),
        model=cursor.string("model", context.origin.model),
        created=read_time(cursor.json("created_at")),
        stop=stop,
        usage=read_usage(cursor.json("usage")),
        service_tier=cursor.string("service_tier"),
        extras={},
    )
    if extras := cursor.rest():
        frame.extras[FAMILY] = extras
    report_unread(cursor, context.losses)
    return frame


def report_unread(cursor: Cursor, losses: Losses) -> None:
    """Keys that nobody read, in this object and those below, are losses."""
    for path in cursor.unread():
        losses.dropped(f"response.{path}", untranslatable(path))


def failure_of(response: Document) -> Failure:
    """The failure that a Response object of status `failed` tells of."""
    return failure_in({"error": response.get("error")}) or Failure(
        "server", f"The upstream's answer has the status {response.get('status')!r}"
    )


def _require_success(document: Document) -> None:
    status = document.get("status")
    if status in ("failed", "cancelled") or (status is None and document.get("error")):
        failure = failure_of(document)
        raise UpstreamError("", failure.message, STATUS[failure.kind])
    if status in _UNFINISHED:
        raise UpstreamError("status", f"the answer is {status}: background answers are not awaited")
    if not isinstance(document.get("output"), list):
        raise UpstreamError("output", "required, and missing")
