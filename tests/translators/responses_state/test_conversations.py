"""Conversations as snapshots: what is added, and where they end."""

import pytest

from tests.translators.responses_state.turns import said, turn, user
from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.memory.snapshot import Snapshot
from translators.mint import Mint
from translators.responses_state.conversations import add, create, describe, extend, remove
from translators.responses_state.listing import conversation_items

OBJECT: Document = {
    "id": "conv_1",
    "object": "conversation",
    "created_at": 5,
    "metadata": {"topic": "a"},
}
CONVERSATION = Snapshot("conv_1", None, (), OBJECT, created=5)


def mint() -> Mint:
    """Ids that count, at second five."""
    numbers = iter(range(1, 9))
    return Mint(now=lambda: 5, token=lambda: str(next(numbers)))


def test_a_conversation_begins_empty() -> None:
    assert create({"metadata": {"topic": "a"}}, mint()) == (CONVERSATION,)


@pytest.mark.parametrize("body", [{}, {"metadata": None, "items": None}, {"items": []}])
def test_a_conversation_needs_nothing(body: Document) -> None:
    (conversation,) = create(body, mint())

    assert conversation.response == {**OBJECT, "metadata": {}}


def test_a_conversation_may_begin_with_items() -> None:
    added, conversation = create({"items": [user("hi")], "metadata": {"topic": "a"}}, mint())

    assert added == Snapshot("items_2", None, (user("hi"),), {}, created=5)
    assert conversation == Snapshot("conv_1", "items_2", (), OBJECT, created=5)


def test_items_are_added_at_the_end() -> None:
    conversation = Snapshot("conv_1", "resp_1", (), OBJECT)

    added, grown = add(conversation, {"items": [user("hi")]}, mint())

    assert added == Snapshot("items_1", "resp_1", (user("hi"),), {}, created=5)
    assert grown == Snapshot("conv_1", "items_1", (), OBJECT)


def test_metadata_are_replaced() -> None:
    described = describe(CONVERSATION, {"metadata": {"topic": "b"}})

    assert described.response == {**OBJECT, "metadata": {"topic": "b"}}


def test_a_turn_is_put_where_the_conversation_ends_by_now() -> None:
    conversation = Snapshot("conv_1", "resp_1", (), OBJECT)
    late = turn("resp_2", parent="of_another_time")

    assert extend(conversation, late) == (
        turn("resp_2", parent="resp_1"),
        Snapshot("conv_1", "resp_2", (), OBJECT),
    )


def test_without_one_item_the_others_keep_their_ids() -> None:
    first, second = turn("resp_1", text="a"), turn("resp_2", "resp_1", "b")
    chain = (first, second, Snapshot("conv_1", "resp_2", (), OBJECT))

    kept, conversation = remove(chain, "msg_resp_1", mint())

    assert kept.parent is None
    assert [item["id"] for item in conversation_items((kept, conversation))] == [
        "msg_10000",
        "msg_20000",
        "msg_resp_2",
    ]
    assert conversation.parent == kept.id


@pytest.mark.parametrize("items", [[], None, {}, "hi", ["hi"]])
def test_what_are_no_items_is_refused(items: Json) -> None:
    with pytest.raises(RequestError, match=r"^items"):
        add(CONVERSATION, {"items": items}, mint())


def test_metadata_must_be_an_object() -> None:
    with pytest.raises(RequestError, match=r"^metadata: "):
        create({"metadata": [said("x")]}, mint())
