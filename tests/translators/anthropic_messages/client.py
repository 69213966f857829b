"""Anthropic's own client, strict, reading what our encoders wrote; and short ways to write it."""

from collections.abc import Iterable
from functools import cache

from anthropic import Anthropic

from tests.oracles.oracle import BASE_URL, Loopback, dump
from translators.anthropic_messages.dialect import DIALECT
from translators.dialect import Context
from translators.hub.document import Document
from translators.hub.events import Event
from translators.hub.fold import Fold, unfold
from translators.hub.parts import Origin, Part
from translators.hub.request import Request
from translators.hub.response import Response, Stop, Usage
from translators.wire import json_bytes
from translators.wire.sse import EventReader

UPSTREAM = Origin(DIALECT.name, "anthropic", "claude-x")
USAGE = Usage(input=3, cache_read=2, cache_write=1, output=5, reasoning=4)


def answer(*parts: Part, stop: Stop | None = None, usage: Usage | None = USAGE) -> Response:
    """An answer of these parts."""
    return Response("msg_1", "claude-x", parts, stop or Stop("end"), usage)


def context(model: str = "claude-x") -> Context:
    """What encoders of answers and decoders are handed: the upstream, and the client's request."""
    return Context(origin=UPSTREAM, request=Request(model=model))


def losses(of: Context) -> list[str]:
    """The losses in words, without their reasons."""
    return [f"{loss.effect} {loss.path}" for loss in of.losses]


def decoded(stream: bytes, of: Context | None = None) -> list[Event]:
    """The hub events of an upstream's stream."""
    reader = EventReader()
    decoder = DIALECT.stream_decoder(of or context())
    events: list[Event] = []
    for name, data in (*reader.feed(stream), *reader.finish()):
        events += decoder.feed(name, json_bytes.loads_object(data))
    events += decoder.finish()
    return events


def folded(events: Iterable[Event]) -> object:
    """The answer, or the failure, that events amount to."""
    fold = Fold()
    for event in events:
        fold.feed(event)
    return fold.result()


def encoded(events: Iterable[Event], of: Context | None = None) -> bytes:
    """The bytes that a client gets for hub events."""
    encoder = DIALECT.stream_encoder(of or context())
    return b"".join(encoder.feed(event) for event in events)


def streamed(response: Response, of: Context | None = None) -> bytes:
    """The bytes that a client gets for an answer, streamed."""
    return encoded(unfold(response), of)


@cache
def _client() -> tuple[Anthropic, Loopback]:
    loopback = Loopback()
    client = Anthropic(
        api_key="x",
        base_url=BASE_URL.removesuffix("/v1"),
        max_retries=0,
        http_client=loopback.http,
        _strict_response_validation=True,
    )
    return client, loopback


def read_whole(document: Document) -> Document:
    """What the client makes of a whole answer."""
    client, loopback = _client()
    loopback.whole(json_bytes.dumps(document))
    return dump(client.messages.create(model="m", max_tokens=1, messages=[]))


def read_stream(body: bytes) -> Document:
    """What the client's `messages.stream` adds a stream up to."""
    client, loopback = _client()
    loopback.stream(body)
    with client.messages.stream(model="m", max_tokens=1, messages=[]) as stream:
        kinds = [event.type for event in stream]
        message = dump(stream.get_final_message())
    assert kinds[-1] == "message_stop"
    return message


def read_events(body: bytes) -> list[Document]:
    """The events that the client's `create(stream=True)` gives one by one."""
    client, loopback = _client()
    loopback.stream(body)
    with client.messages.create(model="m", max_tokens=1, messages=[], stream=True) as stream:
        return [dump(event) for event in stream]
