"""An answer as a Chat Completions stream."""

from collections.abc import Iterator

import orjson

from scripts.benchmark.upstreams.pieces import MODEL, TOOL, Piece, padding
from translators.hub.document import Document
from translators.wire.sse import frame


class Writer:
    """Writes one stream; `padded` as OpenAI does it, or without, as compatible servers do."""

    def __init__(self, *, padded: bool) -> None:
        self._padded = padded
        self._count = 0

    def write(self, pieces: list[Piece]) -> Iterator[bytes]:
        """The frames of a whole answer."""
        yield self._chunk({"role": "assistant", "content": "", "refusal": None})
        for index, piece in enumerate(pieces):
            if piece.kind == "call":
                yield from self._call(index - 1, piece)
            else:
                key = "content" if piece.kind == "text" else "reasoning_content"
                yield from (self._chunk({key: delta}) for delta in piece.deltas)
        yield self._chunk({}, "tool_calls" if pieces[-1].kind == "call" else "stop")
        usage: Document = {
            "prompt_tokens": 900,
            "completion_tokens": 300,
            "total_tokens": 1200,
            "prompt_tokens_details": {"cached_tokens": 512, "audio_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
        }
        yield self._event([], usage)
        yield frame(b"[DONE]")

    def _call(self, index: int, piece: Piece) -> Iterator[bytes]:
        function: Document = {"name": TOOL, "arguments": ""}
        head: Document = {
            "index": index,
            "id": f"call_{index:08d}",
            "type": "function",
            "function": function,
        }
        yield self._chunk({"tool_calls": [head]})
        for delta in piece.deltas:
            yield self._chunk({"tool_calls": [{"index": index, "function": {"arguments": delta}}]})

    def _chunk(self, delta: Document, finish_reason: str | None = None) -> bytes:
        choice: Document = {
            "index": 0,
            "delta": delta,
            "logprobs": None,
            "finish_reason": finish_reason,
        }
        return self._event([choice], None)

    def _event(self, choices: list[Document], usage: Document | None) -> bytes:
        chunk: Document = {
            "id": "chatcmpl-C4Hq5a6K3RaPMymUv70btQNYv6SvY",
            "object": "chat.completion.chunk",
            "created": 1755137921,
            "model": MODEL,
            "service_tier": "default",
            "system_fingerprint": "fp_44709d6fcb",
            "choices": [*choices],
            "usage": usage,
        }
        self._count += 1
        if self._padded:
            chunk["obfuscation"] = padding(self._count)
        return frame(orjson.dumps(chunk))
