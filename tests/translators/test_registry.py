"""Every dialect, by name and by path."""

import pytest

from translators.registry import DIALECTS, dialect_of


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
    assert dialect_of(path) is None
