"""What a client sees: an answer or an error, and nothing between the two, in its own dialect.

Streams are held against the protocol's order (`lint`), complete answers against the vendor's own
client, strictly. Whatever is neither a legal answer nor a legal error fails the test here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx

from tests.oracles import ORACLES
from tests.oracles.frames import Frame, frames
from tests.oracles.summary import Call, Summary, call
from tests.support.documents import inside, objects, text
from translators.hub.document import Document, Json
from translators.wire import json_bytes

EVENT_STREAM = "text/event-stream"


@dataclass(frozen=True, slots=True)
class Told:
    """An error: how the dialect calls it, where in the request it lies, and its words."""

    type: str
    code: str | None
    message: str
    param: str | None = None


@dataclass(frozen=True, slots=True)
class View:
    """One exchange as the client saw it: `error` or `answer`, never both.

    `calls` are those that the client may act upon, also of an answer that failed afterwards.
    """

    status: int
    streamed: bool
    error: Told | None
    answer: Summary | None
    retry_after: str | None = None
    calls: tuple[Call, ...] = ()

    @property
    def words(self) -> str:
        """What the error says."""
        assert self.error is not None
        return self.error.message

    @property
    def text(self) -> str:
        """What a complete answer says."""
        assert self.answer is not None
        return self.answer.text


def view_of(client: str, response: httpx.Response) -> View:
    """What a client of a dialect makes of a response."""
    kind = response.headers["content-type"]
    retry_after = response.headers.get("retry-after")
    status = response.status_code
    if kind == EVENT_STREAM:
        assert status == 200
        return stream_view(client, response.content)
    assert kind == "application/json"
    document = json_bytes.loads_object(response.content)
    if status >= 400:
        return View(status, False, whole_error(client, document), None, retry_after)
    answer = ORACLES[client].read_response(response.content, True)
    return View(status, False, None, answer, retry_after, answer.calls)


def stream_view(client: str, stream: bytes) -> View:
    """What a client of a dialect makes of a stream: a legal one, whatever its end."""
    assert ORACLES[client].lint(stream) == [], stream
    found, _ = frames(stream)
    error = _STREAM_ERRORS[client](found)
    calls = _FINISHED[client](found)
    if error is not None:
        return View(200, True, error, None, calls=calls)
    return View(200, True, None, ORACLES[client].read_stream(stream, True), calls=calls)


def whole_error(client: str, document: Document) -> Told:
    """An error body, which has every key that its dialect has and no other."""
    error = document.get("error")
    assert isinstance(error, dict)
    if client == "anthropic-messages":
        assert document.keys() - {"request_id"} == {"type", "error"}
        assert document["type"] == "error"
        assert error.keys() == {"type", "message"}
    else:
        assert document.keys() == {"error"}
        assert error.keys() == {"message", "type", "param", "code"}
    return _told(error)


def _told(error: Json) -> Told:
    message = text(inside(error, "message"))
    assert message
    code, param = inside(error, "code"), inside(error, "param")
    return Told(text(inside(error, "type")), text(code) or None, message, text(param) or None)


def _chat_error(found: list[Frame]) -> Told | None:
    errors = [frame.document for frame in found if frame.document and "error" in frame.document]
    return whole_error("openai-chat", errors[0]) if errors else None


def _messages_error(found: list[Frame]) -> Told | None:
    errors = [frame.document for frame in found if frame.document and frame.name == "error"]
    return whole_error("anthropic-messages", errors[0]) if errors else None


def _responses_error(found: list[Frame]) -> Told | None:
    errors = [inside(frame.document, "response", "error") for frame in found]
    return next((_told(error) for error in errors if error is not None), None)


def _chat_calls(found: list[Frame]) -> tuple[Call, ...]:
    """Calls count once there is a finish reason."""
    grown: dict[Json, list[str]] = {}
    finished = False
    for frame in found:
        for choice in objects(inside(frame.document, "choices")):
            finished = finished or choice.get("finish_reason") is not None
            for piece in objects(inside(choice, "delta", "tool_calls")):
                name, arguments = (inside(piece, "function", key) for key in ("name", "arguments"))
                grown.setdefault(piece.get("index"), [text(name)]).append(text(arguments))
    return tuple(call(name, "".join(said)) for name, *said in grown.values()) if finished else ()


def _messages_calls(found: list[Frame]) -> tuple[Call, ...]:
    """A call counts once its block stops."""
    calls: list[Call] = []
    name, said = "", ""
    for event, document in found:
        if event == "content_block_start":
            name, said = text(inside(document, "content_block", "name")), ""
        elif event == "content_block_delta":
            said += text(inside(document, "delta", "partial_json"))
        elif event == "content_block_stop" and name:
            calls.append(call(name, said))
    return tuple(calls)


def _responses_calls(found: list[Frame]) -> tuple[Call, ...]:
    """A call counts once its item is done: Codex runs it at once."""
    items = [
        inside(document, "item")
        for event, document in found
        if event == "response.output_item.done"
    ]
    return tuple(
        call(text(inside(item, "name")), inside(item, "arguments"))
        for item in items
        if inside(item, "type") == "function_call"
    )


_STREAM_ERRORS: Mapping[str, Callable[[list[Frame]], Told | None]] = {
    "openai-chat": _chat_error,
    "openai-responses": _responses_error,
    "anthropic-messages": _messages_error,
}

_FINISHED: Mapping[str, Callable[[list[Frame]], tuple[Call, ...]]] = {
    "openai-chat": _chat_calls,
    "openai-responses": _responses_calls,
    "anthropic-messages": _messages_calls,
}
