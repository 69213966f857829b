"""All providers: found by their names, and complete."""

import pytest

from translators.providers.registry import PROVIDERS
from translators.registry import DIALECTS

MODELS = ["", "gpt-5", "claude-opus-5-5", "kimi-k3", "vendor/model:free", "GLM-5"]


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_provider_is_known_by_its_own_name(name: str) -> None:
    assert PROVIDERS[name].name == name


@pytest.mark.parametrize("name", PROVIDERS)
def test_it_speaks_a_dialect_that_there_is(name: str) -> None:
    assert PROVIDERS[name].dialect in DIALECTS.values()


@pytest.mark.parametrize("name", PROVIDERS)
def test_its_address_ends_before_the_dialects_path(name: str) -> None:
    provider = PROVIDERS[name]

    paths = (endpoint.path for endpoint in provider.dialect.endpoints)
    assert not provider.base_url.endswith(("/", *paths))
    assert provider.base_url == "" or provider.base_url.startswith("https://")
    assert provider.path_and_query("m").startswith("/")


@pytest.mark.parametrize("name", PROVIDERS)
@pytest.mark.parametrize("model", MODELS)
def test_it_has_facts_about_every_model(name: str, model: str) -> None:
    profile = PROVIDERS[name].profile(model)

    assert profile.efforts
    assert profile.max_tokens_maximum is None or profile.max_tokens_maximum > 0
