import pytest
from openai.types import Model

from translators.hub.document import Document
from translators.openai_responses.models import (
    encode_model,
    encode_models,
    is_codex,
    offer_plain_tools,
)


def test_a_model_is_what_the_sdk_reads() -> None:
    assert Model.model_validate(encode_model("m")).id == "m"


def test_codexs_list_comes_in_both_its_shapes() -> None:
    document = encode_models(("a",), {})

    assert (document["data"], document["models"]) == ([encode_model("a")], [])


@pytest.mark.parametrize(
    ("path", "codex"),
    [
        ("/backend-api/codex/models", True),
        ("/v1/models?client_version=0.169.0", True),
        ("/v1/models", False),
        ("/v1/models/codex/models.json", False),
    ],
)
def test_codex_is_known_by_its_path_or_its_version(path: str, codex: bool) -> None:
    assert is_codex(path, dict[str, str]().get) is codex


def test_codexs_models_are_made_to_take_plain_tools() -> None:
    first: Document = {"slug": "m", "tool_mode": "code_mode_only", "use_responses_lite": True}
    changed = offer_plain_tools({"models": [first, "odd"], "etag": "x"})

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

    assert offer_plain_tools(document) is document
