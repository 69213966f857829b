"""Calls and results: paired, ordered, with ids that every upstream accepts."""

import re
from collections import Counter
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.fitting import fitted, said, talk
from translators.adapt import tool_pairing
from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.parts import CacheMark, Foreign, Media, Text, ToolCall, ToolResult, Url
from translators.hub.request import Message, Request

LEGAL = re.compile(r"[A-Za-z0-9_-]{1,64}")


def call(call_id: str, name: str = "Bash", arguments: str = "{}") -> ToolCall:
    return ToolCall(call_id, name, arguments, path=f"call:{call_id}")


def result(call_id: str, text: str = "done") -> ToolResult:
    return ToolResult(call_id, (Text(text),), path=f"result:{call_id}")


def interrupted(call_id: str) -> ToolResult:
    return ToolResult(call_id, (Text(tool_pairing.INTERRUPTED),), is_error=True)


def orphan(call_id: str, text: str = "done") -> Message:
    return said("user", f"Result of an earlier tool call ({call_id}):", text)


def test_a_conversation_without_tools_is_left_alone() -> None:
    request = talk(said("user", "hi"), said("assistant", "hello"))

    assert fitted(tool_pairing.fit, request).request is request


def test_a_well_formed_conversation_stays_as_it_is() -> None:
    messages = (
        said("system", "be brief"),
        said("user", "hi"),
        said("assistant", "looking", call("a"), call("b")),
        said("tool", result("a"), result("b")),
        said("assistant", call("c")),
        said("tool", result("c")),
        said("assistant", "here you are"),
    )

    outcome = fitted(tool_pairing.fit, talk(*messages))

    assert outcome.messages == messages
    assert outcome.losses == []


def test_results_of_one_turn_come_in_the_order_of_its_calls() -> None:
    outcome = fitted(
        tool_pairing.fit,
        talk(
            said("assistant", call("a"), call("b")),
            said("tool", result("b", "2")),
            said("tool", result("a", "1")),
        ),
    )

    assert outcome.messages == (
        said("assistant", call("a"), call("b")),
        said("tool", result("a", "1"), result("b", "2")),
    )
    assert outcome.losses == []


def test_adjoining_messages_of_the_assistant_are_one_turn() -> None:
    """Otherwise parallel calls would become calls one after the other."""
    outcome = fitted(
        tool_pairing.fit,
        talk(
            said("assistant", call("a")),
            said("assistant", call("b")),
            said("tool", result("a"), result("b")),
        ),
    )

    assert outcome.messages == (
        said("assistant", call("a")),
        said("assistant", call("b")),
        said("tool", result("a"), result("b")),
    )
    assert outcome.losses == []


def test_an_illegal_id_becomes_legal_on_both_sides() -> None:
    outcome = fitted(
        tool_pairing.fit,
        talk(said("assistant", call("functions.ls:0")), said("tool", result("functions.ls:0"))),
    )

    [[made], [answered]] = [message.parts for message in outcome.messages]
    assert isinstance(made, ToolCall)
    assert isinstance(answered, ToolResult)
    assert LEGAL.fullmatch(made.id)
    assert answered.call_id == made.id
    assert outcome.losses == []


def test_an_id_that_comes_in_every_turn_becomes_several() -> None:
    """Kimi starts to count anew in every turn (field guide 1)."""
    outcome = fitted(
        tool_pairing.fit,
        talk(
            said("assistant", call("Bash_0")),
            said("tool", result("Bash_0", "first")),
            said("assistant", call("Bash_0")),
            said("tool", result("Bash_0", "second")),
        ),
    )

    assert outcome.messages == (
        said("assistant", call("Bash_0")),
        said("tool", result("Bash_0", "first")),
        said("assistant", call("Bash_0_2")),
        said("tool", result("Bash_0_2", "second")),
    )
    assert outcome.losses == []


def test_a_repeated_id_gives_its_result_to_the_last_turn_that_called_it() -> None:
    outcome = fitted(
        tool_pairing.fit,
        talk(
            said("assistant", call("Bash_0")),
            said("user", "stop, do the other thing"),
            said("assistant", call("Bash_0")),
            said("tool", result("Bash_0")),
        ),
    )

    assert outcome.messages == (
        said("assistant", call("Bash_0")),
        said("tool", interrupted("Bash_0")),
        said("user", "stop, do the other thing"),
        said("assistant", call("Bash_0_2")),
        said("tool", result("Bash_0_2")),
    )
    assert outcome.losses == ["invented request.call:Bash_0: a result for an interrupted tool call"]


def test_a_new_id_is_not_one_that_another_call_has() -> None:
    outcome = fitted(
        tool_pairing.fit,
        talk(
            said("assistant", call("a"), call("a_2"), call("a")),
            said("tool", result("a", "1"), result("a_2", "2"), result("a", "3")),
        ),
    )

    assert outcome.messages == (
        said("assistant", call("a"), call("a_2"), call("a_3")),
        said("tool", result("a", "1"), result("a_2", "2"), result("a_3", "3")),
    )


def test_parts_that_are_the_same_object_are_different_calls() -> None:
    twice, answer = call("a"), result("a")

    outcome = fitted(
        tool_pairing.fit, talk(said("assistant", twice, twice), said("tool", answer, answer))
    )

    assert outcome.messages == (
        said("assistant", call("a"), call("a_2")),
        said("tool", result("a"), result("a_2")),
    )


def test_a_message_that_comes_twice_as_the_same_object() -> None:
    turn, answer = said("assistant", call("a")), said("tool", result("a"))

    outcome = fitted(tool_pairing.fit, talk(turn, answer, turn, answer))

    assert outcome.messages == (
        turn,
        answer,
        said("assistant", call("a_2")),
        said("tool", result("a_2")),
    )


def test_an_interrupted_call_gets_a_result_that_says_so() -> None:
    outcome = fitted(
        tool_pairing.fit,
        talk(said("assistant", call("a"), call("b")), said("tool", result("b")), said("user", "?")),
    )

    assert outcome.messages == (
        said("assistant", call("a"), call("b")),
        said("tool", interrupted("a"), result("b")),
        said("user", "?"),
    )
    assert outcome.losses == ["invented request.call:a: a result for an interrupted tool call"]


def test_a_call_at_the_very_end_gets_a_result_too() -> None:
    outcome = fitted(tool_pairing.fit, talk(said("assistant", call("a"))))

    assert outcome.messages == (said("assistant", call("a")), said("tool", interrupted("a")))


def test_a_result_without_its_call_is_said_by_the_user() -> None:
    outcome = fitted(
        tool_pairing.fit, talk(said("tool", result("gone", "42")), said("user", "and now?"))
    )

    assert outcome.messages == (orphan("gone", "42"), said("user", "and now?"))
    assert outcome.losses == [
        "coerced request.result:gone: a tool result without its call is said as the user's words"
    ]


def test_a_second_result_of_one_call_is_said_by_the_user() -> None:
    outcome = fitted(
        tool_pairing.fit,
        talk(said("assistant", call("a")), said("tool", result("a", "1"), result("a", "2"))),
    )

    assert outcome.messages == (
        said("assistant", call("a")),
        said("tool", result("a", "1")),
        orphan("a", "2"),
    )


def test_a_result_before_its_call_belongs_to_none() -> None:
    outcome = fitted(
        tool_pairing.fit, talk(said("tool", result("a")), said("assistant", call("a")))
    )

    assert outcome.messages == (
        orphan("a"),
        said("assistant", call("a")),
        said("tool", interrupted("a")),
    )


def test_an_orphan_keeps_its_media() -> None:
    image = Media("image", Url("https://example.com/a.png"))
    lost = ToolResult("gone", (Text("see"), image))

    outcome = fitted(tool_pairing.fit, talk(said("tool", lost)))

    assert outcome.messages == (
        said("user", "Result of an earlier tool call (gone):", "see", image),
    )


@pytest.mark.parametrize(
    "between",
    [
        (said("user", "wait"),),
        (said("system", "be quick"),),
        (said("user", "wait"), said("assistant", "I do")),
    ],
)
def test_a_late_result_moves_to_its_call(between: tuple[Message, ...]) -> None:
    outcome = fitted(
        tool_pairing.fit, talk(said("assistant", call("a")), *between, said("tool", result("a")))
    )

    assert outcome.messages == (
        said("assistant", call("a")),
        said("tool", result("a")),
        *between,
    )
    assert outcome.losses == [
        "coerced request.result:a: a tool result is moved to directly after its call"
    ]


def test_a_result_that_stands_among_words_leaves_them_where_they_are() -> None:
    outcome = fitted(
        tool_pairing.fit, talk(said("assistant", call("a")), said("user", result("a"), "go on"))
    )

    assert [message.role for message in outcome.messages] == ["assistant", "tool", "user"]
    assert outcome.messages[2] == said("user", "go on")


def test_a_result_without_an_id_goes_to_the_only_open_call() -> None:
    outcome = fitted(
        tool_pairing.fit,
        talk(
            said("assistant", call("old")),
            said("user", "never mind"),
            said("assistant", call("a"), call("b")),
            said("tool", result("a"), result("")),
        ),
    )

    assert outcome.messages[-1] == said("tool", result("a"), result("b"))
    assert outcome.losses[0] == (
        "invented request.result:: the id of the only call it can belong to"
    )


@pytest.mark.parametrize(
    ("messages", "waiting"),
    [
        ((said("tool", result("")),), 0),
        ((said("assistant", call("a"), call("b")), said("tool", result(""))), 2),
        ((said("assistant", call("a")), said("tool", result("a"), result(""))), 0),
    ],
)
def test_a_result_without_an_id_is_refused_if_it_is_not_clear(
    messages: tuple[Message, ...], waiting: int
) -> None:
    with pytest.raises(RequestError) as caught:
        fitted(tool_pairing.fit, talk(*messages))

    assert caught.value.path == "result:"
    assert f"{waiting} calls wait for one: give the id of its call" in caught.value.message


def test_calls_without_ids_get_ids() -> None:
    """The API before tools had function calls without ids."""
    outcome = fitted(
        tool_pairing.fit,
        talk(
            said("assistant", call("")),
            said("tool", result("", "1")),
            said("assistant", call("")),
            said("tool", result("", "2")),
        ),
    )

    ids = [part.id for m in outcome.messages for part in m.parts if isinstance(part, ToolCall)]
    assert len(set(ids)) == 2
    assert all(LEGAL.fullmatch(made) for made in ids)
    assert [
        part.call_id for m in outcome.messages for part in m.parts if isinstance(part, ToolResult)
    ] == ids


def test_a_result_is_of_the_kind_of_its_call() -> None:
    made = ToolCall("a", "apply_patch", "*** Begin", "custom")

    outcome = fitted(tool_pairing.fit, talk(said("assistant", made), said("tool", result("a"))))

    assert outcome.messages[1].parts == (ToolResult("a", (Text("done"),), kind="custom"),)


def test_everything_else_of_a_call_and_a_result_is_kept() -> None:
    made = ToolCall("a:1", "x", '{"k": 1}', "custom", "ns", cache=CacheMark("1h"))
    got = ToolResult("a:1", (Foreign("d", "k", {}),), is_error=True, cache=CacheMark())

    outcome = fitted(tool_pairing.fit, talk(said("assistant", made), said("tool", got)))

    [[kept_call], [kept_result]] = [message.parts for message in outcome.messages]
    assert kept_call == ToolCall(
        kept_call.id if isinstance(kept_call, ToolCall) else "",
        "x",
        '{"k": 1}',
        "custom",
        "ns",
        cache=CacheMark("1h"),
    )
    assert isinstance(kept_result, ToolResult)
    assert kept_result.content == got.content
    assert kept_result.is_error
    assert kept_result.cache == CacheMark()


def test_an_empty_message_stays() -> None:
    request = talk(said("user"), said("assistant", call("a")), said("tool", result("a")))

    assert fitted(tool_pairing.fit, request).messages == request.messages


def test_many_turns_take_linear_time() -> None:
    """All calls first, all results last: what a looking-around pairing would pay for dearly."""
    calls = [said("assistant", call("Bash_0")) for _ in range(3000)]
    words = [said("user", "go on") for _ in range(3000)]
    results = [said("tool", result(f"c{n}")) for n in range(3000)]
    named = [said("assistant", call(f"c{n}")) for n in range(3000)]
    turns = [m for pair in zip(calls, words, strict=True) for m in pair]

    outcome = fitted(tool_pairing.fit, talk(*turns, *named, said("user", "?"), *results))

    assert len(outcome.messages) == 3000 * 3 + 3000 + 2


def test_a_longer_conversation_begins_like_a_shorter_one() -> None:
    """Prompt caches depend on it."""
    short = (
        said("user", "hi"),
        said("assistant", call("Bash:0")),
        said("tool", result("Bash:0")),
        said("tool", result("gone")),
    )
    long = (*short, said("assistant", call("Bash:0")), said("tool", result("Bash:0")))

    before = fitted(tool_pairing.fit, talk(*short)).messages
    assert fitted(tool_pairing.fit, talk(*long)).messages[: len(before)] == before


IDS = st.sampled_from(["a", "b", "Bash:0", "a_2"])
TURNS = st.one_of(
    st.builds(said, st.just("user"), st.just("hi")),
    st.lists(IDS, min_size=1, max_size=3).map(lambda ids: said("assistant", *map(call, ids))),
    st.lists(IDS, min_size=1, max_size=3).map(lambda ids: said("tool", *map(result, ids))),
    st.builds(said, st.just("assistant"), st.just("well")),
)


@given(st.lists(TURNS, max_size=12))
def test_whatever_came_every_call_is_followed_by_its_one_result(turns: list[Message]) -> None:
    request = tool_pairing.fit(Request("m", tuple(turns)), Context())

    ids = [p.id for m in request.messages for p in m.parts if isinstance(p, ToolCall)]
    assert Counter(ids) == Counter(set(ids))
    assert all(LEGAL.fullmatch(made) for made in ids)
    runs = [(role, list(run)) for role, run in groupby(request.messages, lambda m: m.role)]
    for index, (role, run) in enumerate(runs):
        calls = [p.id for m in run for p in m.parts if isinstance(p, ToolCall)]
        if role == "assistant" and calls:
            following = runs[index + 1]
            assert following[0] == "tool"
            assert [
                p.call_id for m in following[1] for p in m.parts if isinstance(p, ToolResult)
            ] == calls
        if role == "tool":
            assert runs[index - 1][0] == "assistant"


@given(st.lists(TURNS, max_size=12))
def test_nothing_that_was_said_is_lost(turns: list[Message]) -> None:
    request = tool_pairing.fit(Request("m", tuple(turns)), Context())

    def words(messages: tuple[Message, ...]) -> Counter[str]:
        return Counter(
            text.text
            for message in messages
            for part in message.parts
            for text in (part.content if isinstance(part, ToolResult) else (part,))
            if isinstance(text, Text)
        )

    assert words(tuple(turns)) <= words(request.messages)
