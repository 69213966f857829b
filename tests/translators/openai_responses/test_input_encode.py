"""Messages as items: what is said how, and what is moved or lost."""

import pytest

from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.hub.parts import (
    CacheMark,
    Citation,
    Foreign,
    Inline,
    Media,
    Origin,
    Part,
    Reasoning,
    Refusal,
    Seal,
    Text,
    ToolCall,
    ToolResult,
    Url,
)
from translators.hub.request import Message, Role
from translators.opaque import seals
from translators.openai_responses.input_encode import InputWriter
from translators.openai_responses.vocabulary import NAME
from translators.profile import Profile

SEAL = Seal("encrypted", "gAAA", Origin(NAME, "openai", "gpt-5"))
IMAGE = Media("image", Url("https://a.example"), path="messages[1].content[0]")
IMAGE_PIECE: Document = {
    "type": "input_image",
    "detail": "auto",
    "image_url": "https://a.example",
}


def write(*messages: Message, context: Context | None = None) -> list[Json]:
    writer = InputWriter(context or Context())
    for message in messages:
        writer.write(message)
    return writer.items


def assistant(*parts: Part, context: Context | None = None) -> list[Json]:
    return write(Message("assistant", parts), context=context)


def output(*parts: Text | Media | Foreign, context: Context | None = None) -> Json:
    (item, *_) = write(Message("tool", (ToolResult("c", parts),)), context=context)
    assert isinstance(item, dict)
    return item["output"]


def losses(context: Context) -> list[tuple[str, str]]:
    return [(loss.effect, loss.path) for loss in context.losses]


def test_what_a_user_gives_is_one_message() -> None:
    assert write(Message("user", (Text("See"), Text(""), IMAGE))) == [
        {
            "type": "message",
            "role": "user",
            "content": [{"type": "input_text", "text": "See"}, IMAGE_PIECE],
        }
    ]


@pytest.mark.parametrize("role", ["system", "developer", "user"])
def test_roles_are_kept(role: Role) -> None:
    (item,) = write(Message(role, (Text("Hi"),)))

    assert isinstance(item, dict)
    assert item["role"] == role


def test_a_message_of_nothing_is_none() -> None:
    assert write(Message("user", (Text(""),)), Message("assistant", (Text(""),))) == []


def test_what_the_assistant_did_is_an_item_a_part_without_ids() -> None:
    assert assistant(
        Reasoning(summary=("I think",), seal=SEAL),
        Text("Well"),
        ToolCall("c", "read", '{"a":1}', namespace="files"),
        ToolCall("d", "exec", "ls", kind="custom"),
    ) == [
        {
            "type": "reasoning",
            "encrypted_content": "gAAA",
            "summary": [{"type": "summary_text", "text": "I think"}],
        },
        {
            "type": "message",
            "role": "assistant",
            "content": [{"type": "output_text", "text": "Well"}],
        },
        {
            "type": "function_call",
            "call_id": "c",
            "name": "read",
            "arguments": '{"a":1}',
            "namespace": "files",
        },
        {"type": "custom_tool_call", "call_id": "d", "name": "exec", "input": "ls"},
    ]


def test_sealed_thinking_shows_its_text_as_summary() -> None:
    assert assistant(Reasoning("I think", seal=SEAL), ToolCall("c", "f"))[0] == {
        "type": "reasoning",
        "encrypted_content": "gAAA",
        "summary": [{"type": "summary_text", "text": "I think"}],
    }


def test_unsealed_thinking_is_given_as_itself() -> None:
    assert assistant(Reasoning("I think", ("briefly",))) == [
        {
            "type": "reasoning",
            "content": [{"type": "reasoning_text", "text": "I think"}],
            "summary": [{"type": "summary_text", "text": "briefly"}],
        }
    ]


def test_a_seal_of_another_dialect_travels_wrapped() -> None:
    seal = Seal("signature", "sig", Origin("anthropic-messages"))

    item, _ = assistant(Reasoning(seal=seal), ToolCall("c", "f"))

    assert isinstance(item, dict)
    assert seals.unwrap(str(item["encrypted_content"])) == seal


def test_a_function_call_never_lacks_arguments() -> None:
    (item,) = assistant(ToolCall("c", "f"))

    assert isinstance(item, dict)
    assert item["arguments"] == "{}"


def test_what_a_call_cannot_hold_is_lost() -> None:
    context = Context()

    assistant(ToolCall("c", "f", seal=SEAL, cache=CacheMark(), path="m"), context=context)

    assert losses(context) == [("dropped", "request.m.seal"), ("dropped", "request.m.cache")]


def test_what_is_said_in_a_row_is_one_message() -> None:
    context = Context()

    assert assistant(
        Text("Hi", (Citation("https://a.example"),), path="a"),
        Text(""),
        Refusal("No."),
        context=context,
    ) == [
        {
            "type": "message",
            "role": "assistant",
            "content": [
                {"type": "output_text", "text": "Hi"},
                {"type": "refusal", "refusal": "No."},
            ],
        }
    ]
    assert losses(context) == [("dropped", "request.a.citations")]


def test_sealed_thinking_that_led_to_nothing_is_lost() -> None:
    context = Context()
    led = Reasoning(seal=SEAL)
    idle = Reasoning("I think", seal=SEAL, path="a")

    items = assistant(led, Text("Hi"), idle, context=context)

    assert [item["type"] for item in items if isinstance(item, dict)] == ["reasoning", "message"]
    assert losses(context) == [("dropped", "request.a")]


def test_unsealed_thinking_may_stand_alone() -> None:
    assert len(assistant(Reasoning("I think"))) == 1


def test_hosted_items_go_home_only() -> None:
    context = Context()
    own: Document = {"type": "web_search_call", "id": "ws_1"}

    assert assistant(
        Foreign(NAME, "web_search_call", own),
        Foreign("anthropic-messages", "server_tool_use", {}, path="a"),
        Foreign(NAME, "content.output_smell", {}, path="b"),
        Media("image", Inline("QUJD"), path="c"),
        context=context,
    ) == [own]
    assert losses(context) == [
        ("dropped", "request.a"),
        ("dropped", "request.b"),
        ("dropped", "request.c"),
    ]


def test_an_item_among_a_users_content_stands_alone() -> None:
    trigger: Document = {"type": "compaction_trigger"}

    assert write(
        Message("user", (Text("a"), Foreign(NAME, "compaction_trigger", trigger), Text("b")))
    ) == [
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "a"}]},
        trigger,
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "b"}]},
    ]


def test_foreign_content_of_a_user_is_refused() -> None:
    with pytest.raises(RequestError, match=r"messages\[0\]"):
        write(Message("user", (Foreign("anthropic-messages", "x", {}, "messages[0]"),)))


def test_an_output_of_one_text_is_a_string() -> None:
    assert output(Text("ok")) == "ok"


def test_an_output_of_nothing_is_an_empty_string() -> None:
    assert output() == ""
    assert output(Text("")) == ""


def test_an_output_of_several_pieces_is_a_list() -> None:
    assert output(Text("see"), IMAGE) == [{"type": "input_text", "text": "see"}, IMAGE_PIECE]


def test_an_output_with_a_cache_mark_is_a_list() -> None:
    assert output(Text("ok", cache=CacheMark())) == [
        {
            "type": "input_text",
            "text": "ok",
            "prompt_cache_breakpoint": {"mode": "explicit"},
        }
    ]


def test_an_output_answers_in_the_kind_of_its_call() -> None:
    # A custom tool may have been sent as a function: the result must follow the call.
    _, first, second = write(
        Message("assistant", (ToolCall("c", "exec", "{}"),)),
        Message("tool", (ToolResult("c", kind="custom"), ToolResult("d", kind="custom"))),
    )

    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert [first["type"], second["type"]] == ["function_call_output", "custom_tool_call_output"]


def test_an_error_and_a_cache_mark_are_losses_of_an_output() -> None:
    context = Context()
    result = ToolResult("c", (Text("no"),), is_error=True, cache=CacheMark(), path="m")

    assert write(Message("tool", (result,)), context=context) == [
        {"type": "function_call_output", "call_id": "c", "output": "no"}
    ]
    assert losses(context) == [("coerced", "request.m.is_error"), ("dropped", "request.m.cache")]


def test_media_that_no_output_takes_follow_all_outputs() -> None:
    context = Context(profile=Profile(media_in_tool_results=False))

    assert write(
        Message("tool", (ToolResult("c", (IMAGE,)), ToolResult("d", (Text("ok"), IMAGE)))),
        context=context,
    ) == [
        {"type": "function_call_output", "call_id": "c", "output": "(see the next message)"},
        {"type": "function_call_output", "call_id": "d", "output": "ok"},
        {
            "type": "message",
            "role": "user",
            "content": [
                {"type": "input_text", "text": "From the result of tool call c:"},
                IMAGE_PIECE,
                {"type": "input_text", "text": "From the result of tool call d:"},
                IMAGE_PIECE,
            ],
        },
    ]
    assert losses(context) == [("coerced", "request.messages[].content[]")]


def test_a_speakers_name_is_a_loss() -> None:
    context = Context()

    write(Message("user", (Text("Hi"),), name="Ann", path="messages[0]"), context=context)

    assert losses(context) == [("dropped", "request.messages[].name")]


def test_a_longer_conversation_begins_with_the_same_items() -> None:
    # Prompt caches live on it (architecture 4.11).
    turns = (
        Message("user", (Text("a"),)),
        Message("assistant", (Reasoning("b", seal=SEAL), ToolCall("c", "f", "{}"))),
        Message("tool", (ToolResult("c", (Text("d"),)),)),
        Message("assistant", (Text("e"),)),
    )

    assert write(*turns)[:4] == write(*turns[:3])[:4]


def test_what_cannot_stand_on_the_words_of_an_assistant_is_lost() -> None:
    context = Context()
    token: Document = {"token": "Hi", "logprob": -1}

    said = assistant(Text("Hi", (), (token,), CacheMark(), "a"), context=context)

    assert said == assistant(Text("Hi"))
    assert losses(context) == [("dropped", "request.a.logprobs"), ("dropped", "request.a.cache")]
