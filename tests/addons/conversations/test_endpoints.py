"""Requests for what is kept, by OpenAI's own client, strict."""

import pytest
from openai import BadRequestError, InternalServerError, NotFoundError, OpenAI

from addons.conversations.endpoints import Endpoints, asks_for
from addons.conversations.memory import MemoryStore
from addons.conversations.store import StoreError
from tests.translators.responses_state.client import client_of
from tests.translators.responses_state.turns import answer, said, talk, turn, user
from translators.hub.document import Json
from translators.memory.snapshot import Snapshot
from translators.mint import Mint
from translators.responses_state.snapshot import take
from translators.wire import json_bytes


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def endpoints(store: MemoryStore) -> Endpoints:
    return Endpoints(store, Mint(now=lambda: 5))


@pytest.fixture
def client(endpoints: Endpoints) -> OpenAI:
    return client_of(endpoints.answer)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/responses"),
        ("POST", "/v1/responses/compact"),
        ("POST", "/v1/responses/resp_1/cancel"),
        ("POST", "/v1/responses/input_tokens"),
        ("GET", "/v1/models"),
        ("GET", "/v1/conversations"),
        ("PUT", "/v1/conversations/conv_1"),
        ("POST", "/v1/chat/completions"),
        ("GET", "/v1/responses/resp_1/input_items/item_1"),
    ],
)
def test_other_requests_are_left_alone(endpoints: Endpoints, method: str, path: str) -> None:
    assert endpoints.answer(method, path, b"") is None


@pytest.mark.parametrize(
    "path",
    ["/responses/resp_1", "/v1/responses/resp_1/", "/openai/v1/responses/resp_1?api-version=1"],
)
def test_a_path_is_known_by_its_end(endpoints: Endpoints, store: MemoryStore, path: str) -> None:
    store.put(turn("resp_1"))

    reply = endpoints.answer("GET", path, b"")

    assert reply is not None
    assert reply.document == turn("resp_1").response


def test_an_answer_has_the_tools_that_an_earlier_turn_holds(
    client: OpenAI, store: MemoryStore
) -> None:
    tools: Json = [{"type": "function", "name": "read", "parameters": {}, "strict": False}]
    first = take({"input": "hi"}, answer("resp_1", tools=tools))
    assert first is not None
    second = take({"input": "more"}, answer("resp_2", tools=tools), [first])
    assert second is not None
    store.put(first, second)

    assert second.shared == {"tools": "resp_1"}
    assert client.responses.retrieve("resp_2").model_dump(exclude_unset=True)["tools"] == tools


def test_ids_are_decoded(endpoints: Endpoints, store: MemoryStore) -> None:
    store.put(turn("a/b c"))

    reply = endpoints.answer("GET", "/v1/responses/a%2Fb%20c", b"")

    assert reply is not None
    assert reply.status == 200


# Answers.


def test_an_answer_is_given_as_the_client_got_it(client: OpenAI, store: MemoryStore) -> None:
    store.put(turn("resp_1"))

    assert client.responses.retrieve("resp_1").output_text == "You said hi."


def test_an_answer_is_not_given_as_a_stream(client: OpenAI, store: MemoryStore) -> None:
    store.put(turn("resp_1"))

    with pytest.raises(BadRequestError, match="given whole") as refused:
        client.responses.retrieve("resp_1", stream=True)

    assert refused.value.param == "stream"


def test_a_deleted_answer_is_gone(client: OpenAI, store: MemoryStore) -> None:
    store.put(turn("resp_1"))

    client.responses.delete("resp_1")

    assert store.get("resp_1") is None
    with pytest.raises(NotFoundError, match="Response with id 'resp_1' not found"):
        client.responses.delete("resp_1")


def test_what_is_kept_is_no_answer_unless_it_is_one(client: OpenAI, store: MemoryStore) -> None:
    conversation = client.conversations.create(items=[{"role": "user", "content": "hi"}])
    chain = store.chain(conversation.id)
    assert chain is not None

    for snapshot in chain:
        with pytest.raises(NotFoundError, match=f"Response with id '{snapshot.id}' not found"):
            client.responses.retrieve(snapshot.id)


def test_input_items_are_listed_latest_first(client: OpenAI, store: MemoryStore) -> None:
    store.put(*talk(turn("resp_1", text="a"), turn("resp_2", text="b")))

    listed = client.responses.input_items.list("resp_2", limit=2)

    assert [item.id for item in listed.data] == ["msg_20000", "msg_resp_1"]
    assert [item.id for item in listed] == ["msg_20000", "msg_resp_1", "msg_10000"]


def test_input_items_of_nothing_are_none(client: OpenAI) -> None:
    with pytest.raises(NotFoundError, match="Response with id 'resp_1' not found"):
        client.responses.input_items.list("resp_1")


def test_input_items_are_all_or_none(client: OpenAI, store: MemoryStore) -> None:
    store.put(turn("resp_1"), turn("resp_2", "resp_1"))
    store.delete("resp_1")

    with pytest.raises(NotFoundError, match="Response with id 'resp_2' not found"):
        client.responses.input_items.list("resp_2")


# Conversations.


def test_a_conversation_is_what_it_was_made(client: OpenAI) -> None:
    made = client.conversations.create(metadata={"topic": "a"})

    assert client.conversations.retrieve(made.id) == made
    assert made.to_dict() == {
        "id": made.id,
        "object": "conversation",
        "created_at": 5,
        "metadata": {"topic": "a"},
    }


def test_metadata_can_be_changed_without_losing_items(client: OpenAI) -> None:
    made = client.conversations.create(items=[{"role": "user", "content": "hi"}])

    updated = client.conversations.update(made.id, metadata={"topic": "b"})

    assert updated.metadata == {"topic": "b"}
    assert client.conversations.retrieve(made.id) == updated
    assert len(client.conversations.items.list(made.id).data) == 1


def test_a_deleted_conversation_is_gone_and_its_answers_are_not(
    client: OpenAI, store: MemoryStore
) -> None:
    made = client.conversations.create()
    conversation = store.get(made.id)
    assert conversation is not None
    store.put(turn("resp_1"), Snapshot(made.id, "resp_1", (), conversation.response))

    assert client.conversations.delete(made.id).deleted

    assert store.get("resp_1") is not None
    with pytest.raises(NotFoundError, match=f"Conversation with id '{made.id}' not found"):
        client.conversations.retrieve(made.id)


def test_items_are_added_listed_and_found(client: OpenAI) -> None:
    made = client.conversations.create(items=[{"role": "user", "content": "a"}])

    added = client.conversations.items.create(
        made.id, items=[{"role": "user", "content": "b"}, {"role": "assistant", "content": "c"}]
    )

    assert [item.type for item in added.data] == ["message", "message"]
    assert added.first_id == added.data[0].id
    listed = client.conversations.items.list(made.id, order="asc")
    assert [item.id for item in listed][1:] == [item.id for item in added.data]
    assert added.last_id is not None
    found = client.conversations.items.retrieve(added.last_id, conversation_id=made.id)
    assert found == added.data[1]


def test_items_can_be_deleted(client: OpenAI) -> None:
    made = client.conversations.create(
        items=[{"role": "user", "content": "a"}, {"role": "user", "content": "b"}]
    )
    first, second = client.conversations.items.list(made.id, order="asc").data
    assert first.id is not None

    assert client.conversations.items.delete(first.id, conversation_id=made.id) == made

    assert client.conversations.items.list(made.id).data == [second]
    with pytest.raises(NotFoundError, match=f"Item with id '{first.id}' not found"):
        client.conversations.items.retrieve(first.id, conversation_id=made.id)


def test_pages_of_items_are_turned(client: OpenAI) -> None:
    made = client.conversations.create()
    for number in range(7):
        client.conversations.items.create(made.id, items=[{"role": "user", "content": str(number)}])

    assert len(list(client.conversations.items.list(made.id, limit=3))) == 7


def test_there_must_be_items_to_add(client: OpenAI) -> None:
    made = client.conversations.create()

    with pytest.raises(BadRequestError) as refused:
        client.conversations.items.create(made.id, items=[])

    assert refused.value.param == "items"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/conversations/conv_1"),
        ("POST", "/v1/conversations/conv_1"),
        ("DELETE", "/v1/conversations/conv_1"),
        ("GET", "/v1/conversations/conv_1/items"),
        ("POST", "/v1/conversations/conv_1/items"),
        ("GET", "/v1/conversations/conv_1/items/msg_1"),
        ("DELETE", "/v1/conversations/conv_1/items/msg_1"),
    ],
)
def test_what_is_unknown_is_not_found(endpoints: Endpoints, method: str, path: str) -> None:
    reply = endpoints.answer(method, path, b'{"items":[]}')

    assert reply is not None
    assert reply.status == 404


# Trouble.


@pytest.mark.parametrize("body", [b"[]", b"{", b"\xff"])
def test_a_body_that_is_no_object_is_refused(endpoints: Endpoints, body: bytes) -> None:
    reply = endpoints.answer("POST", "/v1/conversations", body)

    assert reply is not None
    assert reply.status == 400


def test_items_that_are_nested_too_deeply_are_refused(endpoints: Endpoints) -> None:
    body = b'{"items":[{"content":' + b"[" * 200_000 + b"]" * 200_000 + b"}]}"

    reply = endpoints.answer("POST", "/v1/conversations", body)

    assert reply is not None
    assert reply.status == 400


def test_a_store_that_cannot_be_used_is_told_without_its_secrets(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Broken(MemoryStore):
        def get(self, snapshot_id: str) -> Snapshot | None:
            raise StoreError(f"{snapshot_id} is behind a locked door")

    client = client_of(Endpoints(Broken(), Mint()).answer)

    with pytest.raises(InternalServerError, match="its log says why"):
        client.responses.retrieve("resp_1")

    assert "resp_1 is behind a locked door" in caplog.text


def test_what_a_client_was_given_it_may_send_back(client: OpenAI, endpoints: Endpoints) -> None:
    made = client.conversations.create(items=[{"role": "user", "content": "a"}])
    body = json_bytes.dumps({"items": [said("A."), user("b")]})
    endpoints.answer("POST", f"/v1/conversations/{made.id}/items", body)
    listed = endpoints.answer("GET", f"/v1/conversations/{made.id}/items?order=asc", b"")
    assert listed is not None

    again = client.conversations.create()
    items = json_bytes.dumps({"items": listed.document["data"]})
    endpoints.answer("POST", f"/v1/conversations/{again.id}/items", items)

    repeated = endpoints.answer("GET", f"/v1/conversations/{again.id}/items?order=asc", b"")
    assert repeated == listed


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/v1/responses/resp_1", "something kept"),
        ("POST", "/v1/conversations/conv_1/items", "something kept"),
        ("POST", "/v1/conversations", "something new"),
        ("POST", "/v1/responses", None),
        ("GET", "/v1/models", None),
    ],
)
def test_it_is_known_what_a_request_asks_for(method: str, path: str, expected: str | None) -> None:
    assert asks_for(method, path) == expected
