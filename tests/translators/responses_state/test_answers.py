"""Words and shapes, as OpenAI's own client takes them."""

import pytest
from openai import BadRequestError, InternalServerError, NotFoundError

from tests.translators.responses_state.client import told
from translators.errors import RequestError
from translators.responses_state.answers import (
    broken,
    deleted_conversation,
    deleted_response,
    no_previous_response,
    nothing_there,
    wrong,
)


def test_an_unknown_previous_response_is_said_as_openai_says_it() -> None:
    status, document = no_previous_response("resp_1")

    assert status == 404
    assert document == {
        "error": {
            "message": "Previous response with id 'resp_1' not found.",
            "type": "invalid_request_error",
            "param": "previous_response_id",
            "code": "previous_response_not_found",
        }
    }


def test_the_sdk_raises_what_it_raises_for_openai() -> None:
    client = told(no_previous_response("resp_1"))

    with pytest.raises(NotFoundError) as refused:
        client.responses.create(model="m", input="hi", previous_response_id="resp_1")

    assert refused.value.code == "previous_response_not_found"
    assert refused.value.param == "previous_response_id"


def test_what_is_not_there_is_named() -> None:
    client = told(nothing_there("Response", "resp_1"))

    with pytest.raises(NotFoundError, match=r"Response with id 'resp_1' not found\.") as refused:
        client.responses.retrieve("resp_1")

    assert (refused.value.code, refused.value.param) == (None, None)


def test_a_request_that_cannot_be_followed_is_the_clients_fault() -> None:
    client = told(wrong(RequestError("limit", "expected a number")))

    with pytest.raises(BadRequestError, match="expected a number") as refused:
        client.responses.input_items.list("resp_1")

    assert refused.value.param == "limit"


def test_a_store_that_cannot_be_used_is_not() -> None:
    client = told(broken("The disk is full"))

    with pytest.raises(InternalServerError, match="The disk is full"):
        client.responses.retrieve("resp_1")


def test_deletions_are_confirmed() -> None:
    assert deleted_response("resp_1") == (
        200,
        {"id": "resp_1", "object": "response.deleted", "deleted": True},
    )
    told(deleted_response("resp_1")).responses.delete("resp_1")

    deleted = told(deleted_conversation("conv_1")).conversations.delete("conv_1")
    assert (deleted.id, deleted.deleted) == ("conv_1", True)
