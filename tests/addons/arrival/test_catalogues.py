import gzip
import json

import pytest

from addons.arrival.catalogues import offer_plain_tools, response_to
from tests.addons import mitm
from translators.catalogue import ModelListQuery, Shape, model
from translators.wire.json_bytes import dumps

NAMES = ("a", "b")
CODEXS = b'{"models": [{"slug": "m", "tool_mode": "code_mode_only"}]}'


def test_all_models_are_listed() -> None:
    response = response_to(ModelListQuery("anthropic"), NAMES, "/v1/models?limit=1")

    assert response.status_code == 200
    assert json.loads(response.content or b"")["last_id"] == "a"


def test_one_model_is_told() -> None:
    response = response_to(ModelListQuery("openai", "b"), NAMES, "/v1/models/b")

    assert json.loads(response.content or b"") == model("b", "openai")


@pytest.mark.parametrize("shape", ["anthropic", "openai"])
def test_a_model_that_no_route_names_is_not_there(shape: Shape) -> None:
    response = response_to(ModelListQuery(shape, "z"), NAMES, "/v1/models/z")
    error = json.loads(response.content or b"")["error"]

    assert response.status_code == 404
    assert error["type"] == "not_found_error"
    assert error["message"] == "The model 'z' is not named by any route here; there are: a, b"


def test_a_query_that_makes_no_sense_is_refused() -> None:
    assert response_to(ModelListQuery("anthropic"), NAMES, "/v1/models?limit=x").status_code == 400


def test_codexs_list_is_changed_in_its_coding() -> None:
    response = mitm.response(body=gzip.compress(CODEXS), content_encoding="gzip")

    offer_plain_tools(response)

    assert json.loads(response.content or b"")["models"][0]["tool_mode"] is None
    assert gzip.decompress(response.raw_content or b"") == response.content


@pytest.mark.parametrize(
    ("status", "body"),
    [(401, CODEXS), (200, b"<html>"), (200, dumps({"detail": "x"}))],
)
def test_what_is_no_list_of_codexs_is_left_alone(status: int, body: bytes) -> None:
    response = mitm.response(status, body)

    offer_plain_tools(response)

    assert response.raw_content == body
