"""DeepSeek: its switch, its thinking in every turn, its words for common things."""

import pytest

from tests.support.sending import send
from translators.hub.document import Document, Json
from translators.providers.deepseek import DEEPSEEK

HI: Json = [{"role": "user", "content": "hi"}]


@pytest.mark.parametrize(
    ("effort", "expected"),
    [
        ("low", {"reasoning_effort": "low"}),
        ("medium", {"reasoning_effort": "low"}),
        ("xhigh", {"reasoning_effort": "high"}),
        ("max", {"reasoning_effort": "max"}),
        ("none", {"thinking": {"type": "disabled"}}),
    ],
)
def test_effort_is_one_of_its_own_and_off_is_a_switch(effort: str, expected: Document) -> None:
    sent = send(DEEPSEEK, "openai-responses", {"input": HI, "reasoning": {"effort": effort}})

    assert {key: sent[key] for key in ("reasoning_effort", "thinking") if key in sent} == expected


def test_claude_codes_wish_not_to_think_switches_it_off() -> None:
    sent = send(
        DEEPSEEK,
        "anthropic-messages",
        {"messages": HI, "max_tokens": 9, "thinking": {"type": "disabled"}},
    )

    assert sent["thinking"] == {"type": "disabled"}
    assert "reasoning_effort" not in sent


CONVERSATION: list[Json] = [
    {"role": "user", "content": "hi"},
    {
        "role": "assistant",
        "content": [
            {"type": "thinking", "thinking": "hm", "signature": ""},
            {"type": "tool_use", "id": "a", "name": "ls", "input": {}},
        ],
    },
    {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "a", "content": "x"}]},
    {"role": "assistant", "content": [{"type": "text", "text": "x"}]},
    {"role": "user", "content": "thanks"},
]


def test_thinking_is_given_back_and_never_missing() -> None:
    """ "The `reasoning_content` in the thinking mode must be passed back" (field guide 21)."""
    sent = send(DEEPSEEK, "anthropic-messages", {"messages": CONVERSATION, "max_tokens": 9})

    assert isinstance(sent["messages"], list)
    assert [
        message.get("reasoning_content")
        for message in sent["messages"]
        if isinstance(message, dict) and message["role"] == "assistant"
    ] == ["hm", ""]


def test_a_client_of_the_same_dialect_that_sends_none_back_gets_it_too() -> None:
    call: Json = {"id": "a", "type": "function", "function": {"name": "ls", "arguments": "{}"}}
    sent = send(
        DEEPSEEK,
        "openai-chat",
        {
            "messages": [
                {"role": "assistant", "content": None, "tool_calls": [call]},
                {"role": "tool", "tool_call_id": "a", "content": "x"},
            ]
        },
    )

    assert isinstance(sent["messages"], list)
    assert sent["messages"][0] == {
        "role": "assistant",
        "content": None,
        "tool_calls": [call],
        "reasoning_content": "",
    }


def test_a_user_is_a_user_id_of_its_letters() -> None:
    """ "string does not match pattern" (field guide 13)."""
    sent = send(
        DEEPSEEK,
        "anthropic-messages",
        {"messages": HI, "max_tokens": 9, "metadata": {"user_id": '{"device_id":"1"}'}},
    )

    assert "user" not in sent
    assert isinstance(sent["user_id"], str)
    assert len(sent["user_id"]) == 64


def test_a_demanded_call_is_left_to_the_model() -> None:
    """ "Thinking mode does not support this tool_choice"."""
    sent = send(
        DEEPSEEK,
        "openai-responses",
        {
            "input": HI,
            "tools": [{"type": "function", "name": "ls", "parameters": {"type": "object"}}],
            "tool_choice": "required",
        },
    )

    assert sent["tool_choice"] == "auto"


def test_a_schema_is_promised_as_json_only() -> None:
    shape: Document = {"type": "json_schema", "name": "a", "schema": {"type": "object"}}

    sent = send(DEEPSEEK, "openai-responses", {"input": HI, "text": {"format": shape}})

    assert sent["response_format"] == {"type": "json_object"}
