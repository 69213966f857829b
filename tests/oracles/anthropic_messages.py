"""Anthropic's client as the judge of Messages."""

from functools import cache

from anthropic import Anthropic

from tests.oracles.lint_messages import lint
from tests.oracles.oracle import BASE_URL, Loopback, Oracle, UnreadableError, dump, reading
from tests.oracles.sent_messages import sent
from tests.oracles.summary import Ending, Summary, Tokens, call, prose, words
from tests.support.documents import inside, number, objects, text
from translators.hub.document import Document, Json

ENDINGS: dict[str, Ending] = {
    "end_turn": "end",
    "stop_sequence": "end",
    "pause_turn": "end",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "refusal": "filter",
}


@cache
def _client(strict: bool) -> tuple[Anthropic, Loopback]:
    loopback = Loopback()
    client = Anthropic(
        api_key="x",
        base_url=BASE_URL.removesuffix("/v1"),
        max_retries=0,
        http_client=loopback.http,
        _strict_response_validation=strict,
    )
    return client, loopback


def read_response(body: bytes, strict: bool) -> Summary:
    """See `Oracle`."""
    client, loopback = _client(strict)
    loopback.whole(body)
    message = client.messages.create(model="m", max_tokens=1, messages=[])
    document = dump(message)
    return _summary(document, document.get("usage"))


def read_stream(body: bytes, strict: bool) -> Summary:
    """See `Oracle`. Beta blocks are read too where nothing strict is asked."""
    client, loopback = _client(strict)
    loopback.stream(body)
    messages = client.messages if strict else client.beta.messages
    counted: Document = {}
    stopped = False
    with reading(strict), messages.stream(model="m", max_tokens=1, messages=[]) as stream:
        for event in stream:
            # The client's own total leaves out what only a `message_delta` tells of.
            if event.type == "message_start":
                counted |= _told(dump(event.message.usage))
            elif event.type == "message_delta":
                counted |= _told(dump(event.usage))
            stopped = stopped or event.type == "message_stop"
        document = dump(stream.get_final_message())
    if not stopped:
        raise UnreadableError("no message_stop")
    return _summary(document, counted)


def _told(usage: Document) -> Document:
    return {key: value for key, value in usage.items() if value is not None}


def _summary(message: Document, usage: Json) -> Summary:
    content = objects(message.get("content"))
    reason = text(message.get("stop_reason"))
    if reason not in ENDINGS:
        raise UnreadableError(f"stop_reason {reason!r}")
    calls = [block for block in content if block.get("type") == "tool_use"]
    ending: Ending = "tool_calls" if calls and reason != "max_tokens" else ENDINGS[reason]
    return Summary(
        text=prose(
            *(text(block.get("text")) for block in content if block.get("type") == "text"),
            text(inside(message, "stop_details", "explanation")),
        ),
        reasoning=words(*(text(block.get("thinking")) for block in content)),
        calls=tuple(call(text(block.get("name")), block.get("input")) for block in calls),
        ending=ending,
        tokens=_tokens(usage),
    )


def _tokens(usage: Json) -> Tokens:
    read = number(inside(usage, "cache_read_input_tokens"))
    written = number(inside(usage, "cache_creation_input_tokens"))
    return Tokens(
        input=number(inside(usage, "input_tokens")) + read + written,
        cache_read=read,
        cache_write=written,
        output=number(inside(usage, "output_tokens")),
        reasoning=number(inside(usage, "output_tokens_details", "thinking_tokens")),
    )


ORACLE = Oracle(read_response, read_stream, lint, sent)
