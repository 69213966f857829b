"""An upstream's whole answer → hub. Lenient: unknown blocks are foreign, unknown keys extras."""

from dataclasses import replace

from translators.anthropic_messages.block_decode import READERS, read_foreign, report_input
from translators.anthropic_messages.vocabulary import (
    FAMILY,
    NOT_KNOWN,
    read_stop,
    read_usage,
)
from translators.diagnosis import failure_in
from translators.dialect import Context
from translators.errors import UpstreamError
from translators.hub.document import Document
from translators.hub.parts import Part, Refusal, ToolCall
from translators.hub.response import Response
from translators.wire.cursor import Cursor


def decode_response(document: Document, context: Context) -> Response:
    """Read an upstream's answer.

    Raises:
        UpstreamError: it breaks the dialect, or is an error after all.
    """
    cursor = Cursor(document, UpstreamError)
    _expect_message(cursor)
    parts = _parts(cursor, context)
    called = any(isinstance(part, ToolCall) for part in parts)
    stop = read_stop(_reason(cursor, context), cursor.string("stop_sequence"), called=called)
    usage = cursor.object("usage")
    tier = usage.get("service_tier") if usage else None
    response = Response(
        id=cursor.string("id") or context.mint.id("msg_"),
        model=cursor.string("model", ""),
        parts=tuple(parts),
        stop=stop,
        usage=read_usage(usage) if usage else None,
        service_tier=tier if isinstance(tier, str) else None,
    )
    if rest := cursor.rest():
        refusal = refusal_of(rest)
        parts = response.parts if refusal is None else (*response.parts, refusal)
        response = replace(response, parts=parts, extras={FAMILY: rest})
    for path in cursor.unread():
        context.losses.dropped(f"response.{path}", NOT_KNOWN)
    return response


def refusal_of(extras: Document) -> Refusal | None:
    """Why the API refused, in its own words: often all there is to an answer."""
    details = extras.get("stop_details")
    explanation = details.get("explanation") if isinstance(details, dict) else None
    return Refusal(explanation) if isinstance(explanation, str) and explanation else None


def _expect_message(cursor: Cursor) -> None:
    if cursor.document.get("type") == "error":
        failure = failure_in(cursor.document)
        message = failure.message if failure else "an error without a message"
        raise UpstreamError("error", message)
    if not cursor.has("content"):
        raise UpstreamError("content", "required, and missing")
    # The same in every answer.
    cursor.ignore("type", "role")


def _reason(cursor: Cursor, context: Context) -> str | None:
    reason = cursor.string("stop_reason") or None
    if reason is None:
        context.losses.invented("response.stop_reason", "the upstream did not say why it stopped")
    return reason


def _parts(cursor: Cursor, context: Context) -> list[Part]:
    parts = [_part(block, context) for block in cursor.children("content")]
    return [part for part in parts if part is not None]


def _part(block: Cursor, context: Context) -> Part | None:
    kind = block.require_string("type")
    reader = READERS.get(kind)
    part = reader(block, context.origin) if reader else read_foreign(block, kind)
    if isinstance(part, ToolCall):
        report_input(block.json("input"), f"response.{block.at('input')}", context.losses)
    if isinstance(part, ToolCall) and not part.id:
        context.losses.invented(f"response.{block.path}.id", "the upstream gave the call no id")
        return replace(part, id=context.mint.id("toolu_"))
    return part
