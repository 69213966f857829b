import pytest

from tests.translators.openai_chat.client import context, cursor, losses
from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.document import Document
from translators.hub.parts import (
    CacheMark,
    Foreign,
    Inline,
    Media,
    Reasoning,
    Refusal,
    Seal,
    Text,
    ToolCall,
    ToolResult,
)
from translators.hub.request import Message
from translators.opaque import seals
from translators.openai_chat.message_decode import Ledger, read_messages
from translators.openai_chat.vocabulary import CLIENT


def read(*messages: Document, of: Context | None = None) -> tuple[Message, ...]:
    document: Document = {"messages": [*messages]}
    return read_messages(cursor(document).children("messages"), (of or context()).losses)


def call(identifier: str, name: str = "f", arguments: str = "{}") -> Document:
    function: Document = {"name": name, "arguments": arguments}
    return {"id": identifier, "type": "function", "function": function}


def test_instructions_keep_their_role_and_place() -> None:
    messages = read(
        {"role": "system", "content": "a", "name": "s"},
        {"role": "user", "content": "b"},
        {"role": "developer", "content": [{"type": "text", "text": "c"}]},
    )

    assert messages == (
        Message("system", (Text("a"),), "s"),
        Message("user", (Text("b"),)),
        Message("developer", (Text("c"),)),
    )


def test_a_message_knows_its_place() -> None:
    messages = read({"role": "user", "content": "a"}, {"role": "user", "content": "b"})

    assert [message.path for message in messages] == ["messages[0]", "messages[1]"]


def test_a_turn_is_thinking_words_and_calls() -> None:
    (message,) = read(
        {
            "role": "assistant",
            "tool_calls": [call("c1", arguments='{"a":1}')],
            "content": "words",
            "refusal": "no",
            "reasoning_content": "thoughts",
        }
    )

    assert message.parts == (
        Reasoning("thoughts"),
        Text("words"),
        Refusal("no"),
        ToolCall("c1", "f", '{"a":1}'),
    )


def test_thinking_told_twice_is_one_thought() -> None:
    (message,) = read(
        {"role": "assistant", "content": "a", "reasoning": "t", "reasoning_content": "t"}
    )

    assert message.parts == (Reasoning("t"), Text("a"))


def test_sealed_thinking_is_read_from_its_entries() -> None:
    (message,) = read(
        {
            "role": "assistant",
            "content": None,
            "reasoning": "t",
            "reasoning_details": [
                {"type": "reasoning.text", "text": "t", "signature": "c2ln", "index": 0}
            ],
        }
    )

    assert message.parts == (Reasoning("t", seal=Seal("signature", "c2ln", CLIENT)),)


def test_empty_arguments_are_an_empty_object() -> None:
    (message,) = read({"role": "assistant", "tool_calls": [call("c1", arguments="")]})

    assert message.parts == (ToolCall("c1", "f", "{}"),)


def test_a_custom_call_is_free_text() -> None:
    custom: Document = {"name": "patch", "input": "*** Begin"}
    messages = read(
        {
            "role": "assistant",
            "tool_calls": [{"id": "c1", "type": "custom", "custom": custom}],
        },
        {"role": "tool", "tool_call_id": "c1", "content": "done"},
    )

    assert messages == (
        Message("assistant", (ToolCall("c1", "patch", "*** Begin", "custom"),)),
        Message("tool", (ToolResult("c1", (Text("done"),), kind="custom"),)),
    )


def test_the_seal_of_a_call_is_read() -> None:
    entry = call("c1")
    entry["extra_content"] = {"google": {"thought_signature": "c2ln"}}
    (message,) = read({"role": "assistant", "tool_calls": [entry]})

    assert message.parts == (ToolCall("c1", "f", "{}", seal=Seal("thought", "c2ln", CLIENT)),)


def test_a_wrapped_seal_of_a_call_is_its_issuers() -> None:
    seal = Seal("encrypted", "c2ln", CLIENT)
    entry = call("c1")
    entry["extra_content"] = {"google": {"thought_signature": seals.wrap(seal)}}
    (message,) = read({"role": "assistant", "tool_calls": [entry]})

    assert message.parts == (ToolCall("c1", "f", "{}", seal=seal),)


def test_a_call_that_is_said_twice_is_one() -> None:
    (message,) = read(
        {
            "role": "assistant",
            "content": [{"type": "tool_use", "id": "c1", "name": "f", "input": {}}],
            "tool_calls": [call("c1")],
        }
    )

    assert message.parts == (ToolCall("c1", "f", "{}"),)


def test_a_call_that_is_only_in_the_content_gets_its_result() -> None:
    messages = read(
        {
            "role": "assistant",
            "content": [{"type": "tool_use", "id": "c1", "name": "f", "input": {}}],
        },
        {"role": "tool", "content": "r"},
    )

    assert messages[1].parts == (ToolResult("c1", (Text("r"),)),)


def test_an_earlier_spoken_answer_stays_what_it_was() -> None:
    (message,) = read({"role": "assistant", "audio": {"id": "audio_1"}})

    assert message.parts == (Foreign("openai-chat", "audio", {"id": "audio_1"}),)


def test_results_may_hold_images() -> None:
    messages = read(
        {"role": "assistant", "tool_calls": [call("c1")]},
        {
            "role": "tool",
            "tool_call_id": "c1",
            "name": "f",
            "content": [
                {"type": "text", "text": "seen"},
                {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
            ],
        },
    )

    assert messages[1] == Message(
        "tool",
        (ToolResult("c1", (Text("seen"), Media("image", Inline("AAAA"), "image/png"))),),
    )


def test_what_no_result_can_hold_is_lost() -> None:
    of = context()
    messages = read(
        {"role": "assistant", "tool_calls": [call("c1")]},
        {"role": "tool", "tool_call_id": "c1", "content": [{"type": "refusal", "refusal": "no"}]},
        of=of,
    )

    assert messages[1].parts == (ToolResult("c1"),)
    assert losses(of) == ["dropped request.messages[].content[]"]


def test_functions_of_old_are_calls_and_results() -> None:
    of = context()
    messages = read(
        {"role": "assistant", "function_call": {"name": "f", "arguments": '{"a":1}'}},
        {"role": "function", "name": "f", "content": "1"},
        {"role": "assistant", "function_call": {"name": "f", "arguments": "{}"}},
        {"role": "function", "name": "f", "content": "2"},
        of=of,
    )
    first, second = "call_messages_0__function_call", "call_messages_2__function_call"

    assert messages == (
        Message("assistant", (ToolCall(first, "f", '{"a":1}'),)),
        Message("tool", (ToolResult(first, (Text("1"),)),)),
        Message("assistant", (ToolCall(second, "f", "{}"),)),
        Message("tool", (ToolResult(second, (Text("2"),)),)),
    )
    assert losses(of) == [
        "invented request.messages[].function_call.id",
        "invented request.messages[].tool_call_id",
    ]


def test_the_same_conversation_gives_the_same_made_up_ids() -> None:
    turn: Document = {"role": "assistant", "tool_calls": [call("", "f"), call("", "g")]}
    later: Document = {"role": "user", "content": "more"}

    assert read(turn) == read(turn, later)[:1]


def test_results_without_ids_are_bound_by_position() -> None:
    messages = read(
        {"role": "assistant", "tool_calls": [call("", "f"), call("", "g")]},
        {"role": "tool", "tool_call_id": "", "content": "1"},
        {"role": "tool", "content": "2"},
    )

    assert [
        (text.text, part.call_id)
        for message in messages[1:]
        for part in message.parts
        if isinstance(part, ToolResult)
        for text in part.content
        if isinstance(text, Text)
    ] == [("1", "call_messages_0__tool_calls_0_"), ("2", "call_messages_0__tool_calls_1_")]


def test_a_result_without_an_id_goes_to_the_call_of_its_name() -> None:
    messages = read(
        {"role": "assistant", "tool_calls": [call("a", "f"), call("b", "g")]},
        {"role": "tool", "name": "g", "content": "2"},
    )

    assert messages[1].parts == (ToolResult("b", (Text("2"),)),)


def test_a_result_that_could_be_anyones_is_refused() -> None:
    with pytest.raises(RequestError) as caught:
        read(
            {"role": "assistant", "tool_calls": [call("a"), call("b")]},
            {"role": "tool", "content": "?"},
        )

    assert caught.value.path == "messages[1].tool_call_id"


def test_a_result_of_an_unknown_call_keeps_its_id() -> None:
    (message,) = read({"role": "tool", "tool_call_id": "gone", "content": "r"})

    assert message.parts == (ToolResult("gone", (Text("r"),)),)


def test_a_mark_on_a_message_stands_on_its_last_part() -> None:
    mark: Document = {"type": "ephemeral"}
    messages = read(
        {
            "role": "user",
            "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}],
            "cache_control": mark,
        },
        {"role": "assistant", "tool_calls": [call("c1")]},
        {"role": "tool", "tool_call_id": "c1", "content": "r", "cache_control": mark},
    )

    assert messages[0].parts == (Text("a"), Text("b", cache=CacheMark()))
    assert messages[2].parts == (ToolResult("c1", (Text("r"),), cache=CacheMark()),)


def test_an_unknown_role_is_refused() -> None:
    with pytest.raises(RequestError, match="'narrator' is not a role") as caught:
        read({"role": "narrator", "content": "once"})

    assert caught.value.path == "messages[0].role"


def test_a_ledger_gives_each_call_one_result() -> None:
    ledger = Ledger(context().losses)
    ledger.call("same", "f", "function", "m")
    ledger.call("same", "g", "custom", "m")

    assert [ledger.result("same", None, cursor({})).name for _ in range(2)] == ["f", "g"]


def test_unknown_keys_of_thinking_sent_back_are_lost() -> None:
    of = context()
    entry: Document = {"type": "reasoning.text", "text": "thought", "x_new": 1}

    read({"role": "assistant", "content": "a", "reasoning_details": [entry]}, of=of)

    assert losses(of) == ["dropped request.messages[].reasoning_details[].x_new"]
