"""What a provider is asked: facts about a model, and the path of a request."""

from dataclasses import replace

import pytest

from tests.support.fake_dialect import fake_dialect, fake_provider
from translators.profile import Profile

BIG, SMALL = Profile(max_tokens_maximum=2), Profile(max_tokens_maximum=1)
PROVIDER = replace(
    fake_provider(fake_dialect("here")), profiles=(("big-*", BIG), ("big-1", SMALL), ("*", SMALL))
)


@pytest.mark.parametrize(
    ("model", "profile"),
    [
        ("big-1", BIG),
        ("BIG-1", BIG),
        ("vendor/big-1", BIG),
        ("a/b/big-1", BIG),
        ("not-big-1", SMALL),
        ("big", SMALL),
        ("", SMALL),
    ],
)
def test_the_first_pattern_that_matches_a_model_wins(model: str, profile: Profile) -> None:
    assert PROVIDER.profile(model) is profile


def test_a_model_without_a_profile_is_a_mistake_of_ours() -> None:
    with pytest.raises(LookupError, match="provider 'acme' has no profile"):
        replace(PROVIDER, profiles=(("big-*", BIG),)).profile("small")


@pytest.mark.parametrize(
    ("path", "model", "expected"),
    [
        (None, "m", "/here"),
        ("/{model}:go?a=1", "gemini-2", "/gemini-2:go?a=1"),
        ("/{model}/x", "vendor/m@1", "/vendor/m@1/x"),
        ("/{model}/x", "a?b#c d", "/a%3Fb%23c%20d/x"),
    ],
)
def test_the_path_of_a_request(path: str | None, model: str, expected: str) -> None:
    assert replace(PROVIDER, path=path).path_and_query(model) == expected
