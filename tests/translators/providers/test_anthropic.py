"""Claude's models by their names: dates, versions and sizes are not to be mixed up."""

import pytest

from translators.profile import Profile
from translators.providers import anthropic
from translators.providers.anthropic import ANTHROPIC, VERSION, at_version

MODELS: dict[str, Profile] = {
    "claude-3-haiku-20240307": anthropic.CLASSIC,
    "claude-3-opus-latest": anthropic.CLASSIC,
    "claude-3-5-sonnet-20241022": anthropic.CLASSIC_LONG,
    "anthropic/claude-3.5-haiku-latest": anthropic.CLASSIC_LONG,
    "claude-3-7-sonnet-20250219": anthropic.BUDGET,
    "claude-3-7-sonnet-latest": anthropic.BUDGET,
    "claude-sonnet-4-20250514": anthropic.BUDGET,
    "claude-sonnet-4-0": anthropic.BUDGET,
    "claude-sonnet-4": anthropic.BUDGET,
    "claude-opus-4-20250514": anthropic.BUDGET_SHORT,
    "claude-opus-4-1-20250805": anthropic.BUDGET_SHORT,
    "claude-opus-4-1": anthropic.BUDGET_SHORT,
    "claude-opus-4-5-20251101": anthropic.STRUCTURED,
    "claude-sonnet-4-5": anthropic.STRUCTURED,
    "claude-haiku-4-5-20251001": anthropic.STRUCTURED,
    "anthropic/claude-sonnet-4.5": anthropic.STRUCTURED,
    "claude-opus-4-6": anthropic.ADAPTIVE,
    "claude-sonnet-4-6": anthropic.ADAPTIVE,
    "claude-opus-4-7": anthropic.UNSAMPLED,
    "claude-opus-4-8": anthropic.CURRENT,
    "claude-opus-4-8-20260528": anthropic.CURRENT,
    "claude-opus-5": anthropic.CURRENT,
    "claude-opus-5-20260724": anthropic.CURRENT,
    "claude-opus-5-4": anthropic.CURRENT,
    "claude-sonnet-5": anthropic.CURRENT,
    "claude-haiku-5-5": anthropic.CURRENT,
    "claude-sonnet-5-5": anthropic.ALWAYS,
    "claude-opus-5-5": anthropic.UNFORCED,
    "claude-opus-5-5-20260922": anthropic.UNFORCED,
    "claude-fable-5": anthropic.ALWAYS,
    "claude-fable-5-1": anthropic.UNFORCED,
    "claude-mythos-5-2": anthropic.ALWAYS,
    "claude-mythos-preview": anthropic.ALWAYS,
    "something-else": anthropic.CURRENT,
}


@pytest.mark.parametrize("model", MODELS)
def test_a_model_is_known_by_its_name(model: str) -> None:
    assert ANTHROPIC.profile(model) == MODELS[model]


def test_no_two_profiles_are_the_same() -> None:
    distinct: list[Profile] = []
    for profile in MODELS.values():
        assert profile not in [other for other in distinct if other is not profile]
        distinct.append(profile)


@pytest.mark.parametrize("model", MODELS)
def test_the_api_requires_an_output_limit_that_the_model_takes(model: str) -> None:
    profile = ANTHROPIC.profile(model)

    assert profile.max_tokens_default is not None
    assert profile.max_tokens_maximum is not None
    assert profile.max_tokens_default <= profile.max_tokens_maximum


def test_the_version_still_takes_a_temperature() -> None:
    assert ANTHROPIC.headers == {"anthropic-version": "2023-06-01"}


def test_the_key_goes_where_anthropic_looks_for_it() -> None:
    assert ANTHROPIC.authentication == "x-api-key"
    assert ANTHROPIC.base_url + ANTHROPIC.path_and_query("m") == (
        "https://api.anthropic.com/v1/messages"
    )


@pytest.mark.parametrize("model", MODELS)
def test_no_model_promises_json_without_a_schema(model: str) -> None:
    assert not ANTHROPIC.profile(model).output_without_schema


def test_a_later_version_refuses_sampling_for_every_model() -> None:
    later = at_version(ANTHROPIC.profiles, "2026-10-21")

    assert at_version(ANTHROPIC.profiles, VERSION) is ANTHROPIC.profiles
    assert not any(profile.temperature or profile.top_k for _, profile in later)
    assert [pattern for pattern, _ in later] == [pattern for pattern, _ in ANTHROPIC.profiles]
