"""OpenAI's own client, strict, reading what our encoders wrote; and short ways to write it."""

from collections.abc import Iterable, Sequence
from functools import cache

from openai import ContentFilterFinishReasonError, LengthFinishReasonError, OpenAI

from tests.oracles.oracle import BASE_URL, Loopback, dump
from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.hub.events import Event
from translators.hub.failure import Failure
from translators.hub.fold import Fold
from translators.hub.parts import Origin, Part
from translators.hub.request import Message, Request, Role
from translators.hub.response import Response, Stop, Usage
from translators.openai_chat.dialect import DIALECT
from translators.profile import DEFAULT, Profile
from translators.wire import json_bytes
from translators.wire.cursor import Cursor
from translators.wire.sse import EventReader

UPSTREAM = Origin("openai-chat", "acme", "acme-1")
ELSEWHERE = Origin("anthropic-messages", "anthropic", "claude-x")
USAGE = Usage(input=3, cache_read=2, cache_write=1, output=5, reasoning=4)


def context(original: Document | None = None, profile: Profile = DEFAULT) -> Context:
    """What decoders and encoders are handed; `original` is the client's document."""
    return Context(
        origin=UPSTREAM, original=original or {}, request=Request(model="asked"), profile=profile
    )


def losses(of: Context) -> list[str]:
    """The losses in words, without their reasons."""
    return [f"{loss.effect} {loss.path}" for loss in of.losses]


def cursor(document: Document, path: str = "") -> Cursor:
    """A client's document, to be read."""
    return Cursor(document, RequestError, path)


def answer(*parts: Part, stop: Stop | None = None, usage: Usage | None = USAGE) -> Response:
    """An answer of these parts."""
    return Response("chatcmpl-1", "acme-1", parts, stop or Stop("end"), usage, 1700000000)


def asked(*messages: Message) -> Request:
    """A request that has nothing but a conversation."""
    return Request(model="acme-1", messages=messages)


def said(role: Role, *parts: Part) -> Message:
    """One message."""
    return Message(role, parts, path="messages[0]")


def chunk(delta: Json = None, reason: Json = None, **beside: Json) -> Document:
    """An upstream's chunk with one choice; keyword arguments stand beside the choices."""
    choice: Document = {"index": 0, "delta": delta or {}, "finish_reason": reason}
    return {**_envelope(), "choices": [choice], **beside}


def spent(**usage: Json) -> Document:
    """An upstream's chunk with nothing but the usage."""
    return {**_envelope(), "choices": [], "usage": {**usage}}


def _envelope() -> Document:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1700000000,
        "model": "acme-1",
    }


def decoded(chunks: Iterable[Document], of: Context | None = None) -> list[Event]:
    """The hub events of an upstream's chunks, up to the end that `finish` gives."""
    decoder = DIALECT.stream_decoder(of or context())
    events: list[Event] = []
    for document in chunks:
        events += decoder.feed("", document)
    return [*events, *decoder.finish()]


def folded(events: Iterable[Event]) -> Response | Failure:
    """The answer, or the failure, that events amount to."""
    fold = Fold()
    for event in events:
        fold.feed(event)
    return fold.result()


def parts_of(chunks: Iterable[Document], of: Context | None = None) -> tuple[Part, ...]:
    """The parts of the answer that an upstream streamed."""
    result = folded(decoded(chunks, of))
    assert isinstance(result, Response), result
    return result.parts


def encoded(events: Iterable[Event], of: Context | None = None) -> bytes:
    """The bytes that a client gets for hub events."""
    encoder = DIALECT.stream_encoder(of or context())
    return b"".join(encoder.feed(event) for event in events)


def chunks_in(stream: bytes) -> list[Document]:
    """The documents in a stream; `[DONE]` is left out."""
    reader = EventReader()
    events = (*reader.feed(stream), *reader.finish())
    return [json_bytes.loads_object(data) for _, data in events if data != b"[DONE]"]


def deltas_in(stream: bytes) -> list[Json]:
    """The deltas in a stream of ours, without the role's and the last, which is empty."""
    choices = [document["choices"] for document in chunks_in(stream)]
    found = [entry["delta"] for entry in _objects(choices) if "delta" in entry]
    return [delta for delta in found if delta and delta != {"role": "assistant"}]


def _objects(lists: Sequence[Json]) -> list[Document]:
    return [
        entry
        for entries in lists
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, dict)
    ]


@cache
def _client(strict: bool) -> tuple[OpenAI, Loopback]:
    loopback = Loopback()
    client = OpenAI(
        api_key="x",
        base_url=BASE_URL,
        max_retries=0,
        http_client=loopback.http,
        _strict_response_validation=strict,
    )
    return client, loopback


def read_stream(stream: bytes, *, strict: bool = True) -> Document:
    """The completion that OpenAI's client gathers from a stream."""
    client, loopback = _client(strict)
    loopback.stream(stream)
    with client.chat.completions.stream(model="m", messages=[]) as events:
        try:
            events.until_done()
            return dump(events.get_final_completion())
        except (LengthFinishReasonError, ContentFilterFinishReasonError):
            # The helper that parses refuses these endings; what it is made of reads them.
            return dump(events.current_completion_snapshot)


def read_whole(document: Document) -> Document:
    """The completion that OpenAI's client reads from a whole answer."""
    client, loopback = _client(strict=True)
    loopback.whole(json_bytes.dumps(document))
    return dump(client.chat.completions.create(model="m", messages=[]))
