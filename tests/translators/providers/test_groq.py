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
