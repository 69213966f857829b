"""Turns from the client's request to its answer, and what the store holds in between."""

import logging
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from openai.types.responses import (
    FunctionToolParam,
    ResponseFunctionToolCallParam,
    ResponseInputParam,
)
from openai.types.responses.response_input_param import FunctionCallOutput

from addons.conversations.endpoints import Endpoints
from addons.conversations.keeper import Keeper, PendingTurn
from addons.conversations.memory import MemoryStore
from addons.conversations.sqlite import SQLiteStore
from addons.conversations.store import Store, StoreError
from tests.support.exchanges import exchange_between
from tests.translators.responses_state.client import client_of
from tests.translators.responses_state.turns import answer, said, turn, user
from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.fold import unfold
from translators.hub.parts import Origin, Part, Reasoning, Seal, Text, ToolCall, ToolResult
from translators.hub.request import Message, Request
from translators.hub.response import Response, Stop, Usage
from translators.memory.recognition import ConversationDigest
from translators.memory.snapshot import Snapshot
from translators.memory.thoughts import PREFIX, Thoughts
from translators.mint import Mint
from translators.registry import DIALECTS
from translators.responses_state.answers import ApiReply, no_previous_response, nothing_there
from translators.responses_state.keeping import answer_of
from translators.wire import json_bytes, sse

UPSTREAMS = ("openai-chat", "anthropic-messages")
CONVERSATION: Document = {
    "id": "conv_1",
    "object": "conversation",
    "created_at": 0,
    "metadata": {},
}


def begun(keeper: Keeper, document: Document) -> PendingTurn:
    """A turn that is not refused."""
    turn = keeper.begin(document)
    assert isinstance(turn, PendingTurn)
    return turn


def asked(response_id: str, text: str) -> Document:
    return {"model": "m", "previous_response_id": response_id, "input": [user(text)]}


# What a request continues.


def test_a_request_that_continues_nothing_is_left_as_it_is() -> None:
    document: Document = {"model": "m", "input": "hi"}

    assert begun(Keeper(MemoryStore()), document).document is document


def test_a_request_continues_what_was_answered() -> None:
    keeper = Keeper(MemoryStore())
    begun(keeper, {"model": "m", "input": "a", "instructions": "Be brief."}).keep(
        answer("resp_1", said("A."))
    )
    begun(keeper, asked("resp_1", "b")).keep(answer("resp_2", said("B.")))

    assert begun(keeper, asked("resp_2", "c")).document == {
        "model": "m",
        "instructions": "Be brief.",
        "input": [
            {"type": "message", "role": "user", "content": "a"},
            said("A."),
            user("b"),
            said("B."),
            user("c"),
        ],
    }


def test_an_unknown_answer_is_refused() -> None:
    keeper = Keeper(MemoryStore())

    assert keeper.begin(asked("resp_1", "a")) == no_previous_response("resp_1")


def test_an_answer_whose_history_is_gone_is_refused() -> None:
    store = MemoryStore()
    store.put(turn("resp_1"), turn("resp_2", "resp_1"))
    store.delete("resp_1")

    assert Keeper(store).begin(asked("resp_2", "a")) == no_previous_response("resp_2")


def test_an_unknown_conversation_is_refused() -> None:
    refused = Keeper(MemoryStore()).begin({"model": "m", "input": "a", "conversation": "conv_1"})

    assert refused == nothing_there("Conversation", "conv_1")


def test_a_conversation_is_no_answer_and_an_answer_no_conversation() -> None:
    store = MemoryStore()
    store.put(turn("resp_1"), Snapshot("conv_1", "resp_1", (), CONVERSATION))
    keeper = Keeper(store)

    assert keeper.begin(asked("conv_1", "a")) == no_previous_response("conv_1")
    assert keeper.begin({"model": "m", "input": "a", "conversation": "resp_1"}) == nothing_there(
        "Conversation", "resp_1"
    )


def deep(levels: int) -> Json:
    value: Json = "x"
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("document", "param"),
    [
        ({"previous_response_id": 7}, "previous_response_id"),
        ({"previous_response_id": "resp_1", "input": 7}, "input"),
        ({"conversation": []}, "conversation"),
        (
            {
                "previous_response_id": "resp_1",
                "input": [{"role": "assistant", "content": deep(5_000)}],
            },
            None,
        ),
    ],
    ids=["id", "input", "conversation", "deep"],
)
def test_a_request_that_cannot_be_read_is_refused(document: Document, param: str | None) -> None:
    store = MemoryStore()
    store.put(turn("resp_1"))

    refused = Keeper(store).begin(document)

    assert isinstance(refused, ApiReply)
    error = refused.document["error"]
    assert isinstance(error, dict)
    assert (refused.status, error["param"]) == (400, param)


# What is kept.


def test_an_answer_is_kept_without_the_history_before_it() -> None:
    store = MemoryStore()
    store.put(turn("resp_1"))
    response = answer("resp_2", said("B."))

    begun(Keeper(store), asked("resp_1", "b")).keep(response)

    assert store.get("resp_2") == Snapshot(
        "resp_2", "resp_1", (user("b"),), response, created=1700000000
    )


def test_a_client_that_wants_nothing_stored_is_obeyed() -> None:
    store = MemoryStore()

    begun(Keeper(store), {"input": "a", "store": False}).keep(answer("resp_1"))

    assert store.get("resp_1") is None


def test_on_its_own_connection_a_client_may_go_on_even_so() -> None:
    keeper = Keeper(MemoryStore(), private=True)
    document: Document = {"input": [user("a")], "store": False}
    begun(keeper, document).keep(answer("resp_1", said("A.")))

    continued = begun(keeper, {**asked("resp_1", "b"), "store": False}).document

    assert continued["input"] == [user("a"), said("A."), user("b")]


def test_whole_bodies_and_streams_are_kept_alike() -> None:
    store = MemoryStore()
    keeper = Keeper(store)
    streamed = {"type": "response.completed", "response": answer("resp_2")}

    begun(keeper, {"input": "a"}).keep_body(json_bytes.dumps(answer("resp_1")))
    begun(keeper, {"input": "a"}).keep_body(sse.frame(json_bytes.dumps({**streamed})))
    begun(keeper, {"input": "a"}).keep_body(b'{"error":{"message":"no"}}')
    begun(keeper, {"input": "a"}).keep_body(b"<html>")

    assert [store.get(name) is not None for name in ("resp_1", "resp_2")] == [True, True]


def test_an_answer_in_a_conversation_is_put_at_its_end() -> None:
    store = MemoryStore()
    store.put(Snapshot("conv_1", None, (), CONVERSATION))
    keeper = Keeper(store)
    document: Document = {"input": [user("a")], "conversation": {"id": "conv_1"}}
    first, second = begun(keeper, document), begun(keeper, document)

    first.keep(answer("resp_1", said("A.")))
    second.keep(answer("resp_2", said("B.")))

    third = begun(keeper, {"input": [user("c")], "conversation": "conv_1"})
    assert third.document == {
        "input": [user("a"), said("A."), user("a"), said("B."), user("c")],
    }


def test_an_answer_in_a_conversation_that_was_deleted_meanwhile_is_kept_alone() -> None:
    store = MemoryStore()
    store.put(Snapshot("conv_1", None, (), CONVERSATION))
    begun_turn = begun(Keeper(store), {"input": [user("a")], "conversation": "conv_1"})
    store.delete("conv_1")

    begun_turn.keep(answer("resp_1"))

    assert store.get("conv_1") is None
    assert store.get("resp_1") is not None


# Upstreams that keep their own answers.


def test_an_upstream_that_remembers_is_left_what_it_alone_knows() -> None:
    store = MemoryStore()
    document = asked("resp_of_upstream", "a")

    continued = Keeper(store).begin(document, upstream_remembers=True)

    assert isinstance(continued, PendingTurn)
    assert continued.document is document
    continued.keep(answer("resp_2"))
    assert store.get("resp_2") is None


def test_an_upstream_that_remembers_is_told_what_is_known_only_here() -> None:
    store = MemoryStore()
    store.put(turn("resp_1"))

    continued = Keeper(store).begin(asked("resp_1", "b"), upstream_remembers=True)

    assert isinstance(continued, PendingTurn)
    told = {key: value for key, value in said("You said hi.").items() if key != "id"}
    assert continued.document["input"] == [user("hi"), told, user("b")]


# Thoughts.


HMM = Reasoning("hm", seal=Seal("signature", "Er", Origin("anthropic-messages")))
LOOK = Request("m", messages=(Message("user", (Text("Look."),)),))
LOOKED = replace(LOOK, messages=(*LOOK.messages, Message("assistant", (Text("I see."),))))


def thoughts(keeper: Keeper, client: str = "me") -> Thoughts:
    """Those of a client that carries none itself."""
    found = keeper.thoughts({}, client)
    assert found is not None
    return found


def think(keeper: Keeper, client: str = "me", seen: str = "I see.") -> None:
    """One exchange in which an upstream thinks."""
    noted = thoughts(keeper, client)
    noted.recall(LOOK)
    noted.note(response_of("1", HMM, Text(seen)))


def recalled(keeper: Keeper, client: str = "me") -> tuple[Part, ...]:
    return thoughts(keeper, client).recall(LOOKED).messages[-1].parts


def test_thoughts_are_kept_for_clients_that_cannot_carry_them() -> None:
    keeper = Keeper(MemoryStore())

    think(keeper)

    assert recalled(keeper) == (HMM, Text("I see."))
    assert recalled(keeper, "somebody else") == (Text("I see."),)


def test_of_a_client_that_wants_nothing_stored_no_thoughts_are_kept() -> None:
    assert Keeper(MemoryStore()).thoughts({"store": False}, "me") is None


def test_thoughts_can_neither_be_continued_nor_looked_at() -> None:
    store = MemoryStore()
    think(Keeper(store))
    thread = ConversationDigest("me")
    thread.add(LOOK.messages[0])
    name = PREFIX + thread.name((Text("I see."),))
    assert store.get(name) is not None

    assert Keeper(store).begin(asked(name, "a")) == no_previous_response(name)
    assert Keeper(store).begin({"conversation": name}) == nothing_there("Conversation", name)
    for path in ("responses/{}", "responses/{}/input_items", "conversations/{}/items"):
        reply = Endpoints(store, Mint()).answer("GET", "/v1/" + path.format(name), b"")
        assert reply is not None
        assert reply.status == 404


def test_a_conversation_led_twice_keeps_its_first_thoughts(
    caplog: pytest.LogCaptureFixture,
) -> None:
    keeper = Keeper(MemoryStore())
    think(keeper)
    noted = thoughts(keeper)
    noted.recall(LOOKED)
    noted.note(response_of("2", HMM, Text("And more.")))

    think(keeper)

    assert recalled(keeper) == (HMM, Text("I see."))
    assert caplog.text == ""


def test_trouble_with_a_store_costs_thoughts_alone(caplog: pytest.LogCaptureFixture) -> None:
    keeper = Keeper(Broken())

    think(keeper)

    assert recalled(keeper) == (Text("I see."),)
    assert "thoughts are not put back: the disk is on fire" in caplog.text
    assert "the thoughts of an answer are not kept: the disk is on fire" in caplog.text


# Trouble.


class Broken(MemoryStore):
    """A store that cannot be used."""

    def chain(self, snapshot_id: str) -> tuple[Snapshot, ...] | None:
        raise StoreError(f"the disk is on fire, and so is {snapshot_id}")

    def put(self, *snapshots: Snapshot) -> None:
        raise StoreError(f"the disk is on fire, and so are {len(snapshots)} snapshots")


def test_without_a_store_nothing_can_be_continued(caplog: pytest.LogCaptureFixture) -> None:
    refused = Keeper(Broken()).begin(asked("resp_1", "a"))

    assert isinstance(refused, ApiReply)
    assert refused.status == 500
    assert "the disk is on fire" in caplog.text
    assert "fire" not in str(refused.document)


def test_trouble_with_a_store_costs_no_answer(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        begun(Keeper(Broken()), {"input": "a"}).keep(answer("resp_1"))

    assert "an answer is not kept: the disk is on fire" in caplog.text


@pytest.mark.parametrize("given", [7, {"role": "user"}])
def test_a_request_that_only_upstream_understands_costs_no_answer(
    given: Json, caplog: pytest.LogCaptureFixture
) -> None:
    begun(Keeper(MemoryStore()), {"input": given}).keep(answer("resp_1"))

    assert "an answer is not kept: input: expected a string or an array" in caplog.text


def test_a_closed_keeper_lets_go_of_its_store(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "x.sqlite")
    Keeper(store).close()

    with pytest.raises(StoreError):
        store.get("a")


# All of it, with OpenAI's client at one end and another dialect at the other.


class Proxied:
    """The addon in small: requests for what is kept, and for answers by an upstream."""

    def __init__(
        self, store: Store, upstream: str, *answers: Response, mint: Mint | None = None
    ) -> None:
        self._keeper = Keeper(store)
        self._mint = mint or Mint()
        self._endpoints = Endpoints(store, self._mint)
        self._upstream = upstream
        self._answers = iter(answers)
        self.sent: Document = {}

    def answer(self, method: str, path: str, body: bytes) -> ApiReply | None:
        kept = self._endpoints.answer(method, path, body)
        return kept or self._translated(json_bytes.loads_object(body))

    def _translated(self, document: Document) -> ApiReply:
        turn = self._keeper.begin(document)
        if isinstance(turn, ApiReply):
            return turn
        exchange = exchange_between("openai-responses", self._upstream)
        exchange.context.mint = self._mint
        self.sent = exchange.request(turn.document)
        response = DIALECTS[self._upstream].encode_response(next(self._answers), Context())
        answered = exchange.response(200, json_bytes.dumps(response))
        turn.keep_body(answered.body)
        return ApiReply(answered.status, json_bytes.loads_object(answered.body))


OUTPUTS: tuple[FunctionCallOutput, ...] = (
    {"type": "function_call_output", "call_id": "call_1", "output": ""},
    {"type": "function_call_output", "call_id": "call_2", "output": "much"},
)
CALL: ResponseFunctionToolCallParam = {
    "type": "function_call",
    "call_id": "call_2",
    "name": "read",
    "arguments": '{"path": "b"}',
}


def response_of(response_id: str, *parts: Part) -> Response:
    calls = any(isinstance(part, ToolCall) for part in parts)
    stop = Stop("tool_calls" if calls else "end")
    return Response(response_id, "m", parts, stop, Usage(input=1, output=1))


def outline(sent: Document, dialect: str) -> list[str]:
    """What an upstream was sent, in words."""
    words: list[str] = []
    for message in DIALECTS[dialect].decode_request(sent, Context()).messages:
        for part in message.parts:
            match part:
                case Text(text):
                    words.append(f"{message.role}: {text}")
                case ToolCall(call_id, name):
                    words.append(f"call {call_id}: {name}")
                case ToolResult(call_id):
                    words.append(f"result {call_id}")
                case _:
                    words.append(type(part).__name__)
    return words


READ: FunctionToolParam = {
    "type": "function",
    "name": "read",
    "parameters": {"type": "object"},
    "strict": False,
}


@pytest.mark.parametrize("upstream", UPSTREAMS)
def test_five_turns_by_previous_response_alone(upstream: str, tmp_path: Path) -> None:
    turns: tuple[tuple[str | ResponseInputParam, Response], ...] = (
        ("What is in a?", response_of("1", ToolCall("call_1", "read", '{"path":"a"}'))),
        ([OUTPUTS[0]], response_of("2", Text("It is empty."))),
        ("And in b?", response_of("3", ToolCall("call_2", "read", '{"path":"b"}'))),
        # The call again, as some clients do.
        ([CALL, OUTPUTS[1]], response_of("4", Text("It is full."))),
        ("Thanks.", response_of("5", Text("You are welcome."))),
    )
    previous, sent, mint = None, {}, Mint()
    for asks, answers in turns:
        # Every turn is another process's.
        with closing(SQLiteStore(tmp_path / "x.sqlite")) as store:
            proxied = Proxied(store, upstream, answers, mint=mint)
            client = client_of(proxied.answer)
            response = client.responses.create(
                model="m", input=asks, tools=[READ], previous_response_id=previous
            )
            previous, sent = response.id, proxied.sent

    assert outline(sent, upstream) == [
        "user: What is in a?",
        "call call_1: read",
        "result call_1",
        "assistant: It is empty.",
        "user: And in b?",
        "call call_2: read",
        "result call_2",
        "assistant: It is full.",
        "user: Thanks.",
    ]


@pytest.mark.parametrize("upstream", UPSTREAMS)
def test_a_conversation_is_led_by_its_id(upstream: str) -> None:
    answers = (response_of("1", Text("Hello.")), response_of("2", Text("Fine.")))
    proxied = Proxied(MemoryStore(), upstream, *answers)
    client = client_of(proxied.answer)
    conversation = client.conversations.create(items=[{"role": "user", "content": "I am new."}])

    client.responses.create(model="m", input="Hi.", conversation=conversation.id)
    client.responses.create(model="m", input="How are you?", conversation=conversation.id)

    assert outline(proxied.sent, upstream) == [
        "user: I am new.",
        "user: Hi.",
        "assistant: Hello.",
        "user: How are you?",
    ]
    items = client.conversations.items.list(conversation.id, order="asc")
    assert [item.type for item in items] == ["message"] * 5


@pytest.mark.parametrize("upstream", UPSTREAMS)
def test_a_streamed_answer_is_kept_as_the_client_got_it(upstream: str) -> None:
    store = MemoryStore()
    exchange = exchange_between("openai-responses", upstream)
    document: Document = {"model": "m", "input": "hi", "stream": True}
    begun_turn = begun(Keeper(store), document)
    exchange.request(begun_turn.document)
    encoder = DIALECTS[upstream].stream_encoder(Context())
    upstream_says = [encoder.feed(event) for event in unfold(response_of("1", Text("Hello.")))]

    stream = begun_turn.watch(exchange.stream())
    frames = [frame for piece in upstream_says for frame in stream.feed(piece)]
    frames += stream.finish()

    got = answer_of(b"".join(frames))
    assert got is not None
    kept = store.get(str(got["id"]))
    assert kept is not None
    assert (kept.response, got["status"]) == (got, "completed")
