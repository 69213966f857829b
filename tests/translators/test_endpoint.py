import pytest

from translators.endpoint import Call, Endpoint, call_in
from translators.hub.document import Document


@pytest.mark.parametrize(
    ("path", "is_there"),
    [
        ("/v1/messages", True),
        ("/proxy/v1/messages/", True),
        ("/v1/messages/batches", False),
        ("/v1/commit-messages", False),
    ],
)
def test_an_endpoint_is_known_by_the_end_of_the_path(path: str, is_there: bool) -> None:
    assert Endpoint("/messages").is_at(path) is is_there


@pytest.mark.parametrize(
    ("document", "call"),
    [
        ({"model": "m", "stream": True}, Call("m", True)),
        ({"model": "m"}, Call("m", False)),
        ({"model": 1, "stream": "yes"}, Call("", False)),
    ],
)
def test_a_document_says_its_model_and_whether_it_streams(document: Document, call: Call) -> None:
    assert call_in(document) == Endpoint("/messages").call(document) == call


def test_a_path_may_say_that_nothing_streams_there() -> None:
    counting = Endpoint("/messages/count_tokens", "count", streams=False)

    assert counting.call({"model": "m", "stream": True}) == Call("m", False)
