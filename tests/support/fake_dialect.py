"""A dialect small enough to be read at a glance, for tests of what stands between dialects.

A request is `{model, say, stream, tools}`, an answer `{text}` or `{call, arguments}`; a stream has
one document a piece and ends with `{"stop": "end"}`. `{"broken": true}` breaks the dialect.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from translators.diagnosis import failure_in, read_failure
from translators.dialect import Context, Dialect
from translators.endpoint import Endpoint
from translators.errors import RequestError, UpstreamError
from translators.hub.document import Document, Json
from translators.hub.events import (
    Event,
    KeepAlive,
    PartDelta,
    PartEnd,
    PartStart,
    ResponseEnd,
    ResponseStart,
)
from translators.hub.failure import STATUS, Failure
from translators.hub.parts import Text, ToolCall
from translators.hub.request import Message, Request
from translators.hub.response import Response, Stop
from translators.hub.tools import Tool
from translators.profile import Profile
from translators.providers.provider import Provider, Quirk
from translators.wire import json_bytes
from translators.wire.cursor import Cursor
from translators.wire.sse import COMMENT, frame


@dataclass(slots=True)
class Decoder:
    """Reads `{text}`, `{call}` and `{stop}`; a part ends when the next begins."""

    context: Context
    begun: bool = False
    ended: bool = False
    parts: int = 0
    is_open: bool = False

    def feed(self, name: str, document: Document) -> Iterator[Event]:
        """See `StreamDecoder`; the name is of no use here."""
        del name
        if not self.begun:
            self.begun = True
            yield ResponseStart("up_1", self.context.origin.model)
        if failure := failure_in(document):
            self.ended = True
            yield failure
        if isinstance(text := document.get("text"), str):
            yield from self._part(Text(), text)
        if isinstance(call := document.get("call"), str):
            yield from self._part(ToolCall("call:1", call), str(document.get("arguments")))
        if document.get("broken"):
            raise UpstreamError("text", "broken on purpose")
        if document.get("stop"):
            yield from self.finish(stopped=True)

    def delta_pattern(self, document: Document) -> None:
        """See `StreamDecoder`: no promise is made."""

    def finish(self, *, stopped: bool = False) -> Iterator[Event]:
        """See `StreamDecoder`."""
        if self.ended:
            return
        self.ended = True
        if not stopped:
            yield Failure("connection", "cut off", 502)
            return
        yield from self._close()
        yield ResponseEnd(Stop("end"))

    def _part(self, part: Text | ToolCall, text: str) -> Iterator[Event]:
        yield from self._close()
        yield PartStart(self.parts, part)
        yield PartDelta(self.parts, text)
        self.is_open = True

    def _close(self) -> Iterator[Event]:
        if self.is_open:
            self.is_open = False
            yield PartEnd(self.parts)
            self.parts += 1


@dataclass(slots=True)
class Encoder:
    """Writes one frame an event, named after the dialect."""

    name: str
    context: Context

    def delta_writer(self, index: int, section: int) -> None:
        """See `StreamEncoder`: every event is seen."""

    def feed(self, event: Event) -> bytes:
        """See `StreamEncoder`."""
        match event:
            case KeepAlive():
                return COMMENT
            case PartEnd():
                return b""
            case PartStart(_, ToolCall() as call):
                said: Document = {"id": call.id, "name": call.name, "kind": call.kind}
            case PartDelta(_, text):
                said = {"text": text}
            case ResponseStart():
                said = {"start": self.context.request.model}
            case Failure(kind, message):
                said = {"error": message, "kind": kind}
            case ResponseEnd():
                said = {"stop": "end"}
            case _:
                return b""
        return frame(json_bytes.dumps(said), self.name)


def decode_request(document: Document, context: Context) -> Request:
    """See `Dialect`; `odd` is a key that is lost."""
    cursor = Cursor(document, RequestError)
    if cursor.json("odd") is not None:
        context.losses.dropped("request.odd", "not known")
    return Request(
        model=cursor.require_string("model"),
        messages=(Message("user", (Text(cursor.string("say", "")),)),),
        tools=tuple(Tool(tool, kind="custom") for tool in cursor.strings("tools")),
        stream=cursor.boolean("stream") or False,
    )


def encode_request(name: str, request: Request, _context: Context) -> Document:
    """See `Dialect`."""
    [message] = request.messages
    [part] = message.parts
    tools: list[Json] = [tool.name for tool in request.tools if isinstance(tool, Tool)]
    said: Document = {"to": name, "model": request.model, "stream": request.stream}
    return {**said, "say": part.text if isinstance(part, Text) else None, "tools": tools}


def decode_response(document: Document, context: Context) -> Response:
    """See `Dialect`."""
    cursor = Cursor(document, UpstreamError)
    call = cursor.string("call")
    if call is None:
        part = Text(cursor.require_string("text"))
    else:
        part = ToolCall("call:1", call, cursor.string("arguments", ""))
    return Response("up_1", context.origin.model, (part,), Stop("end"))


def encode_response(name: str, response: Response, context: Context) -> Document:
    """See `Dialect`."""
    said: Document = {"dialect": name, "model": context.request.model}
    for part in response.parts:
        match part:
            case Text(text):
                said["text"] = text
            case ToolCall(identifier, call, arguments, kind):
                said |= {"id": identifier, "call": call, "arguments": arguments, "kind": kind}
            case _:
                pass
    return said


def encode_failure(name: str, failure: Failure) -> tuple[int, Document]:
    """See `Dialect`."""
    return STATUS[failure.kind], {"dialect": name, "error": failure.message}


def fake_dialect(name: str) -> Dialect:
    """A new dialect of that name."""
    return Dialect(
        name=name,
        title=name,
        family=name,
        endpoints=(Endpoint(f"/{name}"),),
        one_part_at_a_time=False,
        decode_request=decode_request,
        encode_request=partial(encode_request, name),
        decode_response=decode_response,
        encode_response=partial(encode_response, name),
        stream_decoder=Decoder,
        stream_encoder=partial(Encoder, name),
        decode_failure=read_failure,
        encode_failure=partial(encode_failure, name),
        closing=(b'"stop"', b'"error"'),
    )


def fake_provider(dialect: Dialect, *quirks: Quirk, profile: Profile | None = None) -> Provider:
    """A provider that speaks a dialect."""
    return Provider(
        name="acme",
        dialect=dialect,
        base_url="http://127.0.0.1/v1",
        key_variable=None,
        profiles=(("*", profile or Profile()),),
        request_quirks=quirks,
    )
