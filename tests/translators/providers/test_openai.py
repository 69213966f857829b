"""OpenAI's models by their names, in both of its dialects."""

import pytest

from translators.providers.openai import OPENAI, OPENAI_CHAT
from translators.providers.provider import Provider

EFFORTS: dict[str, tuple[str, ...] | None] = {
    "gpt-4o": None,
    "gpt-4o-2024-08-06": None,
    "chatgpt-4o-latest": None,
    "gpt-4.1": None,
    "gpt-4.1-mini-2025-04-14": None,
    "gpt-4-turbo": None,
    "gpt-3.5-turbo": None,
    "gpt-5-chat-latest": None,
    "ft:gpt-4o-mini:acme::abc": None,
    "something-else": None,
    "o1": ("low", "medium", "high"),
    "o3-2025-04-16": ("low", "medium", "high"),
    "o4-mini": ("low", "medium", "high"),
    "codex-mini-latest": ("low", "medium", "high"),
    "openai/gpt-oss-120b": ("low", "medium", "high"),
    "gpt-5": ("minimal", "low", "medium", "high"),
    "gpt-5-mini-2025-08-07": ("minimal", "low", "medium", "high"),
    "gpt-5-codex": ("low", "medium", "high"),
    "gpt-5.1": ("none", "low", "medium", "high"),
    "gpt-5.1-codex-max": ("low", "medium", "high"),
    "gpt-5.2": ("none", "low", "medium", "high", "xhigh"),
    "openai/gpt-5.5": ("none", "low", "medium", "high", "xhigh"),
    "gpt-6.1-sol": ("none", "low", "medium", "high", "xhigh"),
    "gpt-10": ("none", "low", "medium", "high", "xhigh"),
}
BOTH = pytest.mark.parametrize("provider", [OPENAI, OPENAI_CHAT], ids=lambda p: p.name)


@BOTH
@pytest.mark.parametrize("model", EFFORTS)
def test_a_model_reasons_or_not_by_its_name(provider: Provider, model: str) -> None:
    profile = provider.profile(model)

    assert (profile.efforts if profile.thinking == "effort" else None) == EFFORTS[model]


@BOTH
@pytest.mark.parametrize("model", EFFORTS)
def test_a_model_that_reasons_takes_no_sampling(provider: Provider, model: str) -> None:
    profile = provider.profile(model)
    reasons = EFFORTS[model] is not None

    assert profile.temperature is not reasons
    assert profile.logprobs is not reasons
    assert profile.stop_maximum == (0 if reasons or provider is OPENAI else 4)
    assert profile.seed is (not reasons and provider is OPENAI_CHAT)


@BOTH
@pytest.mark.parametrize(
    ("model", "expected"), [("gpt-4.1", False), ("o3", False), ("gpt-5", True), ("gpt-6", True)]
)
def test_free_text_tools_and_verbosity_came_with_gpt_5(
    provider: Provider, model: str, expected: bool
) -> None:
    profile = provider.profile(model)

    assert (profile.custom_tools, profile.verbosity) == (expected, expected)


@BOTH
@pytest.mark.parametrize(
    ("model", "expected"),
    [("gpt-4o", 16_384), ("gpt-4.1", 32_768), ("o3", 100_000), ("gpt-5.5", 128_000), ("x", None)],
)
def test_an_output_limit_has_a_maximum(
    provider: Provider, model: str, expected: int | None
) -> None:
    """Claude Code asks for 128,000 of any model (clients 5)."""
    assert provider.profile(model).max_tokens_maximum == expected


@BOTH
@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("gpt-3.5-turbo", "json"),
        ("gpt-4", "none"),
        ("gpt-4-0613", "none"),
        ("gpt-4-turbo-2024-04-09", "json"),
        ("gpt-4-1106-preview", "json"),
        ("gpt-4o-2024-05-13", "json"),
        ("gpt-4o-2024-08-06", "schema"),
        ("gpt-4o-mini", "schema"),
        ("gpt-4.1", "schema"),
        ("gpt-5.5", "schema"),
        ("o3", "schema"),
        ("x", "schema"),
    ],
)
def test_schemas_came_with_gpt_4o(provider: Provider, model: str, expected: str) -> None:
    assert provider.profile(model).output == expected


def test_only_responses_gives_reasoning_back_and_takes_metadata() -> None:
    assert OPENAI.profile("gpt-5").thinking_history == "sealed"
    assert OPENAI.profile("gpt-4o").thinking_history == "none"
    assert OPENAI_CHAT.profile("gpt-5").thinking_history == "none"
    assert OPENAI.profile("gpt-5").metadata
    assert not OPENAI_CHAT.profile("gpt-5").metadata


def test_the_paths() -> None:
    assert OPENAI.path_and_query("m") == "/responses"
    assert OPENAI_CHAT.path_and_query("m") == "/chat/completions"
