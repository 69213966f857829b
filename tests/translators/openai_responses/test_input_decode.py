"""Items as messages: what belongs together, and what counts as tools."""

import pytest

from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.hub.parts import (
    Foreign,
    Media,
    Reasoning,
    Seal,
    Stored,
    Text,
    ToolCall,
    ToolResult,
)
from translators.hub.request import Message
from translators.hub.tools import Tool
from translators.openai_responses.input_decode import InputReader
from translators.openai_responses.vocabulary import CLIENT, NAME
from translators.wire.cursor import Cursor

CALL: Document = {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"}


def reader(value: Json) -> InputReader:
    found = InputReader(Context())
    cursor = Cursor({"input": value}, RequestError)
    found.read(cursor)
    assert list(cursor.unread()) == []
    return found


def messages(*items: Json) -> tuple[Message, ...]:
    return reader([*items]).messages()


def test_a_string_is_what_the_user_says() -> None:
    assert reader("Hi").messages() == (Message("user", (Text("Hi"),)),)


def test_no_input_is_no_message() -> None:
    assert reader(None).messages() == ()


@pytest.mark.parametrize("role", ["system", "developer", "user", "assistant"])
def test_easy_messages_need_no_type(role: str) -> None:
    (message,) = messages({"role": role, "content": "Hi"})

    assert (message.role, message.parts) == (role, (Text("Hi"),))


def test_messages_of_users_stay_apart() -> None:
    assert messages({"role": "user", "content": "a"}, {"role": "user", "content": "b"}) == (
        Message("user", (Text("a"),)),
        Message("user", (Text("b"),)),
    )


def test_items_by_the_assistant_are_one_message() -> None:
    assert messages(
        {"role": "user", "content": "Go"},
        {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "gAAA"},
        {"type": "message", "role": "assistant", "content": "Well"},
        CALL,
        {"type": "web_search_call", "id": "ws_1"},
    )[1:] == (
        Message(
            "assistant",
            (
                Reasoning(seal=Seal("encrypted", "gAAA", CLIENT)),
                Text("Well"),
                ToolCall("c", "f", "{}"),
                Foreign(NAME, "web_search_call", {"type": "web_search_call", "id": "ws_1"}),
            ),
        ),
    )


def test_consecutive_results_are_one_message() -> None:
    assert messages(
        {"type": "function_call_output", "call_id": "a", "output": "1"},
        {"type": "custom_tool_call_output", "call_id": "b", "output": "2"},
        CALL,
        {"type": "function_call_output", "call_id": "c", "output": "3"},
    ) == (
        Message(
            "tool",
            (ToolResult("a", (Text("1"),)), ToolResult("b", (Text("2"),), kind="custom")),
        ),
        Message("assistant", (ToolCall("c", "f", "{}"),)),
        Message("tool", (ToolResult("c", (Text("3"),)),)),
    )


def test_a_result_may_name_the_item_of_its_call() -> None:
    # Field guide 3: `fc_1` is the item, `c` the call.
    *_, results = messages(
        {**CALL, "id": "fc_1"},
        {**CALL, "call_id": "fc_2", "id": "fc_3"},
        {**CALL, "call_id": "d", "id": "fc_2"},
        {"type": "function_call_output", "call_id": "fc_1", "output": "1"},
        {"type": "function_call_output", "call_id": "fc_2", "output": "2"},
        {"type": "function_call_output", "call_id": "fc_9", "output": "3"},
    )

    assert [part.call_id for part in results.parts if isinstance(part, ToolResult)] == [
        *("c", "fc_2", "fc_9"),
    ]


def test_a_result_may_hold_pieces() -> None:
    pieces: list[Json] = [
        {"type": "input_text", "text": "see"},
        {"type": "input_file", "file_id": "file-1"},
    ]

    (message,) = messages({"type": "function_call_output", "call_id": "c", "output": pieces})

    assert message.parts == (
        ToolResult("c", (Text("see"), Media("document", Stored("file-1", CLIENT)))),
    )


@pytest.mark.parametrize(
    ("output", "expected"), [({"a": 1}, '{"a":1}'), (7, "7"), (True, "true"), (1.5, "1.5")]
)
def test_a_result_that_is_no_text_is_its_json(output: Json, expected: str) -> None:
    (message,) = messages({"type": "function_call_output", "call_id": "c", "output": output})

    assert message.parts == (ToolResult("c", (Text(expected),)),)


@pytest.mark.parametrize("output", ["", None, []])
def test_an_empty_result_holds_nothing(output: Json) -> None:
    (message,) = messages({"type": "function_call_output", "call_id": "c", "output": output})

    assert message.parts == (ToolResult("c"),)


def test_a_result_may_come_without_an_id() -> None:
    # Field guide 6: the call that it belongs to is found later.
    (message,) = messages({"type": "function_call_output", "output": "1"})

    assert message.parts == (ToolResult("", (Text("1"),)),)


def test_outputs_of_hosted_tools_stay_with_their_calls() -> None:
    call: Document = {"type": "shell_call", "call_id": "c"}
    output: Document = {"type": "shell_call_output", "call_id": "c", "output": []}

    assert messages(call, output) == (
        Message(
            "assistant",
            (
                Foreign(NAME, "shell_call", call),
                Foreign(NAME, "shell_call_output", output),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        ({"type": "compaction_trigger"}, "compaction_trigger"),
        ({"type": "item_reference", "id": "msg_1"}, "item_reference"),
        ({"id": "msg_1"}, "item_reference"),
    ],
)
def test_what_the_client_wants_now_is_no_history(item: Document, kind: str) -> None:
    assert messages(item) == (Message("user", (Foreign(NAME, kind, item),)),)


def test_additional_tools_are_tools_and_no_message() -> None:
    # How Codex declares all of its tools to current models (clients.md 4).
    found = reader(
        [
            {
                "type": "additional_tools",
                "role": "developer",
                "tools": [
                    {
                        "type": "namespace",
                        "name": "functions",
                        "tools": [{"type": "custom", "name": "exec"}],
                    },
                    {"type": "function", "name": "wait"},
                ],
            },
            {"role": "user", "content": "Go"},
        ]
    )

    assert found.tools == [Tool("exec", kind="custom", namespace="functions"), Tool("wait")]
    assert found.messages() == (Message("user", (Text("Go"),)),)


def test_bookkeeping_of_codex_is_no_loss() -> None:
    passthrough: Document = {"turn_id": "t"}

    (message,) = messages(
        {
            "type": "message",
            "role": "user",
            "id": "msg_1",
            "content": [{"type": "input_text", "text": "Hi"}],
            "internal_chat_message_metadata_passthrough": passthrough,
        }
    )

    assert message == Message("user", (Text("Hi"),))


def test_messages_know_their_place() -> None:
    first, second = messages({"role": "user", "content": "a"}, CALL)

    assert (first.path, second.path) == ("input[0]", "input[1]")
    assert second.parts[0].path == "input[1]"


@pytest.mark.parametrize(
    ("item", "complaint"),
    [
        ("Hi", r"input\[0\]: expected an object, found a string"),
        ({"role": "narrator", "content": "Hi"}, r"input\[0\]\.role: no such role: 'narrator'"),
        ({"type": "message", "content": "Hi"}, r"input\[0\]\.role: required"),
        ({"content": "Hi"}, r"input\[0\]\.type: required"),
        ({"role": "user", "content": 7}, r"input\[0\]\.content: expected an array"),
    ],
)
def test_broken_items_are_refused_with_their_place(item: Json, complaint: str) -> None:
    with pytest.raises(RequestError, match=complaint):
        messages(item)
