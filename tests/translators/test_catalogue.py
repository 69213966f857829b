import pytest
from anthropic.types import ModelInfo
from openai.types import Model

from translators.catalogue import (
    ModelListQuery,
    Shape,
    asks_for_models,
    model,
    models,
    with_plain_tools,
)
from translators.errors import RequestError
from translators.hub.document import Document, Json

NAMES = ("a", "b", "c", "d", "e")


@pytest.mark.parametrize(
    ("path", "version", "wanted"),
    [
        ("/v1/models", None, ModelListQuery("openai")),
        ("/openai/v1/models/?x=1", None, ModelListQuery("openai")),
        ("/v1/models/gpt-5", None, ModelListQuery("openai", "gpt-5")),
        ("/v1/models/vendor%2Fmodel", None, ModelListQuery("openai", "vendor/model")),
        ("/v1/models/vendor/model", None, ModelListQuery("openai", "vendor/model")),
        ("/v1/models?limit=5", "2023-06-01", ModelListQuery("anthropic")),
        ("/v1/models/claude-x", "2026-10-21", ModelListQuery("anthropic", "claude-x")),
        ("/backend-api/codex/models?client_version=0.169.0", None, ModelListQuery("codex")),
        ("/v1/models?client_version=0.169.0", None, ModelListQuery("codex")),
        ("/v1/models.json", None, None),
        ("/v1/responses", None, None),
    ],
)
def test_a_request_tells_what_it_asks_for(
    path: str, version: str | None, wanted: ModelListQuery | None
) -> None:
    assert asks_for_models("GET", path, version) == wanted


def test_only_a_get_asks() -> None:
    assert asks_for_models("POST", "/v1/models", None) is None


def test_a_model_is_what_each_sdk_reads() -> None:
    assert ModelInfo.model_validate(model("m", "anthropic")).id == "m"
    assert Model.model_validate(model("m", "openai")).id == "m"


def listed(**query: str) -> tuple[list[str], Json]:
    page = models(NAMES, "anthropic", query)
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
def test_anthropics_list_comes_in_pages(query: dict[str, str], ids: str, more: bool) -> None:
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
        models(NAMES, "anthropic", query)

    assert refusal.value.path == path


@pytest.mark.parametrize(("shape", "models_too"), [("openai", False), ("codex", True)])
def test_openais_list_comes_whole_and_codexs_in_both_its_shapes(
    shape: Shape, models_too: bool
) -> None:
    document = models(("a",), shape, {})

    assert document["data"] == [model("a", "openai")]
    assert document.get("models") == ([] if models_too else None)


def test_codexs_models_are_made_to_take_plain_tools() -> None:
    first: Document = {"slug": "m", "tool_mode": "code_mode_only", "use_responses_lite": True}
    changed = with_plain_tools({"models": [first, "odd"], "etag": "x"})

    assert changed == {
        "models": [
            {
                "slug": "m",
                "use_responses_lite": False,
                "tool_mode": None,
                "multi_agent_version": None,
                "supports_search_tool": False,
                "apply_patch_tool_type": None,
                "experimental_supported_tools": [],
            },
            "odd",
        ],
        "etag": "x",
    }


def test_what_is_no_list_of_models_stays_the_same() -> None:
    document: Document = {"detail": "Unauthorized"}

    assert with_plain_tools(document) is document
