"""An answer as a Responses stream."""

from collections.abc import Iterator

import orjson

from scripts.benchmark.upstreams.pieces import MODEL, TOOL, Kind, Piece, padding
from translators.hub.document import Document
from translators.wire.sse import frame


class Writer:
    """Writes one stream and numbers its events."""

    def __init__(self) -> None:
        self._count = 0

    def write(self, pieces: list[Piece]) -> Iterator[bytes]:
        """The frames of a whole answer."""
        yield self._event("response.created", {"response": _response("in_progress", [])})
        yield self._event("response.in_progress", {"response": _response("in_progress", [])})
        for index, piece in enumerate(pieces):
            yield from self._item(index, piece)
        output = [_item(index, piece) for index, piece in enumerate(pieces)]
        yield self._event("response.completed", {"response": _response("completed", output)})

    def _item(self, index: int, piece: Piece) -> Iterator[bytes]:
        place: Document = {"output_index": index}
        begun = _item(index, Piece(piece.kind, []), "in_progress")
        yield self._event("response.output_item.added", {**place, "item": begun})
        within: Document = {"item_id": begun["id"], **place}
        yield from self._inside(piece, within)
        done = _item(index, piece)
        yield self._event("response.output_item.done", {**place, "item": done})

    def _inside(self, piece: Piece, within: Document) -> Iterator[bytes]:
        name, holder, key, place = _NAMES[piece.kind]
        within = {**within, **place}
        if holder:
            yield self._event(f"{holder}.added", {**within, "part": _inner(piece.kind, "")})
        logprobs: Document = {"logprobs": []} if piece.kind == "text" else {}
        for text in piece.deltas:
            padded: Document = {**logprobs, "obfuscation": padding(self._count)}
            yield self._event(f"{name}.delta", {**within, "delta": text, **padded})
        yield self._event(f"{name}.done", {**within, key: piece.whole, **logprobs})
        if holder:
            yield self._event(f"{holder}.done", {**within, "part": _inner(piece.kind, piece.whole)})

    def _event(self, name: str, rest: Document) -> bytes:
        data: Document = {"type": name, "sequence_number": self._count, **rest}
        self._count += 1
        return frame(orjson.dumps(data), name)


_NAMES: dict[Kind, tuple[str, str, str, Document]] = {
    "text": ("response.output_text", "response.content_part", "text", {"content_index": 0}),
    "reasoning": (
        "response.reasoning_summary_text",
        "response.reasoning_summary_part",
        "text",
        {"summary_index": 0},
    ),
    "call": ("response.function_call_arguments", "", "arguments", {}),
}


def _inner(kind: Kind, text: str) -> Document:
    if kind == "reasoning":
        return {"type": "summary_text", "text": text}
    return {"type": "output_text", "annotations": [], "logprobs": [], "text": text}


def _item(index: int, piece: Piece, status: str = "completed") -> Document:
    identifier = f"{index:048x}"
    held = [_inner(piece.kind, piece.whole)] if piece.deltas else []
    match piece.kind:
        case "reasoning":
            sealed = "gAAAAABow1Cb" * 40
            return {
                "id": f"rs_{identifier}",
                "type": "reasoning",
                "encrypted_content": sealed,
                "summary": [*held],
            }
        case "call":
            return {
                "id": f"fc_{identifier}",
                "type": "function_call",
                "status": status,
                "arguments": piece.whole,
                "call_id": f"call_{index:08d}",
                "name": TOOL,
            }
        case "text":
            return {
                "id": f"msg_{identifier}",
                "type": "message",
                "status": status,
                "role": "assistant",
                "content": [*held],
            }


def _response(status: str, output: list[Document]) -> Document:
    usage: Document = {
        "input_tokens": 900,
        "input_tokens_details": {"cached_tokens": 512, "cache_write_tokens": 0},
        "output_tokens": 300,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": 1200,
    }
    return {
        "id": "resp_68c35098e6fc819e80fb94b25b7d031b0f2d670b80edc507",
        "object": "response",
        "created_at": 1757630616,
        "status": status,
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "model": MODEL,
        "output": [*output],
        "parallel_tool_calls": True,
        "temperature": 1.0,
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1.0,
        "usage": usage if status == "completed" else None,
    }
