"""No silent field: set one field of a request, and the document changes or a loss names it.

The table must hold every field of every type, so that a new one cannot be forgotten. Those of
answers are in `test_silent_answer_fields`.
"""

from dataclasses import fields, replace
from typing import Any

import pytest

from tests.support.exchanges import MODELS, provider_of
from translators.adapt import fit
from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.parts import (
    CacheMark,
    Citation,
    Foreign,
    Inline,
    Media,
    Origin,
    Part,
    Reasoning,
    Refusal,
    Seal,
    Stored,
    Text,
    ToolCall,
    ToolResult,
    Url,
)
from translators.hub.request import Message, OutputFormat, Request, Sampling, Thinking
from translators.hub.tools import Tool, ToolChoice
from translators.registry import DIALECTS
from translators.wire import json_bytes

MARK = CacheMark("1h")
SEAL = Seal("signature", "sealed", Origin("elsewhere", "elsewhere", "m"))
SOURCE = Citation("https://example.org/", "A title", "A quote", 0, 2)
LOGPROB = {"token": "hi", "logprob": -0.5, "bytes": [104, 105], "top_logprobs": []}

SHAPE = OutputFormat("schema", {"type": "object", "properties": {}}, "x")
WEATHER = Tool("weather", "Tells the weather.", {"type": "object", "properties": {}})
CALL = ToolCall("call_1", "weather", "{}")
RESULT = ToolResult("call_1", (Text("rain"),))
PICTURE = Media("image", Inline("iVBORw0KGgo="), "image/png")
PAPER = Media("document", Inline("JVBERi0xLjQ="), "application/pdf")
BASE = Request(
    "m",
    (
        Message("system", (Text("Be brief."),)),
        Message("user", (Text("hi"), PICTURE, PAPER)),
        Message("assistant", (Text("Let me look."), CALL)),
        Message("tool", (RESULT,)),
        Message("user", (Text("And tomorrow?"),)),
    ),
    (WEATHER,),
    max_tokens=2000,
    sampling=Sampling(),
)


def _at(role: str, index: int, **changes: Any) -> Request:
    """The base with one part of the first message of a role changed."""
    place = next(n for n, message in enumerate(BASE.messages) if message.role == role)
    message = BASE.messages[place]
    parts: list[Part] = list(message.parts)
    parts[index] = replace(parts[index], **changes)
    changed = replace(message, parts=tuple(parts))
    return replace(BASE, messages=(*BASE.messages[:place], changed, *BASE.messages[place + 1 :]))


def _thinking(part: Reasoning) -> Request:
    first, second, assistant, *rest = BASE.messages
    changed = replace(assistant, parts=(part, *assistant.parts))
    return replace(BASE, messages=(first, second, changed, *rest))


def _shaped(**changes: Any) -> Request:
    """The base with a schema for its answer."""
    return replace(BASE, output=replace(SHAPE, **changes))


def _tool(**changes: Any) -> Request:
    return replace(BASE, tools=(replace(WEATHER, **changes),))


THOUGHT = _thinking(Reasoning("thought"))
CHANGES: dict[type, dict[str, Request | tuple[Request, Request]]] = {
    Request: {
        "messages": replace(BASE, messages=BASE.messages[:2]),
        "tools": replace(BASE, tools=(WEATHER, replace(WEATHER, name="other"))),
        "tool_choice": replace(BASE, tool_choice=ToolChoice("required")),
        "parallel_tool_calls": replace(BASE, parallel_tool_calls=False),
        "max_tokens": replace(BASE, max_tokens=3000),
        "stop": replace(BASE, stop=("END",)),
        "sampling": replace(BASE, sampling=Sampling(temperature=0.5)),
        "thinking": replace(BASE, thinking=Thinking(effort="low")),
        "output": replace(BASE, output=OutputFormat("schema", {"type": "object"}, "x")),
        "verbosity": replace(BASE, verbosity="low"),
        "logprobs": replace(BASE, logprobs=2),
        "stream": replace(BASE, stream=True),
        "user": replace(BASE, user="user-123"),
        "metadata": replace(BASE, metadata={"team": "blue"}),
        "service_tier": replace(BASE, service_tier="flex"),
        "extras": replace(BASE, extras={"elsewhere": {"x": 1}}),
    },
    Message: {
        "role": replace(BASE, messages=(*BASE.messages, Message("developer", (Text("Stop."),)))),
        "parts": replace(BASE, messages=BASE.messages[:2]),
        "name": replace(BASE, messages=(Message("user", (Text("hi"),), name="ann"),)),
    },
    Sampling: {
        name: replace(BASE, sampling=replace(Sampling(), **{name: value}))
        for name, value in {
            "temperature": 0.5,
            "top_p": 0.5,
            "top_k": 5,
            "seed": 7,
            "presence_penalty": 0.5,
            "frequency_penalty": 0.5,
        }.items()
    },
    Thinking: {
        "enabled": replace(BASE, thinking=Thinking(enabled=True)),
        "adaptive": replace(BASE, thinking=Thinking(enabled=True, adaptive=True)),
        "effort": replace(BASE, thinking=Thinking(effort="high")),
        "budget": replace(BASE, thinking=Thinking(enabled=True, budget=1500)),
        "summary": (
            replace(BASE, thinking=Thinking(effort="high")),
            replace(BASE, thinking=Thinking(effort="high", summary="detailed")),
        ),
    },
    OutputFormat: {
        "kind": (_shaped(), _shaped(kind="json")),
        "schema": (_shaped(), _shaped(schema={"type": "object", "title": "Y"})),
        "name": (_shaped(name=None), _shaped()),
        "description": (_shaped(), _shaped(description="What it is.")),
        # Where every schema is strict, only the wish for a loose one can be lost.
        "strict": (_shaped(strict=True), _shaped(strict=False)),
    },
    Tool: {
        name: _tool(**{name: value})
        for name, value in {
            "name": "climate",
            "description": "Tells the climate.",
            "parameters": {"type": "object", "properties": {"x": {"type": "string"}}},
            "strict": True,
            "kind": "custom",
            "namespace": "sky",
            "cache": MARK,
        }.items()
    }
    | {
        "format": (
            _tool(kind="custom", parameters=None),
            _tool(
                kind="custom",
                parameters=None,
                format={"type": "grammar", "syntax": "lark", "definition": "start: /a+/"},
            ),
        )
    },
    ToolChoice: {
        "mode": replace(BASE, tool_choice=ToolChoice("none")),
        "names": (
            replace(BASE, tool_choice=ToolChoice("required")),
            replace(BASE, tool_choice=ToolChoice("named", ("weather",))),
        ),
    },
    Text: {
        "text": _at("user", 0, text="hello"),
        "citations": _at("assistant", 0, citations=(SOURCE,)),
        "logprobs": _at("assistant", 0, logprobs=(LOGPROB,)),
        "cache": _at("user", 0, cache=MARK),
    },
    Media: {
        "kind": _at("user", 1, kind="document", media_type="application/pdf"),
        "source": _at("user", 1, source=Url("https://example.org/a.png")),
        "media_type": _at("user", 1, media_type="image/jpeg"),
        "name": _at("user", 2, name="paper.pdf"),
        "detail": _at("user", 1, detail="low"),
        "cache": _at("user", 1, cache=MARK),
    },
    Reasoning: {
        "text": (BASE, THOUGHT),
        "summary": (BASE, _thinking(Reasoning(summary=("told",)))),
        "seal": (THOUGHT, _thinking(Reasoning("thought", seal=SEAL))),
    },
    ToolCall: {
        "id": _at("assistant", 1, id="call_2"),
        "name": _at("assistant", 1, name="other"),
        "arguments": _at("assistant", 1, arguments='{"x":1}'),
        "kind": _at("assistant", 1, kind="custom", arguments="free"),
        "namespace": _at("assistant", 1, namespace="sky"),
        "seal": _at("assistant", 1, seal=replace(SEAL, kind="thought")),
        "cache": _at("assistant", 1, cache=MARK),
    },
    ToolResult: {
        "call_id": _at("tool", 0, call_id="call_9"),
        "content": _at("tool", 0, content=(Text("sun"),)),
        "is_error": _at("tool", 0, is_error=True),
        "kind": _at("tool", 0, kind="custom"),
        "cache": _at("tool", 0, cache=MARK),
    },
    Refusal: {
        "text": replace(
            BASE, messages=(*BASE.messages[:2], Message("assistant", (Refusal("No."),)))
        ),
    },
    Stored: {
        "id": (_at("user", 1, source=Url("x:1")), _at("user", 1, source=Stored("f1", SEAL.origin))),
        "origin": _at("user", 1, source=Stored("f1", SEAL.origin)),
    },
    Foreign: {
        name: replace(
            BASE,
            messages=(*BASE.messages[:2], Message("assistant", (Foreign("elsewhere", "odd", {}),))),
        )
        for name in ("dialect", "kind", "value")
    },
}
EXEMPT = {
    (Request, "model"): "the upstream's name of the model, always said",
    (Message, "path"): "a place, for errors",
    **{
        (kind, "path"): "a place, for errors"
        for kind in (Text, Media, Reasoning, ToolCall, ToolResult, Refusal, Foreign, Tool)
    },
}


def test_the_table_is_complete() -> None:
    listed = {(kind, name) for kind, changes in CHANGES.items() for name in changes}
    there = {(kind, field.name) for kind in CHANGES for field in fields(kind)}

    assert listed | EXEMPT.keys() == there


def _encoded(dialect: str, request: Request) -> tuple[bytes, list[str]]:
    """The upstream's document, or the refusal, and the losses."""
    provider = provider_of(DIALECTS[dialect])
    model = MODELS.get(dialect, "gpt-5.5")
    context = Context(origin=Origin(dialect, provider.name, model), profile=provider.profile(model))
    try:
        document = DIALECTS[dialect].encode_request(fit(request, context), context)
    except RequestError as error:
        return str(error).encode(), []
    return json_bytes.dumps(document), [str(loss) for loss in context.losses]


OPENAI = ("openai-chat", "openai-responses")
SAME: dict[tuple[type, str], tuple[str, ...]] = {
    # The call says of what kind it is.
    (ToolResult, "kind"): tuple(DIALECTS),
    # A model that knows efforts thinks without being told how much: its default is meant.
    (Thinking, "enabled"): OPENAI,
    (Thinking, "adaptive"): OPENAI,
}
"""Fields whose change leaves a document of some dialects as it was, because it means nothing else
there."""


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        pytest.param(kind, name, id=f"{kind.__name__}.{name}")
        for kind, changes in CHANGES.items()
        for name in changes
    ],
)
def test_no_field_of_a_request_is_silent(dialect: str, kind: type, name: str) -> None:
    change = CHANGES[kind][name]
    before, after = change if isinstance(change, tuple) else (BASE, change)
    is_silent = _encoded(dialect, after) == _encoded(dialect, before)

    assert is_silent == (dialect in SAME.get((kind, name), ()))


MARKED: dict[str, Any] = {"citations": (SOURCE,), "logprobs": (LOGPROB,), "cache": MARK}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("field", MARKED)
def test_nothing_on_the_words_of_an_assistant_is_silent(dialect: str, field: str) -> None:
    marked = _at("assistant", 0, **{field: MARKED[field]})

    assert _encoded(dialect, marked) != _encoded(dialect, BASE)
