import pytest
from anthropic.types import ModelInfo

from translators.anthropic_messages.models import encode_model, encode_models, is_anthropics
from translators.errors import RequestError
from translators.hub.document import Json

NAMES = ("a", "b", "c", "d", "e")


def test_a_model_is_what_the_sdk_reads() -> None:
    assert ModelInfo.model_validate(encode_model("m")).id == "m"


def test_a_client_is_known_by_the_version_that_it_says() -> None:
    assert is_anthropics("/v1/models", {"anthropic-version": "2026-10-21"}.get)
    assert not is_anthropics("/v1/models", dict[str, str]().get)


def listed(**query: str) -> tuple[list[str], Json]:
    page = encode_models(NAMES, query)
    data = page["data"]
    assert isinstance(data, list)
    ids = [str(item["id"]) for item in data if isinstance(item, dict)]
    assert (page["first_id"], page["last_id"]) == ((ids[0], ids[-1]) if ids else (None, None))
    return ids, page["has_more"]


@pytest.mark.parametrize(
    ("query", "ids", "more"),
    [
        ({}, "abcde", False),
        ({"limit": "2"}, "ab", True),
        ({"limit": "2", "after_id": "b"}, "cd", True),
        ({"limit": "2", "after_id": "c"}, "de", False),
        ({"after_id": "e"}, "", False),
        ({"limit": "2", "before_id": "d"}, "bc", True),
        ({"limit": "2", "before_id": "c"}, "ab", False),
    ],
)
def test_the_list_comes_in_pages(query: dict[str, str], ids: str, more: bool) -> None:
    assert listed(**query) == ([*ids], more)


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "x"}, "limit"),
        ({"limit": "1001"}, "limit"),
        ({"after_id": "z"}, "after_id"),
        ({"before_id": "z"}, "before_id"),
    ],
)
def test_a_page_that_makes_no_sense_is_refused(query: dict[str, str], path: str) -> None:
    with pytest.raises(RequestError) as refusal:
        encode_models(NAMES, query)

    assert refusal.value.path == path
