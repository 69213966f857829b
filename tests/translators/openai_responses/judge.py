"""OpenAI's own client, strict, reading our bytes from memory; and streams told in few words."""

from collections.abc import Iterable, Sequence
from functools import cache

import httpx2
from openai import OpenAI
from openai.types.responses import CompactedResponse, Response, ResponseStreamEvent
from openai.types.responses.parsed_response import ParsedResponse

from translators.dialect import Context
from translators.hub.document import Document
from translators.hub.events import Event
from translators.openai_responses.stream_decode import StreamDecoder
from translators.openai_responses.stream_encode import StreamEncoder
from translators.wire import json_bytes
from translators.wire.sse import EventReader

_ANSWERS: list[tuple[str, bytes]] = []


@cache
def _client(strict: bool) -> OpenAI:
    return OpenAI(
        api_key="x",
        base_url="http://upstream.invalid/v1",
        max_retries=0,
        http_client=httpx2.Client(transport=httpx2.MockTransport(_answer)),
        _strict_response_validation=strict,
    )


def _answer(_request: httpx2.Request) -> httpx2.Response:
    kind, body = _ANSWERS.pop()
    return httpx2.Response(200, headers={"content-type": kind}, content=body)


def read_whole(document: Document) -> Response:
    """A whole answer as the client reads it."""
    _ANSWERS.append(("application/json", json_bytes.dumps(document)))
    return _client(strict=True).responses.create(model="m", input="x")


def read_compacted(document: Document) -> CompactedResponse:
    """A compacted conversation as the client reads it."""
    _ANSWERS.append(("application/json", json_bytes.dumps(document)))
    return _client(strict=True).responses.compact(model="m", input="x")


def read_events(stream: bytes, *, strict: bool = True) -> list[ResponseStreamEvent]:
    """A stream's events as the client reads them."""
    _ANSWERS.append(("text/event-stream", stream))
    return [*_client(strict).responses.create(model="m", input="x", stream=True)]


def read_stream(stream: bytes) -> ParsedResponse[None]:
    """The answer that the client's helper accumulates from a stream that completes."""
    _ANSWERS.append(("text/event-stream", stream))
    with _client(strict=True).responses.stream(model="m", input="x") as helper:
        for _ in helper:
            pass
        return helper.get_final_response()


def encode(events: Iterable[Event], context: Context | None = None) -> bytes:
    """Events as a stream."""
    encoder = StreamEncoder(context or Context())
    return b"".join(encoder.feed(event) for event in events)


def decode(documents: Iterable[Document], context: Context | None = None) -> list[Event]:
    """The events that a stream of documents means, its end included."""
    decoder = StreamDecoder(context or Context())
    events = [event for document in documents for event in decoder.feed("", document)]
    return [*events, *decoder.finish()]


def documents(stream: bytes) -> list[Document]:
    """The data of a stream's events, `[DONE]` left out."""
    reader = EventReader()
    found: Sequence[tuple[str, bytes]] = [*reader.feed(stream), *reader.finish()]
    return [json_bytes.loads_object(data) for _, data in found if data != b"[DONE]"]


def kinds(stream: bytes) -> list[str]:
    """The types of a stream's events, without what they all begin with."""
    return [str(document["type"]).removeprefix("response.") for document in documents(stream)]
