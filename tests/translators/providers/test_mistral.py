"""Mistral: its names for common things, and ids of nine letters and digits."""

import re

import pytest

from tests.support.sending import send
from translators.hub.document import Document, Json
from translators.providers.mistral import MISTRAL, demand_any

TOOLS: Json = [{"type": "function", "name": "ls", "parameters": {"type": "object"}}]
CALLS: Json = [
    {"role": "user", "content": "hi"},
    {"type": "function_call", "call_id": "call_1", "name": "ls", "arguments": "{}"},
    {"type": "function_call_output", "call_id": "call_1", "output": "x"},
]


def test_ids_have_nine_characters_on_both_sides() -> None:
    sent = send(MISTRAL, "openai-responses", {"input": CALLS})

    match sent["messages"]:
        case [_, {"tool_calls": [{"id": str(made)}]}, {"tool_call_id": str(answered)}]:
            assert re.fullmatch(r"[A-Za-z0-9]{9}", made)
            assert answered == made
        case messages:
            pytest.fail(f"no call and its result: {messages}")


@pytest.mark.parametrize(
    ("dialect", "document"),
    [
        ("openai-responses", {"input": "hi", "tools": TOOLS, "tool_choice": "required"}),
        ("openai-chat", {"messages": [], "tool_choice": "required"}),
    ],
)
def test_a_demanded_call_is_any(dialect: str, document: Document) -> None:
    assert send(MISTRAL, dialect, document)["tool_choice"] == "any"


@pytest.mark.parametrize("choice", ["auto", "none", None, {"type": "function"}])
def test_other_choices_stay(choice: Json) -> None:
    document: Document = {"tool_choice": choice}

    assert demand_any(document) is document


def test_a_seed_is_a_random_seed() -> None:
    sent = send(MISTRAL, "openai-chat", {"messages": [], "seed": 7})

    assert (sent.get("seed"), sent["random_seed"]) == (None, 7)


def test_usage_is_not_asked_for() -> None:
    """Unknown keys are refused."""
    assert "stream_options" not in send(
        MISTRAL, "openai-responses", {"input": "hi", "stream": True}
    )
