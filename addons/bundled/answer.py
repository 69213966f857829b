"""The bundled provider's one answer to a question, and how Chat Completions writes it.

Deterministic but for the time: it calls an offered tool, tells what the tool gave, or repeats what
it heard.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from addons.bundled.examples import example
from addons.bundled.question import Question
from translators.hub.document import Document
from translators.wire import json_bytes, sse

_PREFERRED_TOOLS = (
    re.compile(r"bash|shell|exec|command", re.IGNORECASE),
    re.compile(r"weather|time|search|find|read|list|get", re.IGNORECASE),
)
_QUOTED = 600
"""How many characters of what was heard are repeated."""


@dataclass(frozen=True, slots=True)
class BundledAnswer:
    """Pieces of text, or of a tool call's arguments if `tool` is its name."""

    id: str
    pieces: tuple[str, ...]
    finish_reason: str
    tool: str | None = None


def answer(question: Question) -> BundledAnswer:
    """The one answer to a question."""
    token = hashlib.sha256(repr(question).encode()).hexdigest()[:24]
    if question.tools and (question.forced or not question.results):
        tool = _choose(list(question.tools))
        arguments = json_bytes.dumps(example(question.tools[tool], question.said)).decode()
        return BundledAnswer(token, tuple(re.findall(r".{1,12}", arguments)), "tool_calls", tool)
    words = tuple(re.findall(r"\s*\S+", _text(question)))
    if question.limit is not None and question.limit < len(words):
        return BundledAnswer(token, words[: question.limit], "length")
    return BundledAnswer(token, words, "stop")


def _text(question: Question) -> str:
    if question.results:
        return "The tool answered: " + " / ".join(text[:_QUOTED] for text in question.results)
    if question.output is not None:
        return json_bytes.dumps(example(question.output, question.said)).decode()
    return (
        f"You said: {question.said[:_QUOTED]}\n\nThis is Dragoman's bundled provider: it needs no"
        " key and no network, calls the tools that it is offered and repeats what it hears."
    )


def _choose(names: list[str]) -> str:
    """The tool that shows most: one that runs a command, one that looks something up, any."""
    for pattern in _PREFERRED_TOOLS:
        for name in names:
            if pattern.search(name):
                return name
    return names[0]


def write_whole(question: Question, answer: BundledAnswer, created: int) -> bytes:
    """The answer as one JSON body."""
    said = "".join(answer.pieces)
    message: Document = {"role": "assistant", "content": said, "refusal": None}
    if answer.tool is not None:
        message["content"] = None
        message["tool_calls"] = [_call(answer, said)]
    return json_bytes.dumps(
        {
            **_envelope(question, answer, created, "chat.completion"),
            "choices": [
                {
                    "index": 0,
                    "message": message,
                    "logprobs": None,
                    "finish_reason": answer.finish_reason,
                }
            ],
            "usage": _usage(question, answer),
        }
    )


def write_stream(question: Question, answer: BundledAnswer, created: int) -> Iterator[bytes]:
    """The answer as server-sent events, one at a time."""
    envelope = _envelope(question, answer, created, "chat.completion.chunk")
    if question.include_usage:
        envelope["usage"] = None
    for delta in _deltas(answer):
        choice: Document = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": None}
        if not delta:
            choice["finish_reason"] = answer.finish_reason
        yield sse.frame(json_bytes.dumps({**envelope, "choices": [choice]}))
    if question.include_usage:
        usage = _usage(question, answer)
        yield sse.frame(json_bytes.dumps({**envelope, "choices": [], "usage": usage}))
    yield sse.frame(b"[DONE]")


def _deltas(answer: BundledAnswer) -> Iterator[Document]:
    """What each chunk adds; the last adds nothing."""
    if answer.tool is None:
        yield {"role": "assistant", "content": "", "refusal": None}
        for piece in answer.pieces:
            yield {"content": piece}
    else:
        call: Document = {"index": 0, **_call(answer, "")}
        yield {"role": "assistant", "content": None, "tool_calls": [call]}
        for piece in answer.pieces:
            yield {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}
    yield {}


def _call(answer: BundledAnswer, arguments: str) -> Document:
    return {
        "id": f"call_{answer.id}",
        "type": "function",
        "function": {"name": answer.tool, "arguments": arguments},
    }


def _envelope(question: Question, answer: BundledAnswer, created: int, kind: str) -> Document:
    return {
        "id": f"chatcmpl-{answer.id}",
        "object": kind,
        "created": created,
        "model": question.model,
        "service_tier": "default",
    }


def _usage(question: Question, answer: BundledAnswer) -> Document:
    """Words count as tokens here."""
    prompt, completion = question.prompt_tokens, len(answer.pieces)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
    }
