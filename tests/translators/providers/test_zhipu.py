"""GLM: a switch for thinking, few knobs, and its own word for the user."""

import pytest

from tests.support.sending import send
from translators.hub.document import Document, Json
from translators.providers.zhipu import ZHIPU

HI: Json = [{"role": "user", "content": "hi"}]


@pytest.mark.parametrize(
    ("thinking", "expected"),
    [
        ({"type": "enabled", "budget_tokens": 2000}, {"type": "enabled"}),
        ({"type": "disabled"}, {"type": "disabled"}),
        (None, None),
    ],
)
def test_thinking_is_a_switch(thinking: Json, expected: Json) -> None:
    document: Document = {"messages": HI, "max_tokens": 3000, "thinking": thinking}

    assert send(ZHIPU, "anthropic-messages", document).get("thinking") == expected


def test_a_user_is_a_user_id() -> None:
    """6 to 128 characters (field guide 13)."""
    sent = send(ZHIPU, "openai-responses", {"input": HI, "safety_identifier": "bob"})

    assert "user" not in sent
    assert isinstance(sent["user_id"], str)
    assert 6 <= len(sent["user_id"]) <= 128


def test_what_it_does_not_take_is_not_sent() -> None:
    tool: Json = {"type": "function", "name": "ls", "parameters": {}, "strict": True}
    sent = send(
        ZHIPU,
        "openai-responses",
        {
            "input": HI,
            "stream": True,
            "tools": [tool],
            "tool_choice": "required",
            "parallel_tool_calls": False,
        },
    )

    assert sent["tool_choice"] == "auto"
    assert not {"parallel_tool_calls", "stream_options"} & sent.keys()
    assert sent["tools"] == [{"type": "function", "function": {"name": "ls", "parameters": {}}}]


def test_only_one_stop_sequence_is_sent() -> None:
    sent = send(
        ZHIPU, "anthropic-messages", {"messages": HI, "max_tokens": 9, "stop_sequences": ["a", "b"]}
    )

    assert sent["stop"] in ("a", ["a"])
