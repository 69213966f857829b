"""What a connection remembers, over what everybody may know."""

import logging

import pytest

from addons.conversations.keeper import Keeper, PendingTurn
from addons.conversations.memory import MemoryStore
from addons.conversations.private import LayeredStore, Memory
from addons.conversations.store import Limits, Store
from tests.translators.responses_state.turns import answer, said, turn, user
from translators.hub.document import Document
from translators.memory.snapshot import Snapshot
from translators.responses_state.answers import no_previous_response

CONVERSATION: Document = {
    "id": "conv_1",
    "object": "conversation",
    "created_at": 0,
    "metadata": {},
}


def request(text: str, previous: str | None = None, *, store: bool = True) -> Document:
    document: Document = {"model": "m", "input": [user(text)], "store": store}
    return {**document, "previous_response_id": previous} if previous else document


def converse(keeper: Keeper, document: Document, response_id: str, *, remote: bool = False) -> None:
    """One turn; `remote` is for an upstream that keeps its own answers."""
    turn = keeper.begin(document, upstream_remembers=remote)
    assert isinstance(turn, PendingTurn)
    response = answer(response_id, said(f"{response_id}!"), store=document.get("store"))
    turn.keep(response)


def continued(keeper: Keeper, previous: str, *, remote: bool = False) -> list[object]:
    """What is sent for a request that goes on from an answer."""
    turn = keeper.begin(request("on", previous), upstream_remembers=remote)
    assert isinstance(turn, PendingTurn)
    sent = turn.document["input"]
    assert isinstance(sent, list)
    return [*sent]


def test_what_is_not_to_be_stored_is_remembered_here_alone() -> None:
    shared = MemoryStore()
    keeper = Memory().keeper(shared)
    converse(keeper, request("a", store=False), "resp_1")

    assert shared.get("resp_1") is None
    assert continued(keeper, "resp_1") == [user("a"), said("resp_1!"), user("on")]


def test_what_may_be_stored_is_everybodys() -> None:
    shared = MemoryStore()
    converse(Memory().keeper(shared), request("a"), "resp_1")

    assert continued(Keeper(shared), "resp_1") == [user("a"), said("resp_1!"), user("on")]


def test_another_connection_knows_nothing_of_it() -> None:
    shared = MemoryStore()
    converse(Memory().keeper(shared), request("a", store=False), "resp_1")
    refused = Memory().keeper(shared).begin(request("b", "resp_1"))

    assert refused == no_previous_response("resp_1")


def test_a_connection_goes_on_from_what_was_stored_before() -> None:
    shared = MemoryStore()
    converse(Keeper(shared), request("a"), "resp_1")
    keeper = Memory().keeper(shared)
    converse(keeper, request("b", "resp_1", store=False), "resp_2")

    assert continued(keeper, "resp_2") == [
        *(user("a"), said("resp_1!")),
        *(user("b"), said("resp_2!")),
        user("on"),
    ]
    assert shared.get("resp_2") is None


def test_the_memory_stays_when_the_shared_store_is_exchanged() -> None:
    memory = Memory()
    converse(memory.keeper(MemoryStore()), request("a"), "resp_1")

    assert continued(memory.keeper(MemoryStore()), "resp_1")[0] == user("a")


@pytest.mark.parametrize("store", [True, False])
def test_what_an_upstream_remembers_is_remembered_here_too_and_nowhere_else(store: bool) -> None:
    shared = MemoryStore()
    keeper = Memory().keeper(shared)
    converse(keeper, request("a", store=store), "resp_1", remote=True)

    assert shared.get("resp_1") is None
    assert continued(keeper, "resp_1", remote=True) == [user("a"), said("resp_1!"), user("on")]


def test_what_only_an_upstream_can_know_is_left_to_it() -> None:
    keeper = Memory().keeper(MemoryStore())
    document = request("b", "resp_1")
    turn = keeper.begin(document, upstream_remembers=True)

    assert isinstance(turn, PendingTurn)
    assert turn.document is document
    converse(keeper, document, "resp_2", remote=True)
    # Its beginning is not known here, so it cannot be told.
    assert continued(keeper, "resp_2", remote=True) == [user("on")]


def test_trouble_with_the_shared_store_costs_the_connection_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    keeper = Memory().keeper(MemoryStore(Limits(bytes=10)))
    with caplog.at_level(logging.WARNING):
        converse(keeper, request("a"), "resp_1")

    assert "an answer is not kept" in caplog.text
    assert continued(keeper, "resp_1")[0] == user("a")


def test_a_memory_has_its_limits() -> None:
    keeper = Memory(Limits(snapshots=1)).keeper(MemoryStore())
    converse(keeper, request("a", store=False), "resp_1")
    converse(keeper, request("b", store=False), "resp_2")

    assert keeper.begin(request("on", "resp_1")) == no_previous_response("resp_1")


def layers() -> tuple[LayeredStore, Store, Store]:
    own, shared = MemoryStore(), MemoryStore()
    return LayeredStore(own, shared), own, shared


def test_conversations_are_everybodys() -> None:
    layered, own, shared = layers()
    conversation = Snapshot("conv_1", "resp_1", (), CONVERSATION)
    layered.put(turn("resp_1"), conversation)

    assert own.get("conv_1") is None
    assert layered.get("conv_1") == shared.get("conv_1") == conversation


def test_a_chain_may_lie_in_both_layers() -> None:
    layered, own, shared = layers()
    first, second, third = turn("resp_1"), turn("resp_2", "resp_1"), turn("resp_3", "resp_2")
    shared.put(first)
    own.put(second, third)

    assert layered.chain("resp_3") == (first, second, third)
    assert layered.chain("resp_1") == (first,)
    assert layered.chain("resp_4") is None


def test_what_is_deleted_is_gone_from_both_layers() -> None:
    layered, own, shared = layers()
    layered.put(turn("resp_1"))

    assert layered.delete("resp_1")
    assert (own.get("resp_1"), shared.get("resp_1")) == (None, None)
    assert not layered.delete("resp_1")


def test_closing_leaves_everybodys_store_open() -> None:
    layered, own, shared = layers()
    layered.put(turn("resp_1"))
    layered.close()

    assert own.get("resp_1") is None
    assert shared.get("resp_1") == turn("resp_1")
