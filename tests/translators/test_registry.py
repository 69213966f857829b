"""Every dialect, by name and by path."""

import pytest

from translators.dialect import Dialect
from translators.registry import DIALECTS, endpoint_of, foreign_parameters, model_lister


@pytest.mark.parametrize("name", DIALECTS)
def test_a_dialect_is_known_by_its_own_name(name: str) -> None:
    assert DIALECTS[name].name == name


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "",
        "/v1/models",
        "/v1/embeddings",
        "/search?q=/v1/messages",
    ],
)
def test_other_paths_speak_none(path: str) -> None:
    assert endpoint_of(path) is None


@pytest.mark.parametrize(
    ("path", "name", "question"),
    [
        ("/v1/messages", "anthropic-messages", "answer"),
        ("/v1/messages/count_tokens?beta=true", "anthropic-messages", "count"),
        ("/v1/responses/input_tokens", "openai-responses", "count"),
        ("/v1/responses/compact", "openai-responses", "compaction"),
        ("/backend-api/codex/responses/compact?x=1", "openai-responses", "compaction"),
    ],
)
def test_a_path_tells_what_is_spoken_and_asked(path: str, name: str, question: str) -> None:
    found = endpoint_of(path)

    assert found is not None
    assert (found[0].name, found[1].question) == (name, question)


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
def test_answers_are_asked_for_at_the_first_endpoint(dialect: Dialect) -> None:
    assert [endpoint.question for endpoint in dialect.endpoints].index("answer") == 0


@pytest.mark.parametrize(
    ("path", "headers", "name"),
    [
        ("/v1/models", {}, "openai-chat"),
        ("/v1/models", {"anthropic-version": "2023-06-01"}, "anthropic-messages"),
        ("/v1/models?client_version=0.169.0", {}, "openai-responses"),
    ],
)
def test_who_asks_for_models_is_known_by_its_marks(
    path: str, headers: dict[str, str], name: str
) -> None:
    assert model_lister(path, headers.get) is DIALECTS[name]


def test_what_only_other_families_put_into_a_query_is_foreign() -> None:
    assert foreign_parameters(DIALECTS["openai-chat"]) == {"beta"}
    assert foreign_parameters(DIALECTS["anthropic-messages"]) == {"api-version"}
