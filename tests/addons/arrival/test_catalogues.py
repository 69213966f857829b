import gzip
import json

import pytest

from addons.arrival.catalogues import edit_list, response_to
from addons.routes.claims import Catalogue
from tests.addons import mitm
from translators.openai_responses.models import offer_plain_tools
from translators.registry import DIALECTS
from translators.wire.json_bytes import dumps

CODEXS = b'{"models": [{"slug": "m", "tool_mode": "code_mode_only"}]}'


def catalogue(dialect: str) -> Catalogue:
    models = DIALECTS[dialect].model_list
    assert models is not None
    return Catalogue(DIALECTS[dialect], models, ("a", "b"))


def test_all_models_are_listed() -> None:
    response = response_to(catalogue("anthropic-messages"), "/v1/models?limit=1")

    assert response.status_code == 200
    assert json.loads(response.content or b"")["last_id"] == "a"


def test_one_model_is_told() -> None:
    chat = catalogue("openai-chat")

    response = response_to(chat, "/v1/models/b")

    assert json.loads(response.content or b"") == chat.model_list.encode_model("b")


@pytest.mark.parametrize("dialect", ["anthropic-messages", "openai-chat"])
def test_a_model_that_no_route_names_is_not_there(dialect: str) -> None:
    response = response_to(catalogue(dialect), "/v1/models/z")
    error = json.loads(response.content or b"")["error"]

    assert response.status_code == 404
    assert error["type"] == "not_found_error"
    assert error["message"] == "The model 'z' is not named by any route here; there are: a, b"


def test_a_query_that_makes_no_sense_is_refused() -> None:
    response = response_to(catalogue("anthropic-messages"), "/v1/models?limit=x")

    assert response.status_code == 400


def test_codexs_list_is_changed_in_its_coding() -> None:
    response = mitm.response(body=gzip.compress(CODEXS), content_encoding="gzip")

    edit_list(response, offer_plain_tools)

    assert json.loads(response.content or b"")["models"][0]["tool_mode"] is None
    assert gzip.decompress(response.raw_content or b"") == response.content


@pytest.mark.parametrize(
    ("status", "body"),
    [(401, CODEXS), (200, b"<html>"), (200, dumps({"detail": "x"}))],
)
def test_what_is_no_list_of_codexs_is_left_alone(status: int, body: bytes) -> None:
    response = mitm.response(status, body)

    edit_list(response, offer_plain_tools)

    assert response.raw_content == body
