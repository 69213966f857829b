"""Groq: what it refuses is not sent, and effort only to models that have any."""

import pytest

from tests.support.sending import send
from translators.hub.document import Json
from translators.providers.groq import GROQ

HI: Json = [{"role": "user", "content": "hi"}]


@pytest.mark.parametrize("dialect", ["openai-chat", "openai-responses"])
def test_no_speaker_has_a_name(dialect: str) -> None:
    key = "messages" if dialect == "openai-chat" else "input"

    sent = send(GROQ, dialect, {key: [{"role": "user", "content": "hi", "name": "ann"}]})

    assert sent["messages"] == HI


@pytest.mark.parametrize(
    ("model", "effort", "expected"),
    [
        ("openai/gpt-oss-120b", "high", "high"),
        ("openai/gpt-oss-120b", "max", "high"),
        ("qwen/qwen3-32b", "high", "default"),
        ("qwen/qwen3-32b", "none", "none"),
        ("llama-3.3-70b-versatile", "high", None),
    ],
)
def test_effort(model: str, effort: str, expected: str | None) -> None:
    sent = send(GROQ, "openai-responses", {"input": HI, "reasoning": {"effort": effort}}, model)

    assert sent.get("reasoning_effort") == expected


def test_logprobs_are_not_sent() -> None:
    sent = send(GROQ, "openai-responses", {"input": HI, "top_logprobs": 3})

    assert not {"logprobs", "top_logprobs"} & sent.keys()


def test_the_output_limit_has_its_new_name() -> None:
    assert GROQ.profile("llama-3.3-70b-versatile").max_tokens_key == "max_completion_tokens"


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("openai/gpt-oss-120b", "schema"),
        ("moonshotai/kimi-k2-instruct-0905", "schema"),
        ("meta-llama/llama-4-scout-17b-16e-instruct", "schema"),
        ("llama-3.3-70b-versatile", "json"),
        ("qwen/qwen3-32b", "json"),
    ],
)
def test_few_models_take_a_schema(model: str, expected: str) -> None:
    assert GROQ.profile(model).output == expected


SHIP: Json = {"type": "object", "properties": {"masts": {"type": "integer"}}}
FORMAT: Json = {"format": {"type": "json_schema", "name": "ship", "schema": SHIP}}
LOOK: Json = [{"type": "function", "name": "look", "parameters": {"type": "object"}}]


def test_a_schema_is_not_sent_beside_tools() -> None:
    """ "json mode cannot be combined with tool/function calling"."""
    model = "openai/gpt-oss-120b"
    alone = send(GROQ, "openai-responses", {"input": HI, "text": FORMAT}, model)
    beside = send(GROQ, "openai-responses", {"input": HI, "text": FORMAT, "tools": LOOK}, model)

    assert "response_format" in alone
    assert "response_format" not in beside
    assert "JSON schema" in str(beside["messages"])
