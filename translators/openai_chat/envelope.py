"""What is the same in every chunk of a stream: built once, as bytes, around every delta.

OpenAI's clients demand one id, time and model throughout, and a choice with all of its keys.
"""

from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.events import ResponseStart
from translators.openai_chat.answer_encode import model_name, wants_usage
from translators.wire.json_bytes import dumps


class ChunkEnvelope:
    """The bytes before and after every delta of one stream."""

    def __init__(self, start: ResponseStart, context: Context) -> None:
        identity: Document = {
            "id": start.id or context.mint.id("chatcmpl-"),
            "object": "chat.completion.chunk",
            "created": start.created or context.mint.now(),
            "model": model_name(start.model, context),
        }
        # OpenAI sends a null usage with every chunk but the last, where it was asked for.
        self.usage_wanted = wants_usage(context)
        self._end = b"]" + (b',"usage":null' if self.usage_wanted else b"")
        self._choices = b"data: " + dumps(identity)[:-1] + b',"choices":['
        self._head = self._choices + b'{"index":0,"delta":'
        self._tail = b',"logprobs":null,"finish_reason":null}' + self._end + b"}\n\n"

    def around(self, before: bytes, after: bytes) -> tuple[bytes, bytes]:
        """What stands before and after the text of a delta that is `before` + text + `after`."""
        return self._head + before, after + self._tail

    def chunk(self, delta: Document, logprobs: Json = None) -> bytes:
        """A chunk with a delta."""
        if logprobs is None:
            return self._head + dumps(delta) + self._tail
        rest = b',"logprobs":' + dumps(logprobs) + b',"finish_reason":null}' + self._end + b"}\n\n"
        return self._head + dumps(delta) + rest

    def finish(self, reason: str, beside: Document) -> bytes:
        """The chunk with the finish reason, and what stands beside the choices."""
        choice: Document = {"index": 0, "delta": {}, "logprobs": None, "finish_reason": reason}
        return self._choices + dumps(choice) + self._end + _inner(beside) + b"}\n\n"

    def usage(self, usage: Document, beside: Document) -> bytes:
        """The last chunk, which has no choice."""
        return self._choices + b'],"usage":' + dumps(usage) + _inner(beside) + b"}\n\n"


def _inner(document: Document) -> bytes:
    """The keys of an object, to be put behind others."""
    return b"," + dumps(document)[1:-1] if document else b""
