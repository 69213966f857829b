"""OpenAI's Chat Completions as a scripted upstream."""

import json
from collections.abc import Iterator

from tests.upstreams import chat_rules, openai_errors
from tests.upstreams.turns import Call, Turn, pieces
from tests.upstreams.vendor import Vendor
from translators.hub.document import Document, Json

_ID = "chatcmpl-scripted"
_CREATED = 1_700_000_000


def _whole(turn: Turn, request: Document) -> Document:
    message: Document = {
        "role": "assistant",
        "content": turn.text or None,
        "refusal": None,
        "annotations": [],
    }
    if turn.thinking:
        message["reasoning_content"] = turn.thinking
    if turn.calls:
        message["tool_calls"] = [_call(call, call.arguments) for call in turn.calls]
    choice: Document = {
        "index": 0,
        "message": message,
        "logprobs": None,
        "finish_reason": _finish_reason(turn),
    }
    return {**_envelope(request, ""), "choices": [choice], "usage": _usage(turn)}


def _stream(turn: Turn, request: Document) -> tuple[bytes, ...]:
    envelope = _envelope(request, ".chunk")
    options = request.get("stream_options")
    include_usage = isinstance(options, dict) and options.get("include_usage") is True
    if include_usage:
        envelope["usage"] = None
    choices: list[Document] = [
        {"index": 0, "delta": delta, "logprobs": None, "finish_reason": None}
        for delta in _deltas(turn)
    ]
    choices.append(
        {"index": 0, "delta": {}, "logprobs": None, "finish_reason": _finish_reason(turn)}
    )
    frames = [_frame({**envelope, "choices": [choice]}) for choice in choices]
    if include_usage:
        frames.append(_frame({**envelope, "choices": [], "usage": _usage(turn)}))
    return (*frames, b"data: [DONE]\n\n")


def _deltas(turn: Turn) -> Iterator[Document]:
    yield {"role": "assistant", "content": "", "refusal": None}
    for piece in pieces(turn.thinking):
        yield {"reasoning_content": piece}
    for piece in pieces(turn.text):
        yield {"content": piece}
    for index, call in enumerate(turn.calls):
        yield {"tool_calls": [{"index": index, **_call(call, "")}]}
        for piece in pieces(call.arguments):
            yield {"tool_calls": [{"index": index, "function": {"arguments": piece}}]}


def _call(call: Call, arguments: str) -> Document:
    if call.custom:
        custom: Document = {"name": call.name, "input": arguments}
        return {"id": call.id, "type": "custom", "custom": custom}
    function: Document = {"name": call.name, "arguments": arguments}
    return {"id": call.id, "type": "function", "function": function}


def _envelope(request: Document, kind: str) -> Document:
    return {
        "id": _ID,
        "object": f"chat.completion{kind}",
        "created": _CREATED,
        "model": request.get("model"),
        "service_tier": "default",
        "system_fingerprint": "fp_scripted",
    }


def _finish_reason(turn: Turn) -> str:
    if turn.cut_by_limit:
        return "length"
    return "tool_calls" if turn.calls else "stop"


def _usage(turn: Turn) -> Document:
    return {
        "prompt_tokens": turn.input_tokens,
        "completion_tokens": turn.output_tokens,
        "total_tokens": turn.input_tokens + turn.output_tokens,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
    }


def _frame(document: Json) -> bytes:
    return b"data: " + json.dumps(document).encode() + b"\n\n"


CHAT = Vendor(
    name="openai-chat",
    path="/chat/completions",
    check_headers=openai_errors.check_headers,
    check=chat_rules.check,
    refusal=openai_errors.refusal,
    whole=_whole,
    stream=_stream,
)
