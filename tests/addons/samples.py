"""Small things to send: a request, and the pieces of an answer, in two dialects."""

import json
from collections.abc import Mapping

from translators.hub.document import Document

CHAT: Document = {"model": "gpt-5", "messages": [{"role": "user", "content": "hi"}]}
STREAMED_CHAT: Document = {**CHAT, "stream": True}


def event(name: str, data: Mapping[str, object]) -> bytes:
    """One event of a Messages stream."""
    return f"event: {name}\ndata: {json.dumps({'type': name, **data})}\n\n".encode()


_MESSAGE: Document = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-x",
    "content": [],
    "stop_reason": None,
    "stop_sequence": None,
    "usage": {"input_tokens": 3, "output_tokens": 1},
}

START = event("message_start", {"message": _MESSAGE}) + event(
    "content_block_start", {"index": 0, "content_block": {"type": "text", "text": ""}}
)

END = (
    event("content_block_stop", {"index": 0})
    + event(
        "message_delta",
        {
            "delta": {"stop_reason": "end_turn", "stop_sequence": None},
            "usage": {"output_tokens": 5},
        },
    )
    + event("message_stop", {})
)


def text(words: str) -> bytes:
    """A delta of a Messages stream."""
    return event(
        "content_block_delta", {"index": 0, "delta": {"type": "text_delta", "text": words}}
    )


CHAT_STREAM = b'data: {"choices": []}\n\ndata: [DONE]\n\n'
"""A Chat stream that says nothing."""

WHOLE = json.dumps(
    {
        **_MESSAGE,
        "content": [{"type": "text", "text": "hello"}],
        "stop_reason": "end_turn",
    }
).encode()


def overloaded() -> bytes:
    """An error body of a Messages upstream."""
    error = {"type": "overloaded_error", "message": "Overloaded"}
    return json.dumps({"type": "error", "error": error}).encode()


def words_of(stream: str) -> str:
    """The text that a Chat stream amounts to."""
    words = ""
    for line in stream.splitlines():
        if line.startswith("data: {"):
            for choice in json.loads(line[6:]).get("choices", ()):
                words += choice["delta"].get("content") or ""
    return words


def error_of(stream: str) -> dict[str, object] | None:
    """The error that a Chat stream ends with."""
    for line in stream.splitlines():
        if line.startswith('data: {"error"'):
            return json.loads(line[6:])["error"]
    return None
