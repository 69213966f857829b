from dataclasses import replace

import pytest

from tests.support.fake_dialect import fake_dialect
from translators.dialect import Context, StreamEncoder
from translators.hub.events import (
    PartDelta,
    PartEnd,
    PartSeal,
    PartStart,
    ResponseEnd,
    ResponseStart,
)
from translators.hub.failure import Failure
from translators.hub.fold import unfold
from translators.hub.parts import (
    Origin,
    Part,
    Reasoning,
    Seal,
    Text,
    ToolCall,
    ToolResult,
)
from translators.hub.request import Message, Request
from translators.hub.response import Response, Stop
from translators.memory.snapshot import Chain, Snapshot
from translators.memory.thoughts import PREFIX, PROBES, Thoughts, remembered
from translators.openai_chat.dialect import DIALECT as CHAT

ISSUER = Origin("anthropic-messages", "anthropic", "claude-opus-4-6", "0a1b2c3d")
ASKED = Message("user", (Text("Look."),))


def seal(value: str) -> Seal:
    return Seal("signature", value, ISSUER)


THOUGHT = Reasoning("I must\n\nlook.", ("Looking",), seal("s1"))
CALL = ToolCall("call_1", "read", '{"path": "a"}')


class Kept:
    """What is kept, and which ids were asked for."""

    def __init__(self) -> None:
        self.snapshots: dict[str, Snapshot] = {}
        self.asked: list[str] = []

    def find(self, snapshot_id: str) -> Chain | None:
        self.asked.append(snapshot_id)
        chain: list[Snapshot] = []
        wanted: str | None = snapshot_id
        while wanted is not None:
            if wanted not in self.snapshots:
                return None
            chain.append(self.snapshots[wanted])
            wanted = chain[-1].parent
        return chain[::-1]

    def keep(self, snapshot: Snapshot) -> None:
        self.snapshots[snapshot.id] = snapshot

    def thoughts(self, client: str = "me") -> Thoughts:
        return Thoughts(client, self.find, self.keep)


@pytest.fixture
def kept() -> Kept:
    return Kept()


def asked(*messages: Message) -> Request:
    return Request("m", messages=messages)


def answered(*parts: Part) -> Response:
    return Response("r", "m", parts, Stop("end"))


def made(*parts: Part) -> Message:
    return Message("assistant", parts)


def exchange(kept: Kept, request: Request, *answer: Part, client: str = "me") -> Request:
    """One request and its answer; the request with its thoughts."""
    thoughts = kept.thoughts(client)
    recalled = thoughts.recall(request)
    thoughts.note(answered(*answer))
    return recalled


def last_parts(request: Request) -> tuple[Part, ...]:
    return request.messages[-1].parts


def test_a_turn_gets_its_thoughts_back(kept: Kept) -> None:
    exchange(kept, asked(ASKED), THOUGHT, CALL)

    recalled = kept.thoughts().recall(asked(ASKED, made(CALL)))

    assert recalled == asked(ASKED, made(THOUGHT, CALL))


def test_thoughts_stand_where_they_stood(kept: Kept) -> None:
    second, third = Reasoning(seal=seal("s2")), Reasoning("aloud")
    other = replace(CALL, id="call_2")
    exchange(kept, asked(ASKED), THOUGHT, Text("I look."), second, CALL, third, other)

    recalled = kept.thoughts().recall(asked(ASKED, made(Text("I look."), CALL, other)))

    assert last_parts(recalled) == (THOUGHT, Text("I look."), second, CALL, third, other)


def test_words_that_were_apart_stand_together(kept: Kept) -> None:
    second = Reasoning("aloud")
    exchange(kept, asked(ASKED), Text("One."), THOUGHT, Text("Two."), second)

    recalled = kept.thoughts().recall(asked(ASKED, made(Text("One.\n\nTwo."))))

    assert last_parts(recalled) == (Text("One.\n\nTwo."), THOUGHT, second)


def test_a_call_gets_its_seal_back(kept: Kept) -> None:
    thought = Seal("thought", "s", Origin("google-gemini"))
    exchange(kept, asked(ASKED), replace(CALL, seal=thought))

    recalled = kept.thoughts().recall(asked(ASKED, made(CALL)))

    assert last_parts(recalled) == (replace(CALL, seal=thought),)


def test_all_turns_get_theirs_with_one_look(kept: Kept) -> None:
    messages = [ASKED]
    for number in range(20):
        call = ToolCall(f"call_{number}", "read", "{}")
        thought = Reasoning(f"{number}", seal=seal(f"s{number}"))
        exchange(kept, asked(*messages), thought, call)
        messages += [made(call), Message("tool", (ToolResult(call.id),))]
    kept.asked.clear()

    recalled = kept.thoughts().recall(asked(*messages))

    values = [
        part.seal.value
        for message in recalled.messages
        for part in message.parts
        if isinstance(part, Reasoning) and part.seal
    ]
    assert values == [f"s{number}" for number in range(20)]
    assert len(kept.asked) == 1


def test_a_row_goes_on_over_answers_without_thoughts(kept: Kept) -> None:
    exchange(kept, asked(ASKED), THOUGHT, CALL)
    messages = [ASKED, made(CALL)]
    for number in range(2 * PROBES):
        messages += [Message("user", (Text(f"{number}?"),))]
        exchange(kept, asked(*messages), Text(f"{number}!"))
        messages += [made(Text(f"{number}!"))]

    recalled = kept.thoughts().recall(asked(*messages))

    assert recalled.messages[1] == made(THOUGHT, CALL)


def test_nothing_is_kept_of_a_conversation_without_thoughts(kept: Kept) -> None:
    exchange(kept, asked(ASKED), Text("Done."))

    assert kept.snapshots == {}


def test_a_long_conversation_that_is_not_known_is_soon_given_up(kept: Kept) -> None:
    turns = [made(Text(f"{number}")) for number in range(100)]

    request = asked(ASKED, *turns)

    assert kept.thoughts().recall(request) is request
    assert len(kept.asked) == PROBES


def test_another_client_gets_nothing(kept: Kept) -> None:
    exchange(kept, asked(ASKED), THOUGHT, CALL)

    request = asked(ASKED, made(CALL))

    assert kept.thoughts("somebody else").recall(request) is request


def test_another_conversation_gets_nothing_although_the_ids_are_the_same(kept: Kept) -> None:
    exchange(kept, asked(ASKED), THOUGHT, CALL)

    request = asked(Message("user", (Text("Go on."),)), made(CALL))

    assert kept.thoughts().recall(request) is request


def test_what_a_client_carries_itself_is_left_alone(kept: Kept) -> None:
    exchange(kept, asked(ASKED), THOUGHT, CALL)
    own = made(Reasoning("mine", seal=seal("s9")), CALL)

    assert kept.thoughts().recall(asked(ASKED, own)).messages[-1] == own


def test_thinking_that_came_back_without_its_seal_makes_place(kept: Kept) -> None:
    exchange(kept, asked(ASKED), THOUGHT, CALL)

    recalled = kept.thoughts().recall(asked(ASKED, made(Reasoning(THOUGHT.text), CALL)))

    assert last_parts(recalled) == (THOUGHT, CALL)


def test_what_is_kept_holds_nothing_of_the_conversation(kept: Kept) -> None:
    exchange(kept, asked(ASKED), THOUGHT, Text("secret words"), CALL)

    (snapshot,) = kept.snapshots.values()

    assert snapshot.id.startswith(PREFIX)
    assert not snapshot.is_answer
    assert not snapshot.is_conversation
    assert "secret" not in str(snapshot)
    assert CALL.arguments not in str(snapshot)


# As a dialect.


DIALECT = fake_dialect("here")


def test_a_remembering_dialect_recalls_and_notes_whole_answers(kept: Kept) -> None:
    dialect = remembered(DIALECT, kept.thoughts())
    document, context = {"model": "m", "say": "hi"}, Context()

    assert dialect.decode_request({**document}, context) == DIALECT.decode_request(
        {**document}, context
    )
    assert dialect.encode_response(answered(THOUGHT, CALL), context) == DIALECT.encode_response(
        answered(THOUGHT, CALL), context
    )
    assert len(kept.snapshots) == 1


def test_a_streamed_answer_is_kept_before_its_end_is_said(kept: Kept) -> None:
    encoder = remembered(DIALECT, kept.thoughts()).stream_encoder(Context())
    *before, end = unfold(answered(THOUGHT, CALL))
    assert isinstance(end, ResponseEnd)

    for event in before:
        encoder.feed(event)
    assert kept.snapshots == {}
    encoder.feed(end)

    (snapshot,) = kept.snapshots.values()
    assert len(snapshot.input_items) == 2


def test_an_answer_that_failed_is_not_kept(kept: Kept) -> None:
    encoder = remembered(DIALECT, kept.thoughts()).stream_encoder(Context())

    for event in (
        ResponseStart("r", "m"),
        PartStart(0, THOUGHT),
        Failure("connection", "It died.", 502),
    ):
        encoder.feed(event)

    assert kept.snapshots == {}


# What is said without an event.


def _said(encoder: StreamEncoder, index: int, text: str, section: int = 0) -> bytes:
    """A text, half of it as a delta and the rest without one."""
    half = len(text) // 2
    said = encoder.feed(PartDelta(index, text[:half], section))
    say = encoder.delta_writer(index, section)
    assert say is not None
    return said + say(text[half:])


def test_thoughts_that_were_said_without_events_are_kept(kept: Kept) -> None:
    thoughts = kept.thoughts()
    thoughts.recall(asked(ASKED))
    encoder = remembered(CHAT, thoughts).stream_encoder(Context())
    thought, sealed = Reasoning("I must look.", ("Looking.",)), seal("s1")

    encoder.feed(ResponseStart("r", "m"))
    encoder.feed(PartStart(0, Reasoning()))
    _said(encoder, 0, thought.text)
    _said(encoder, 0, thought.summary[0], 1)
    encoder.feed(PartSeal(0, sealed))
    encoder.feed(PartEnd(0))
    encoder.feed(PartStart(1, replace(CALL, arguments="")))
    _said(encoder, 1, CALL.arguments)
    encoder.feed(PartEnd(1))
    encoder.feed(ResponseEnd(Stop("tool_calls")))

    recalled = kept.thoughts().recall(asked(ASKED, made(CALL)))
    assert last_parts(recalled) == (replace(thought, seal=sealed), CALL)


def test_an_answer_is_known_by_the_words_that_were_said_without_events(kept: Kept) -> None:
    thoughts = kept.thoughts()
    thoughts.recall(asked(ASKED))
    encoder = remembered(CHAT, thoughts).stream_encoder(Context())

    for event in unfold(answered(THOUGHT)):
        if not isinstance(event, ResponseEnd):
            encoder.feed(event)
    encoder.feed(PartStart(1, Text()))
    _said(encoder, 1, "I look.")
    encoder.feed(PartEnd(1))
    encoder.feed(ResponseEnd(Stop("end")))

    recalled = kept.thoughts().recall(asked(ASKED, made(Text("I look."))))
    assert last_parts(recalled) == (THOUGHT, Text("I look."))


def test_what_is_said_without_an_event_is_what_the_dialect_itself_says(kept: Kept) -> None:
    encoder = remembered(CHAT, kept.thoughts()).stream_encoder(Context())
    plain = CHAT.stream_encoder(Context())
    for event in (ResponseStart("r", "m", 1), PartStart(0, Text()), PartDelta(0, "I ")):
        assert encoder.feed(event) == plain.feed(event)
    say = encoder.delta_writer(0, 0)
    assert say is not None

    assert say("look.") == plain.feed(PartDelta(0, "look."))


def test_a_dialect_that_must_see_every_delta_does_so(kept: Kept) -> None:
    encoder = remembered(DIALECT, kept.thoughts()).stream_encoder(Context())
    encoder.feed(ResponseStart("r", "m"))
    encoder.feed(PartStart(0, Text()))

    assert encoder.delta_writer(0, 0) is None
