"""`system` and `messages`: who may speak when."""

import pytest

from tests.translators.anthropic_messages.client import context, losses
from translators.anthropic_messages.conversation_encode import OPENING, say_conversation
from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.document import Json
from translators.hub.parts import CacheMark, Inline, Media, Part, Text, ToolCall, ToolResult
from translators.hub.request import Message, Role
from translators.profile import Profile


def _say(*messages: Message, of: Context | None = None) -> tuple[Json, list[Json]]:
    return say_conversation(messages, of or context())


def _says(role: Role, *texts: str) -> Message:
    return Message(role, tuple(Text(text) for text in texts), path="messages[0]")


def _blocks(*texts: str) -> list[Json]:
    return [{"type": "text", "text": text} for text in texts]


def _turn(role: str, *texts: str) -> Json:
    return {"role": role, "content": _blocks(*texts)}


CALL = ToolCall("a", "f", "{}")
RESULT = ToolResult("a", (Text("1"),))
CALL_BLOCK: Json = {"type": "tool_use", "id": "a", "name": "f", "input": {}}
RESULT_BLOCK: Json = {"type": "tool_result", "tool_use_id": "a", "content": _blocks("1")}


def test_one_plain_instruction_is_a_string() -> None:
    assert _say(_says("system", "Be brief."), _says("user", "Hi")) == (
        "Be brief.",
        [_turn("user", "Hi")],
    )


def test_several_instructions_are_blocks() -> None:
    system, _ = _say(_says("system", "a", "b"), _says("developer", "c"), _says("user", "Hi"))

    assert system == _blocks("a", "b", "c")


def test_a_cached_instruction_is_a_block() -> None:
    system, _ = _say(Message("system", (Text("a", cache=CacheMark()),)), _says("user", "Hi"))

    assert system == [{"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}}]


def test_adjoining_messages_of_one_role_are_one() -> None:
    _, messages = _say(
        _says("user", "a"), _says("user", "b"), _says("assistant", "c"), _says("assistant", "d")
    )

    assert messages == [_turn("user", "a", "b"), _turn("assistant", "c", "d")]


def test_results_and_what_the_user_adds_are_one_message() -> None:
    _, messages = _say(
        _says("user", "a"),
        Message("assistant", (CALL,)),
        Message("tool", (RESULT,)),
        _says("user", "b"),
    )

    assert messages == [
        _turn("user", "a"),
        {"role": "assistant", "content": [CALL_BLOCK]},
        {"role": "user", "content": [RESULT_BLOCK, *_blocks("b")]},
    ]


def test_results_come_first() -> None:
    here = context()
    _, messages = _say(
        _says("user", "a"),
        Message("assistant", (CALL,)),
        _says("user", "b"),
        Message("tool", (RESULT,)),
        of=here,
    )

    assert messages[2] == {"role": "user", "content": [RESULT_BLOCK, *_blocks("b")]}
    assert losses(here) == ["coerced request.messages[]"]


def test_a_message_that_says_nothing_is_left_out() -> None:
    _, messages = _say(_says("user", "a"), _says("assistant", ""), _says("user", "b"))

    assert messages == [_turn("user", "a", "b")]


@pytest.mark.parametrize(
    "after",
    [[], [_says("assistant", "c")]],
)
def test_a_system_message_stays_after_a_users(after: list[Message]) -> None:
    here = context()

    _, messages = _say(_says("user", "a"), _says("system", "b", "c"), *after, of=here)

    assert messages[:2] == [_turn("user", "a"), _turn("system", "b", "c")]
    assert losses(here) == []


def test_adjoining_system_messages_are_one() -> None:
    # "consecutive system messages are not allowed"
    _, messages = _say(_says("user", "a"), _says("system", "b"), _says("developer", "c"))

    assert messages == [_turn("user", "a"), _turn("system", "b", "c")]


def test_a_system_message_before_a_users_is_said_in_it() -> None:
    # it must be followed by an assistant's or end the conversation
    here = context()

    _, messages = _say(
        _says("user", "0"),
        _says("assistant", "a"),
        _says("system", "b"),
        _says("user", "c"),
        of=here,
    )

    assert messages == [
        _turn("user", "0"),
        _turn("assistant", "a"),
        _turn("user", "<system>\nb\n</system>", "c"),
    ]
    assert losses(here) == ["coerced request.messages[].role"]


def test_an_upstream_without_system_messages_gets_them_in_the_users() -> None:
    here = context()
    here.profile = Profile(system_anywhere=False)

    _, messages = _say(_says("user", "a"), _says("system", "b"), of=here)

    assert messages == [_turn("user", "a", "<system>\nb\n</system>")]
    assert losses(here) == ["coerced request.messages[].role"]


def test_instructions_alone_are_said_as_the_users() -> None:
    here = context()

    assert _say(_says("system", "Write a poem."), of=here) == (
        None,
        [_turn("user", "Write a poem.")],
    )
    assert losses(here) == ["coerced request.messages"]


def test_a_prefill_does_not_end_in_whitespace() -> None:
    # "final assistant content cannot end with trailing whitespace"
    here = context()

    _, messages = _say(_says("user", "a"), _says("assistant", "The answer: \n"), of=here)

    assert messages[-1] == _turn("assistant", "The answer:")
    assert losses(here) == ["coerced request.messages[]"]


def test_whitespace_within_a_conversation_stays() -> None:
    _, messages = _say(_says("user", "b "), _says("assistant", "a "), _says("user", "b "))

    assert messages == [_turn("user", "b "), _turn("assistant", "a "), _turn("user", "b ")]


def test_a_user_is_made_to_speak_before_an_assistant() -> None:
    here = context()

    _, messages = _say(_says("assistant", "a"), _says("user", "b"), of=here)

    assert messages == [_turn("user", OPENING), _turn("assistant", "a"), _turn("user", "b")]
    assert losses(here) == ["invented request.messages"]


def test_a_speakers_name_is_lost() -> None:
    here = context()

    _say(Message("user", (Text("a"),), name="ada", path="messages[0]"), of=here)

    assert losses(here) == ["dropped request.messages[].name"]


def test_a_longer_conversation_begins_with_the_same_bytes() -> None:
    # prompt caches depend on it
    parts: tuple[Part, ...] = (Text("a"), CALL)
    start = (_says("system", "s"), _says("user", "u"), Message("assistant", parts))
    shorter = _say(*start, Message("tool", (RESULT,)))
    longer = _say(*start, Message("tool", (RESULT,)), _says("assistant", "b"), _says("user", "c"))

    assert longer[0] == shorter[0]
    assert longer[1][: len(shorter[1])] == shorter[1]


def test_media_in_instructions_is_refused() -> None:
    with pytest.raises(RequestError):
        _say(Message("system", (Media("image", Inline("aGk=")),)), _says("user", "a"))
