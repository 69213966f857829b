from tests.translators.openai_chat.client import context, losses, said
from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.parts import CacheMark, Inline, Media, Part, Plain, Text, ToolCall, ToolResult
from translators.hub.request import Message
from translators.openai_chat.message_encode import MOVED, write_messages
from translators.profile import Profile

IMAGE = Media("image", Inline("AAAA"), "image/png")
WRITTEN_IMAGE: Document = {
    "type": "image_url",
    "image_url": {"url": "data:image/png;base64,AAAA"},
}
PLAIN_CALL = ToolCall("c1", "f")


def write(*messages: Message, of: Context | None = None) -> list[Json]:
    return write_messages(messages, of or context())


def result(*content: Text | Media, call_id: str = "c1", is_error: bool = False) -> ToolResult:
    return ToolResult(call_id, content, is_error, path="r")


def tool_message(of: Context, *content: Text | Media, is_error: bool = False) -> Json:
    written = write(said("tool", result(*content, is_error=is_error)), of=of)
    first = written[0]

    assert isinstance(first, dict)
    return first["content"]


def test_every_role_keeps_its_place() -> None:
    written = write(
        said("system", Text("a")),
        said("user", Text("b"), IMAGE),
        said("assistant", Text("c")),
        said("system", Text("d")),
        Message("user", (Text("e"),), "ann"),
    )

    assert written == [
        {"role": "system", "content": "a"},
        {"role": "user", "content": [{"type": "text", "text": "b"}, WRITTEN_IMAGE]},
        {"role": "assistant", "content": "c"},
        {"role": "system", "content": "d"},
        {"role": "user", "content": "e", "name": "ann"},
    ]


def test_a_developer_is_one_where_that_is_known() -> None:
    of = context(profile=Profile(developer_role=True))

    assert write(said("developer", Text("a")), of=of) == [{"role": "developer", "content": "a"}]
    assert losses(of) == []


def test_a_developer_is_the_system_elsewhere() -> None:
    of = context()

    assert write(said("developer", Text("a")), of=of) == [{"role": "system", "content": "a"}]
    assert losses(of) == ["coerced request.messages[].role"]


def test_empty_instructions_are_left_out_but_a_users_turn_stays() -> None:
    assert write(said("system", Text("")), said("user", Text(""))) == [
        {"role": "user", "content": ""}
    ]


def test_consecutive_messages_of_the_assistant_are_one_turn() -> None:
    of = context()
    written = write(
        said("assistant", Text("a")),
        said("assistant", PLAIN_CALL),
        said("assistant", ToolCall("c2", "g")),
        said("tool", result(Text("1"))),
        said("tool", result(Text("2"), call_id="c2")),
        of=of,
    )

    assert [message["role"] for message in written if isinstance(message, dict)] == [
        "assistant",
        "tool",
        "tool",
    ]
    assert losses(of) == []


def test_a_turn_with_nothing_to_say_is_left_out() -> None:
    assert write(said("assistant", Text("")), said("user", Text("a"))) == [
        {"role": "user", "content": "a"}
    ]


def test_results_are_messages_of_their_own() -> None:
    parts: tuple[Part, ...] = (result(Text("1")), result(Text("2"), call_id="c2"))

    assert write(Message("tool", parts)) == [
        {"role": "tool", "tool_call_id": "c1", "content": "1"},
        {"role": "tool", "tool_call_id": "c2", "content": "2"},
    ]


def test_results_in_a_users_message_come_before_its_words() -> None:
    assert write(said("user", Text("a"), result(Text("1")))) == [
        {"role": "tool", "tool_call_id": "c1", "content": "1"},
        {"role": "user", "content": "a"},
    ]


def test_an_empty_result_is_an_empty_string() -> None:
    assert write(said("tool", result())) == [{"role": "tool", "tool_call_id": "c1", "content": ""}]


def test_media_of_results_follow_the_last_result() -> None:
    of = context()
    written = write(
        said("assistant", PLAIN_CALL, ToolCall("c2", "g")),
        said("tool", result(Text("seen"), IMAGE)),
        said("tool", result(IMAGE, call_id="c2")),
        said("user", Text("go on")),
        of=of,
    )

    assert written[1:] == [
        {"role": "tool", "tool_call_id": "c1", "content": "seen"},
        {"role": "tool", "tool_call_id": "c2", "content": MOVED},
        {"role": "user", "content": [WRITTEN_IMAGE, WRITTEN_IMAGE]},
        {"role": "user", "content": "go on"},
    ]
    assert losses(of) == ["coerced request.r"]


def test_media_of_the_last_result_are_not_forgotten() -> None:
    assert write(said("tool", result(IMAGE)))[1:] == [{"role": "user", "content": [WRITTEN_IMAGE]}]


def test_a_document_as_text_stays_in_its_result() -> None:
    assert write(said("tool", result(Media("document", Plain("Once."))))) == [
        {"role": "tool", "tool_call_id": "c1", "content": "Once."}
    ]


def test_a_failed_tool_says_so_in_its_text() -> None:
    of = context()

    assert tool_message(of, Text("No such file."), is_error=True) == "Error: No such file."
    assert losses(of) == ["coerced request.r.is_error"]


def test_a_failure_that_is_evident_stays_as_it_is() -> None:
    of = context()

    assert tool_message(of, Text("TypeError: x"), is_error=True) == "TypeError: x"
    assert losses(of) == ["coerced request.r.is_error"]


def test_a_failure_without_words_is_an_error() -> None:
    assert tool_message(context(), is_error=True) == "Error"


def test_a_mark_on_a_result_stands_on_its_last_text() -> None:
    marked = ToolResult("c1", (Text("a"),), cache=CacheMark())

    assert write(said("tool", marked)) == [
        {
            "role": "tool",
            "tool_call_id": "c1",
            "content": [{"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}}],
        }
    ]


def test_a_mark_on_an_empty_result_is_lost() -> None:
    of = context()
    write(said("tool", ToolResult("c1", cache=CacheMark(), path="r")), of=of)

    assert losses(of) == ["dropped request.r.cache"]


def test_names_that_have_no_place_are_lost() -> None:
    of = context()
    written = write(
        Message("assistant", (Text("a"),), "ann", "m1"),
        Message("assistant", (Text("b"),), "bob", "m2"),
        Message("tool", (result(Text("1")),), "f", "m3"),
        of=of,
    )

    assert [message.get("name") for message in written if isinstance(message, dict)] == [
        "ann",
        None,
    ]
    assert losses(of) == ["dropped request.m2.name", "dropped request.m3.name"]


def test_the_same_beginning_gives_the_same_messages() -> None:
    beginning = (
        said("system", Text("s")),
        said("user", Text("a")),
        said("assistant", Text("b"), PLAIN_CALL),
        said("tool", result(Text("1"), IMAGE)),
    )
    later = (said("assistant", Text("c")), said("user", Text("d")))
    written = write(*beginning)

    assert write(*beginning, *later)[: len(written)] == written
