"""The messages of a Responses WebSocket: requests in, an answer's events and errors out.

A request is what would be posted, with a `type`; an answer's events are those of a stream, without
their framing (SDK: `ResponsesClientEvent`, `ResponsesServerEvent`). Frames, connections and time
are not known here.
"""

from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.events import ResponseEnd, ResponseStart
from translators.hub.failure import Failure
from translators.hub.request import Request
from translators.hub.response import Stop, Usage
from translators.mint import Mint
from translators.openai_responses.failures import encode_failure
from translators.openai_responses.stream_encode import StreamEncoder
from translators.wire import json_bytes
from translators.wire.sse import EventReader

CREATE = "response.create"
STEER = "response.steer"

_LANE = "stream_id"
_NOT_POSTED = frozenset({"type", _LANE, "background", "stream"})
"""Keys of a message that a posted request does not have, or that are settled by the wire."""


def request_of(message: Document) -> Document:
    """The request that a `response.create` stands for; it always streams.

    `generate` stays where it is false: see `empty_answer`.
    """
    request = {key: value for key, value in message.items() if key not in _NOT_POSTED}
    if request.get("generate") is not False:
        request.pop("generate", None)
    return {**request, "stream": True}


def stream_id_of(message: Document) -> str | None:
    """What marks all events of the answer to a message; None for nothing."""
    lane = message.get(_LANE)
    return lane if isinstance(lane, str) else None


def is_preparing(request: Document) -> bool:
    """Whether a request wants no answer: it only tells what the next ones go on from."""
    return request.get("generate") is False


def empty_answer(request: Document, mint: Mint) -> bytes:
    """The stream that answers a request which wants no answer: an id, and no output."""
    model = request.get("model")
    asked = Request(model=model if isinstance(model, str) else "", stream=True)
    encoder = StreamEncoder(Context(mint=mint, original=request, request=asked))
    start = encoder.feed(ResponseStart("", asked.model))
    return start + encoder.feed(ResponseEnd(Stop("end"), Usage()))


def failed(failure: Failure, lane: str | None = None) -> Document:
    """A failure that is no part of an answer."""
    status, document = encode_failure(failure)
    return _error(status, document["error"], lane)


def lifetime_exceeded(seconds: float) -> Document:
    """The connection has lived as long as it may; the code is OpenAI's, whose limit is an hour."""
    message = f"This connection has been open for {seconds:g} s, its limit. Open another to go on."
    error: Document = {
        "type": "invalid_request_error",
        "code": "websocket_connection_limit_reached",
        "message": message,
        "param": None,
    }
    return _error(400, error)


def steering_failed(message: Document) -> Document:
    """The answer to a `response.steer`: what was to be said comes back, to be said with a request.

    A model elsewhere cannot be interrupted in its answer.
    """
    return {
        "type": "response.steer.failed",
        "sequence_number": 0,
        "error": {
            "type": "invalid_request_error",
            "code": "steering_not_supported",
            "message": "The upstream takes nothing while it answers; say it with the next request.",
        },
        "steer": {
            "previous_response_id": message.get("previous_response_id"),
            "input": message.get("input"),
        },
    }


class FramedAnswer:
    """One HTTP answer → the texts of messages, marked with the `lane` of its request.

    `begin` first, then any number of `feed`, and `finish`; or `break_off` at any time.
    """

    def __init__(self, lane: str | None = None) -> None:
        self._lane = lane
        self._head = b"{" if lane is None else b'{"stream_id":' + json_bytes.dumps(lane) + b","
        self._reader = EventReader()
        self._status = 0
        self._body: bytearray | None = None

    def begin(self, status: int, content_type: str) -> None:
        """The answer's status and type: a stream's events are said as they come, else an error."""
        self._status = status
        if status != 200 or not content_type.startswith("text/event-stream"):
            self._body = bytearray()

    def feed(self, chunk: bytes) -> list[bytes]:
        """Take the next bytes of the body."""
        if self._body is not None:
            self._body += chunk
            return []
        return [self._framed(data) for _, data in self._reader.feed(chunk) if data[:1] == b"{"]

    def finish(self) -> list[bytes]:
        """The body is complete."""
        if self._body is None:
            return [self._framed(data) for _, data in self._reader.finish() if data[:1] == b"{"]
        try:
            error = json_bytes.loads_object(bytes(self._body)).get("error")
        except json_bytes.NotJsonError:
            error = None
        if isinstance(error, dict):
            return [json_bytes.dumps(_error(self._status, error, self._lane))]
        said = " ".join(self._body[:200].decode("utf-8", "replace").split())
        return self.break_off(f"The answer is no stream: status {self._status}, {said!r}")

    def break_off(self, reason: str) -> list[bytes]:
        """No more of it will come."""
        return [json_bytes.dumps(failed(Failure("broken", reason, 502), self._lane))]

    def _framed(self, data: bytes) -> bytes:
        return data if self._lane is None else self._head + data[1:]


def _error(status: int, error: Json, lane: str | None = None) -> Document:
    document: Document = {"type": "error", "status": status, "error": error}
    return document if lane is None else {_LANE: lane, **document}
