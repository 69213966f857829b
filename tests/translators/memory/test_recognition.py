from dataclasses import replace

import pytest

from translators.hub.document import Document
from translators.hub.parts import (
    CacheMark,
    Foreign,
    Inline,
    Media,
    Origin,
    Part,
    Plain,
    Reasoning,
    Refusal,
    Seal,
    Source,
    Stored,
    Text,
    ToolCall,
    ToolResult,
    Url,
)
from translators.hub.request import Message
from translators.memory.recognition import ConversationDigest

CALL = ToolCall("functions.read:0", "read", '{"path": "a"}')
RESULT = Message("tool", (ToolResult(CALL.id, (Text("empty"),)),))
ASKED = Message("user", (Text("What is in a?"),))
SEAL = Seal("signature", "x", Origin("anthropic-messages"))


def name(*messages: Message, client: str = "me", said: tuple[Part, ...] = (CALL,)) -> str:
    thread = ConversationDigest(client)
    for message in messages:
        thread.add(message)
    return thread.name(said)


def test_the_same_turn_of_the_same_conversation_has_the_same_name() -> None:
    assert name(ASKED) == name(replace(ASKED, path="messages[0]"))
    assert len(name(ASKED)) == 64


def test_nobody_else_has_it() -> None:
    assert name(ASKED, client="somebody else") != name(ASKED)


@pytest.mark.parametrize(
    "before",
    [
        (),
        (ASKED, ASKED),
        (Message("system", ASKED.parts),),
        (Message("user", (Text("What is in b?"),)),),
        (Message("user", (Text("What is"), Text(" in a?"))),),
        (Message("user", (Refusal("What is in a?"), Text(""))),),
        (Message("system", (Text("You serve Alice."),)), ASKED),
    ],
)
def test_another_conversation_has_other_names_although_the_calls_are_the_same(
    before: tuple[Message, ...],
) -> None:
    assert name(*before) != name(ASKED)


@pytest.mark.parametrize("content", [(), (Text("full"),), (Text("empty"), Text(""))])
def test_results_count(content: tuple[Text, ...]) -> None:
    other = Message("tool", (ToolResult(CALL.id, content),))

    assert name(ASKED, other) != name(ASKED, RESULT)


def _media(source: Source) -> Message:
    return Message("user", (Media("image", source),))


def test_media_count() -> None:
    sources = (Url("a"), Url("b"), Inline("c"), Plain("d"), Stored("e", Origin("")))

    assert len({name(_media(source)) for source in sources}) == len(sources)


def test_foreign_parts_count() -> None:
    def foreign(value: Document) -> Message:
        return Message("user", (Foreign("openai-chat", "audio", value),))

    assert name(foreign({"id": "1"})) != name(foreign({"id": "2"}))


def test_half_a_character_is_a_word_too() -> None:
    assert name(Message("user", (Text("\ud83d"),))) != name(Message("user", (Text("\ud83e"),)))


@pytest.mark.parametrize(
    "again",
    [
        (Text("I look.", cache=CacheMark()), CALL),
        (Reasoning("hm", seal=SEAL), Text("I look."), CALL),
        (Text("I look."), replace(CALL, seal=SEAL)),
    ],
    ids=["cache mark", "thinking", "seal"],
)
def test_what_clients_may_leave_out_does_not_count(again: tuple[Part, ...]) -> None:
    before = Message("assistant", (Text("I look."), CALL))

    assert name(ASKED, Message("assistant", again)) == name(ASKED, before)


def test_a_turn_with_calls_is_known_by_their_ids() -> None:
    assert name(ASKED, said=(Text("I look."), CALL)) == name(ASKED)
    assert name(ASKED, said=(replace(CALL, arguments="{}"),)) == name(ASKED)
    assert name(ASKED, said=(replace(CALL, id="functions.read:1"),)) != name(ASKED)
    assert name(ASKED, said=(CALL, replace(CALL, id="functions.read:1"))) != name(ASKED)


def test_a_turn_without_calls_is_known_by_its_words() -> None:
    assert name(ASKED, said=(Text("It is "), Text("empty."))) == name(
        ASKED, said=(Text("It is\n\nempty.\n"),)
    )
    assert name(ASKED, said=(Text("It is full."),)) != name(ASKED, said=(Text("It is empty."),))
    assert name(ASKED, said=(Text(CALL.id),)) != name(ASKED)
