"""OpenAI's Responses as a scripted upstream."""

import json
from collections.abc import Iterator

from tests.upstreams import openai_errors, responses_rules
from tests.upstreams.turns import Call, Turn, pieces
from tests.upstreams.vendor import Vendor
from translators.hub.document import Document, Json

_CREATED = 1_700_000_000
_ECHOED: Document = {
    "instructions": None,
    "metadata": {},
    "parallel_tool_calls": True,
    "previous_response_id": None,
    "reasoning": {"effort": None, "summary": None},
    "service_tier": "default",
    "store": False,
    "temperature": 1.0,
    "text": {"format": {"type": "text"}, "verbosity": "medium"},
    "tool_choice": "auto",
    "tools": [],
    "top_p": 1.0,
    "truncation": "disabled",
}


def _whole(turn: Turn, request: Document) -> Document:
    return _response(turn, request, list(_items(turn)))


def _stream(turn: Turn, request: Document) -> tuple[bytes, ...]:
    return tuple(
        f"event: {event['type']}\ndata: {json.dumps({**event, 'sequence_number': n})}\n\n".encode()
        for n, event in enumerate(_events(turn, request))
    )


def _events(turn: Turn, request: Document) -> Iterator[Document]:
    started: Document = {
        **_response(turn, request, []),
        "status": "in_progress",
        "incomplete_details": None,
        "usage": None,
    }
    yield {"type": "response.created", "response": started}
    yield {"type": "response.in_progress", "response": started}
    items = list(_items(turn))
    for index, item in enumerate(items):
        yield from _item_events(index, item)
    done = _response(turn, request, items)
    yield {"type": f"response.{done['status']}", "response": done}


def _item_events(index: int, item: Document) -> Iterator[Document]:
    growing: Document = {**item, "status": "in_progress"}
    empty: dict[Json, Document] = {
        "message": {"content": []},
        "reasoning": {"summary": [], "encrypted_content": ""},
        "function_call": {"arguments": ""},
        "custom_tool_call": {"input": ""},
    }
    growing |= empty[item.get("type")]
    yield {"type": "response.output_item.added", "output_index": index, "item": growing}
    here: Document = {"item_id": item.get("id"), "output_index": index}
    match item:
        case {"type": "message", "content": [{"text": str(text)} as part]}:
            yield from _text_events({**here, "content_index": 0}, text, part)
        case {"type": "reasoning", "summary": [{"text": str(text)} as part]}:
            yield from _summary_events({**here, "summary_index": 0}, text, part)
        case {"type": "function_call", "arguments": str(text)}:
            name = "response.function_call_arguments"
            for piece in pieces(text):
                yield {"type": f"{name}.delta", **here, "delta": piece}
            yield {"type": f"{name}.done", **here, "arguments": text, "name": item.get("name")}
        case {"type": "custom_tool_call", "input": str(text)}:
            name = "response.custom_tool_call_input"
            for piece in pieces(text):
                yield {"type": f"{name}.delta", **here, "delta": piece}
            yield {"type": f"{name}.done", **here, "input": text}
        case _:
            pass
    yield {"type": "response.output_item.done", "output_index": index, "item": item}


def _text_events(here: Document, text: str, part: Document) -> Iterator[Document]:
    yield {"type": "response.content_part.added", **here, "part": {**part, "text": ""}}
    for piece in pieces(text):
        yield {"type": "response.output_text.delta", **here, "delta": piece, "logprobs": []}
    yield {"type": "response.output_text.done", **here, "text": text, "logprobs": []}
    yield {"type": "response.content_part.done", **here, "part": part}


def _summary_events(here: Document, text: str, part: Document) -> Iterator[Document]:
    name = "response.reasoning_summary"
    yield {"type": f"{name}_part.added", **here, "part": {**part, "text": ""}}
    for piece in pieces(text):
        yield {"type": f"{name}_text.delta", **here, "delta": piece}
    yield {"type": f"{name}_text.done", **here, "text": text}
    yield {"type": f"{name}_part.done", **here, "part": part}


def _items(turn: Turn) -> Iterator[Document]:
    if turn.thinking or turn.seal:
        summary: list[Json] = []
        if turn.thinking:
            summary.append({"type": "summary_text", "text": turn.thinking})
        yield {
            "id": "rs_scripted",
            "type": "reasoning",
            "summary": summary,
            "encrypted_content": turn.seal or None,
        }
    if turn.text:
        part: Document = {
            "type": "output_text",
            "text": turn.text,
            "annotations": [],
            "logprobs": [],
        }
        yield {
            "id": "msg_scripted",
            "type": "message",
            "role": "assistant",
            "status": "completed",
            "content": [part],
        }
    for index, call in enumerate(turn.calls):
        yield _call(index, call)


def _call(index: int, call: Call) -> Document:
    item: Document = {"call_id": call.id, "name": call.name, "status": "completed"}
    if call.namespace is not None:
        item["namespace"] = call.namespace
    if call.custom:
        return {
            "id": f"ctc_scripted{index}",
            "type": "custom_tool_call",
            **item,
            "input": call.arguments,
        }
    return {
        "id": f"fc_scripted{index}",
        "type": "function_call",
        **item,
        "arguments": call.arguments,
    }


def _id(request: Document) -> str:
    """An answer's id, another for every turn of a conversation."""
    items = request.get("input")
    return f"resp_scripted{len(items) if isinstance(items, list) else ''}"


def _response(turn: Turn, request: Document, output: list[Document]) -> Document:
    details: Document | None = {"reason": "max_output_tokens"} if turn.cut_by_limit else None
    return {
        **_ECHOED,
        "id": _id(request),
        "object": "response",
        "created_at": _CREATED,
        "completed_at": _CREATED + 1,
        "status": "incomplete" if turn.cut_by_limit else "completed",
        "background": False,
        "error": None,
        "incomplete_details": details,
        "max_output_tokens": request.get("max_output_tokens"),
        "model": request.get("model"),
        "output": [*output],
        "usage": {
            "input_tokens": turn.input_tokens,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": turn.output_tokens,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": turn.input_tokens + turn.output_tokens,
        },
        "user": None,
    }


RESPONSES = Vendor(
    name="openai-responses",
    path="/responses",
    check_headers=openai_errors.check_headers,
    check=responses_rules.check,
    refusal=openai_errors.refusal,
    whole=_whole,
    stream=_stream,
)
