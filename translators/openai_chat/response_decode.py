"""An upstream's whole answer → the hub's.

The message is read as one delta that says everything (`answer_reader`), so that a whole answer and
a streamed one mean the same.
"""

from translators.dialect import Context
from translators.errors import UpstreamError
from translators.hub.document import Document, Json
from translators.hub.fold import Fold
from translators.hub.response import Response, Stop
from translators.openai_chat.answer_reader import AnswerReader
from translators.openai_chat.failures import read_error
from translators.openai_chat.usage import read_usage
from translators.openai_chat.vocabulary import (
    CHOICE,
    FAILED,
    FAMILY,
    TORN,
    integer_of,
    is_torn,
    object_of,
    read_stop,
    text_of,
    unread,
)
from translators.wire.cursor import Cursor


def decode_response(document: Document, context: Context) -> Response:
    """Read a whole answer: the first of its choices.

    Raises:
        UpstreamError: there is no answer in it, or it tells of a failure.
    """
    cursor = Cursor(document, UpstreamError)
    choice = _first_choice(cursor, context)
    reader = AnswerReader(context, "response.choices[].message")
    fold = Fold()
    # A filtered answer may have no message at all (openllmetry__openai.chat_content_filtering.0).
    message = _numbered(choice.object("message") or {})
    for event in (*reader.feed(message, choice.json("logprobs")), *reader.cite(document)):
        fold.feed(event)
    stop = _stop(choice, reader)
    for event in reader.finish():
        fold.feed(event)
    usage = cursor.object("usage")
    response = Response(
        id=cursor.string("id") or context.mint.id("chatcmpl-"),
        model=cursor.string("model", ""),
        parts=fold.parts,
        stop=stop,
        usage=read_usage(usage) if usage else None,
        created=integer_of(cursor.json("created")) or None,
        service_tier=cursor.string("service_tier") or None,
    )
    # `object` is always the same; Perplexity's sources are citations of the text.
    cursor.ignore("object", "citations", "search_results")
    if extras := cursor.rest():
        response.extras[FAMILY] = extras
    return response


def _first_choice(cursor: Cursor, context: Context) -> Cursor:
    choices = cursor.children("choices")
    if not choices:
        failure = read_error(cursor.document)
        message = "expected an answer, found none" if failure is None else failure.message
        raise UpstreamError("choices", message)
    if len(choices) > 1:
        context.losses.dropped(
            "response.choices[]", "only the first of several choices can be translated"
        )
    choice = next((choice for choice in choices if not choice.document.get("index")), choices[0])
    for key, reason in unread(choice.document, CHOICE):
        context.losses.dropped(f"response.choices[].{key}", reason)
    return choice


def _numbered(message: Document) -> Document:
    """Every entry of a whole message is a call of its own, with or without an id or an index."""
    calls = message.get("tool_calls")
    if not isinstance(calls, list):
        return message
    numbered: list[Json] = [
        {**call, "index": index} if isinstance(call, dict) else call
        for index, call in enumerate(calls)
    ]
    return {**message, "tool_calls": numbered}


def _stop(choice: Cursor, reader: AnswerReader) -> Stop:
    """Why it stopped; an answer without a reason is complete (pydantic-ai__snowflake...)."""
    reason = choice.string("finish_reason")
    place = choice.at("finish_reason")
    if reason in FAILED:
        told = text_of(object_of(choice.document.get("error")).get("message")) or reason
        status = 503 if FAILED[reason] == "overloaded" else 502
        raise UpstreamError(place, f"the answer was broken off: {told}", status)
    matched = choice.json("stop_reason") or choice.json("matched_stop")
    stop = read_stop(reason or "stop", matched, reader.called)
    if is_torn(stop, reader.torn):
        raise UpstreamError(place, TORN)
    return stop if reason else Stop(stop.kind)
