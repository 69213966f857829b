import pytest

from translators.model_list import asks_for_models, model_in


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/models", None),
        ("/openai/v1/models/?x=1", None),
        ("/v1/models/gpt-5", "gpt-5"),
        ("/v1/models/vendor%2Fmodel", "vendor/model"),
        ("/v1/models/vendor/model", "vendor/model"),
        ("/backend-api/codex/models?client_version=0.169.0", None),
    ],
)
def test_a_request_asks_for_all_models_or_for_one(path: str, name: str | None) -> None:
    assert asks_for_models("GET", path)
    assert model_in(path) == name


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/v1/models"), ("GET", "/v1/models.json"), ("GET", "/v1/responses")],
)
def test_other_requests_ask_for_none(method: str, path: str) -> None:
    assert not asks_for_models(method, path)
