"""Kimi: its ids, its thinking in every turn, and what its models have fixed."""

import pytest

from tests.support.sending import send
from translators.hub.document import Document, Json
from translators.providers.moonshot import MOONSHOT, native_ids

HI: Json = [{"role": "user", "content": "hi"}]


def call(call_id: str, name: str) -> Json:
    return {"type": "function_call", "call_id": call_id, "name": name, "arguments": "{}"}


def output(call_id: str) -> Json:
    return {"type": "function_call_output", "call_id": call_id, "output": "x"}


CONVERSATION: list[Json] = [
    {"role": "user", "content": "hi"},
    call("functions_ls_0_abc", "ls"),
    call("call_2", "cat"),
    output("functions_ls_0_abc"),
    output("call_2"),
    call("call_3", "ls"),
    output("call_3"),
]


def ids(sent: Document) -> list[Json]:
    found: list[Json] = []
    for message in sent["messages"] if isinstance(sent["messages"], list) else ():
        match message:
            case {"tool_calls": list(calls)}:
                found.append([made["id"] for made in calls if isinstance(made, dict)])
            case {"tool_call_id": answered}:
                found.append(answered)
            case _:
                pass
    return found


def test_k2_gets_ids_as_it_makes_them() -> None:
    sent = send(MOONSHOT, "openai-responses", {"input": CONVERSATION}, "kimi-k2.6")

    assert ids(sent) == [
        ["functions.ls:0", "functions.cat:1"],
        "functions.ls:0",
        "functions.cat:1",
        ["functions.ls:2"],
        "functions.ls:2",
    ]


def test_other_models_get_the_ids_that_there_are() -> None:
    sent = send(MOONSHOT, "openai-responses", {"input": CONVERSATION}, "kimi-k3")

    assert ids(sent) == [
        ["functions_ls_0_abc", "call_2"],
        "functions_ls_0_abc",
        "call_2",
        ["call_3"],
        "call_3",
    ]


def test_its_own_ids_stay() -> None:
    document: Document = {
        "model": "kimi-k2",
        "messages": [
            {
                "role": "assistant",
                "tool_calls": [{"id": "functions.ls:0", "function": {"name": "ls"}}],
            },
            {"role": "tool", "tool_call_id": "functions.ls:0"},
        ],
    }

    assert native_ids(document) is document


@pytest.mark.parametrize("messages", [None, "x", [1, {"tool_calls": [1, {"id": "a"}]}]])
def test_odd_conversations_are_left_to_the_upstream(messages: Json) -> None:
    document: Document = {"model": "kimi-k2", "messages": messages}

    assert native_ids(document) is document


@pytest.mark.parametrize(
    ("model", "thought"), [("kimi-k2.6", " "), ("kimi-k3", " "), ("moonshot-v1-8k", None)]
)
def test_thinking_is_never_missing_where_there_is_any(model: str, thought: str | None) -> None:
    """`thinking is enabled but reasoning_content is missing`, also said of "" (field guide 21)."""
    sent = send(MOONSHOT, "openai-responses", {"input": CONVERSATION}, model)

    assert isinstance(sent["messages"], list)
    assert [
        message.get("reasoning_content")
        for message in sent["messages"]
        if isinstance(message, dict) and message["role"] == "assistant"
    ] == [thought, thought]


@pytest.mark.parametrize(
    ("model", "effort", "expected"),
    [
        ("kimi-k2.6", "high", {"thinking": {"type": "enabled"}}),
        ("kimi-k2.6", "none", {"thinking": {"type": "disabled"}}),
        ("kimi-k2.7-code", "none", {}),
        ("kimi-k3", "high", {"reasoning_effort": "high"}),
        ("kimi-k3", "none", {"reasoning_effort": "low"}),
        ("moonshot-v1-8k", "high", {}),
    ],
)
def test_thinking(model: str, effort: str, expected: Document) -> None:
    sent = send(MOONSHOT, "openai-responses", {"input": HI, "reasoning": {"effort": effort}}, model)

    assert {key: sent[key] for key in ("reasoning_effort", "thinking") if key in sent} == expected


@pytest.mark.parametrize(
    ("model", "expected"), [("kimi-k2.6", None), ("kimi-k3", None), ("moonshot-v1-8k", 1.0)]
)
def test_temperature(model: str, expected: float | None) -> None:
    sent = send(MOONSHOT, "openai-responses", {"input": HI, "temperature": 1.5}, model)

    assert sent.get("temperature") == expected


@pytest.mark.parametrize(("model", "expected"), [("kimi-k2.6", "auto"), ("kimi-k3", "required")])
def test_a_demanded_call(model: str, expected: str) -> None:
    tools: Json = [{"type": "function", "name": "ls", "parameters": {"type": "object"}}]

    sent = send(
        MOONSHOT,
        "openai-responses",
        {"input": HI, "tools": tools, "tool_choice": "required"},
        model,
    )

    assert sent["tool_choice"] == expected


def test_a_schema_is_asked_for_in_words_beside_any_json() -> None:
    schema: Json = {"type": "object", "properties": {"masts": {"type": "integer"}}}
    wanted: Json = {"format": {"type": "json_schema", "name": "ship", "schema": schema}}

    sent = send(MOONSHOT, "openai-responses", {"input": HI, "text": wanted}, "kimi-k2.6")

    assert sent["response_format"] == {"type": "json_object"}
    assert "JSON schema" in str(sent["messages"])
