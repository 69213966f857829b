import pytest

from translators.hub.document import Document
from translators.memory.snapshot import Snapshot


@pytest.mark.parametrize(
    ("response", "is_answer", "is_conversation"),
    [
        ({"object": "response", "output": []}, True, False),
        ({"object": "conversation"}, False, True),
        ({}, False, False),
    ],
)
def test_a_snapshot_tells_what_it_is_of(
    response: Document, is_answer: bool, is_conversation: bool
) -> None:
    snapshot = Snapshot("id", None, (), response)

    assert (snapshot.is_answer, snapshot.is_conversation) == (is_answer, is_conversation)


@pytest.mark.parametrize("response", [{}, {"output": None}, {"output": "text"}])
def test_an_answer_without_a_list_of_items_has_none(response: Document) -> None:
    assert Snapshot("id", None, (), response).output == []
