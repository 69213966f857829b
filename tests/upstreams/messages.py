"""Anthropic's Messages as a scripted upstream."""

import json
from collections.abc import Iterator

from tests.upstreams import messages_rules
from tests.upstreams.refusal import RefusalError
from tests.upstreams.turns import Turn, pieces
from tests.upstreams.vendor import Vendor
from translators.hub.document import Document

_ID = "msg_scripted"


def _refusal(error: RefusalError) -> Document:
    words: Document = {"type": error.kind, "message": error.message}
    return {"type": "error", "error": words, "request_id": "req_scripted"}


def _whole(turn: Turn, request: Document) -> Document:
    return {
        **_envelope(request),
        "content": list(_blocks(turn)),
        "stop_reason": _stop_reason(turn),
        "usage": _usage(turn, turn.output_tokens),
    }


def _stream(turn: Turn, request: Document) -> tuple[bytes, ...]:
    return tuple(
        f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()
        for event in _events(turn, request)
    )


def _events(turn: Turn, request: Document) -> Iterator[Document]:
    message: Document = {**_envelope(request), "content": [], "usage": _usage(turn, 1)}
    yield {"type": "message_start", "message": message}
    yield {"type": "ping"}
    for index, block in enumerate(_blocks(turn)):
        yield from _block_events(index, block)
    yield {
        "type": "message_delta",
        "delta": {"stop_reason": _stop_reason(turn), "stop_sequence": None},
        "usage": {"output_tokens": turn.output_tokens},
    }
    yield {"type": "message_stop"}


def _block_events(index: int, block: Document) -> Iterator[Document]:
    empty: Document = {**block}
    deltas: list[Document] = []
    match block:
        case {"type": "text", "text": str(text)}:
            empty["text"] = ""
            deltas = [{"type": "text_delta", "text": piece} for piece in pieces(text)]
        case {"type": "thinking", "thinking": str(text), "signature": seal}:
            empty |= {"thinking": "", "signature": ""}
            deltas = [{"type": "thinking_delta", "thinking": piece} for piece in pieces(text)]
            deltas.append({"type": "signature_delta", "signature": seal})
        case {"type": "tool_use", "input": arguments}:
            empty["input"] = {}
            deltas = [
                {"type": "input_json_delta", "partial_json": piece}
                for piece in ("", *pieces(json.dumps(arguments)))
            ]
        case _:
            pass
    yield {"type": "content_block_start", "index": index, "content_block": empty}
    for delta in deltas:
        yield {"type": "content_block_delta", "index": index, "delta": delta}
    yield {"type": "content_block_stop", "index": index}


def _blocks(turn: Turn) -> Iterator[Document]:
    if turn.thinking:
        yield {"type": "thinking", "thinking": turn.thinking, "signature": turn.seal}
    elif turn.seal:
        yield {"type": "redacted_thinking", "data": turn.seal}
    if turn.text:
        yield {"type": "text", "text": turn.text, "citations": None}
    for call in turn.calls:
        yield {
            "type": "tool_use",
            "id": call.id,
            "name": call.name,
            "input": json.loads(call.arguments),
            "caller": {"type": "direct"},
        }


def _envelope(request: Document) -> Document:
    return {
        "id": _ID,
        "type": "message",
        "role": "assistant",
        "model": request.get("model"),
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
    }


def _stop_reason(turn: Turn) -> str:
    if turn.cut_by_limit:
        return "max_tokens"
    return "tool_use" if turn.calls else "end_turn"


def _usage(turn: Turn, output_tokens: int) -> Document:
    return {
        "input_tokens": turn.input_tokens,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
        "output_tokens": output_tokens,
        "service_tier": "standard",
    }


MESSAGES = Vendor(
    name="anthropic-messages",
    path="/messages",
    check_headers=messages_rules.check_headers,
    check=messages_rules.check,
    refusal=_refusal,
    whole=_whole,
    stream=_stream,
)
