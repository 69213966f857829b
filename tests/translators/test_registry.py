"""Every dialect, by name and by path."""

import pytest

from translators.registry import DIALECTS, dialect_of


@pytest.mark.parametrize("name", DIALECTS)
def test_a_dialect_is_known_by_its_own_name(name: str) -> None:
    assert DIALECTS[name].name == name


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/chat/completions", "openai-chat"),
        ("/api/paas/v4/chat/completions", "openai-chat"),
        ("/openai/deployments/prod/chat/completions?api-version=2024-10-21", "openai-chat"),
        ("/v1/responses", "openai-responses"),
        ("/backend-api/codex/responses", "openai-responses"),
        ("/v1/responses/", "openai-responses"),
        ("/v1/messages", "anthropic-messages"),
        ("/v1/messages?beta=true", "anthropic-messages"),
        ("/api/anthropic/v1/messages", "anthropic-messages"),
    ],
)
def test_a_path_tells_its_dialect(path: str, name: str) -> None:
    assert dialect_of(path) is DIALECTS[name]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "",
        "/v1/models",
        "/v1/messages/batches",
        "/v1/responses/resp_1",
        "/v1/responses/resp_1/cancel",
        "/v1/completions",
        "/v1/embeddings",
        "/v1/commit-messages",
        "/search?q=/v1/messages",
    ],
)
def test_other_paths_speak_none(path: str) -> None:
    assert dialect_of(path) is None
