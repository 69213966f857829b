"""Requests that continue something, written out."""

import pytest

from tests.translators.responses_state.turns import (
    answer,
    call,
    result,
    said,
    talk,
    thought,
    turn,
    user,
)
from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.memory.snapshot import Snapshot
from translators.responses_state.continuation import (
    continue_from,
    conversation,
    for_another_store,
    previous_response,
)

CHAIN = talk(turn("resp_1", text="a"), turn("resp_2", text="b"))
HISTORY: list[Json] = [
    user("a"),
    said("You said a.", "msg_resp_1"),
    user("b"),
    said("You said b.", "msg_resp_2"),
]


def test_history_comes_first_then_what_is_new() -> None:
    document: Document = {
        "model": "m",
        "previous_response_id": "resp_2",
        "input": [user("c")],
        "temperature": 0.5,
    }

    assert continue_from(document, CHAIN).document == {
        "model": "m",
        "input": [*HISTORY, user("c")],
        "temperature": 0.5,
    }


def test_a_string_becomes_a_message_behind_the_history() -> None:
    continued, _ = continue_from({"previous_response_id": "resp_2", "input": "c"}, CHAIN)

    assert continued["input"] == [*HISTORY, {"type": "message", "role": "user", "content": "c"}]


def test_history_that_the_client_repeats_is_said_once() -> None:
    document: Document = {"previous_response_id": "resp_2", "input": [*HISTORY, user("c")]}

    assert continue_from(document, CHAIN) == ({"input": [*HISTORY, user("c")]}, [user("c")])


def test_the_clients_own_document_is_left_as_it_is() -> None:
    document: Document = {"previous_response_id": "resp_2", "input": [user("c")]}

    continue_from(document, CHAIN)

    assert document == {"previous_response_id": "resp_2", "input": [user("c")]}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "Be brief."),
        ({"instructions": None}, "Be brief."),
        ({"instructions": "Be polite."}, "Be polite."),
        ({"instructions": ""}, ""),
    ],
)
def test_instructions_are_inherited_where_there_are_none(given: Document, expected: str) -> None:
    first = Snapshot("resp_1", None, (user("a"),), answer("resp_1"), "Be brief.")
    second = Snapshot("resp_2", "resp_1", (user("b"),), answer("resp_2"))

    continued, _ = continue_from({"input": "c", **given}, (first, second))

    assert continued["instructions"] == expected


def test_without_instructions_none_are_invented() -> None:
    assert "instructions" not in continue_from({"input": "c"}, CHAIN).document


def test_an_input_that_is_none_is_refused() -> None:
    with pytest.raises(RequestError, match=r"^input: "):
        continue_from({"input": 7}, CHAIN)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({}, (None, None)),
        ({"previous_response_id": None, "conversation": None}, (None, None)),
        ({"previous_response_id": "resp_1"}, ("resp_1", None)),
        ({"conversation": "conv_1"}, (None, "conv_1")),
        ({"conversation": {"id": "conv_1"}}, (None, "conv_1")),
    ],
)
def test_a_request_names_what_it_continues(
    document: Document, expected: tuple[str | None, str | None]
) -> None:
    assert (previous_response(document), conversation(document)) == expected


@pytest.mark.parametrize(
    "document",
    [
        {"previous_response_id": 7},
        {"previous_response_id": "resp_\ud83d"},
        {"previous_response_id": "resp_1", "conversation": "conv_1"},
    ],
)
def test_an_id_that_is_none_is_refused(document: Document) -> None:
    with pytest.raises(RequestError, match=r"^previous_response_id: "):
        previous_response(document)


@pytest.mark.parametrize(
    ("named", "path"),
    [([], "conversation"), ({"id": 7}, "conversation.id"), ({}, "conversation.id")],
)
def test_a_conversation_that_is_none_is_refused(named: Json, path: str) -> None:
    with pytest.raises(RequestError) as refused:
        conversation({"conversation": named})

    assert refused.value.path == path


# Upstreams with a store of their own.


def test_another_store_gets_no_ids_and_only_thinking_under_a_seal() -> None:
    search: Document = {"type": "web_search_call", "id": "ws_1", "status": "completed"}
    open_thinking: Document = {"type": "reasoning", "id": "rs_2", "summary": []}
    output = (thought("gAAAA"), open_thinking, said("A."), call("call_1"), search)
    chain = (Snapshot("resp_1", None, (user("a"),), answer("resp_1", *output)),)

    continued = for_another_store(continue_from({"input": [result("call_1")]}, chain))

    assert continued.document["input"] == [
        user("a"),
        *({key: item[key] for key in item if key != "id"} for item in (output[0], *output[2:4])),
        search,
        result("call_1"),
    ]
