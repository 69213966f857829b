"""An answer as a Messages stream."""

from collections.abc import Iterator

import orjson

from scripts.benchmark.upstreams.pieces import MODEL, TOOL, Kind, Piece
from translators.hub.document import Document
from translators.wire.sse import frame


def write(pieces: list[Piece]) -> Iterator[bytes]:
    """The frames of a whole answer."""
    message: Document = {
        "id": "msg_01SC6GnkBDsmEDqyXQpQ2ipm",
        "type": "message",
        "role": "assistant",
        "model": MODEL,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {"input_tokens": 388, "cache_read_input_tokens": 512, "output_tokens": 1},
    }
    yield _event("message_start", {"message": message})
    for index, piece in enumerate(pieces):
        yield from _block(index, piece)
    reason = "tool_use" if pieces[-1].kind == "call" else "end_turn"
    yield _event(
        "message_delta",
        {
            "delta": {"stop_reason": reason, "stop_sequence": None},
            "usage": {"output_tokens": 300},
        },
    )
    yield _event("message_stop", {})


_BLOCKS: dict[Kind, tuple[Document, str, str]] = {
    "text": ({"type": "text", "text": ""}, "text_delta", "text"),
    "reasoning": (
        {"type": "thinking", "thinking": "", "signature": ""},
        "thinking_delta",
        "thinking",
    ),
    "call": ({"type": "tool_use", "name": TOOL, "input": {}}, "input_json_delta", "partial_json"),
}


def _block(index: int, piece: Piece) -> Iterator[bytes]:
    block, delta_type, key = _BLOCKS[piece.kind]
    if piece.kind == "call":
        block = {**block, "id": f"toolu_{index:024d}"}
    yield _event("content_block_start", {"index": index, "content_block": block})
    if index == 0:
        yield _event("ping", {})
    for text in piece.deltas:
        yield _delta(index, {"type": delta_type, key: text})
    if piece.kind == "reasoning":
        yield _delta(index, {"type": "signature_delta", "signature": "EuwJCm4IDxgC" * 40})
    yield _event("content_block_stop", {"index": index})


def _delta(index: int, delta: Document) -> bytes:
    return _event("content_block_delta", {"index": index, "delta": delta})


def _event(name: str, rest: Document) -> bytes:
    return frame(orjson.dumps({"type": name, **rest}), name)
