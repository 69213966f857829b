"""Answers on their way back: what the client declared, streamed and whole alike."""

import pytest

from tests.support.fitting import said
from translators.adapt.tools.back import Restore
from translators.adapt.tools.outward import ToolNames
from translators.hub.events import (
    Event,
    KeepAlive,
    PartDelta,
    PartEnd,
    PartStart,
    ResponseEnd,
    ResponseStart,
)
from translators.hub.fold import Fold, unfold
from translators.hub.grammar import check
from translators.hub.parts import Part, Reasoning, Text, ToolCall
from translators.hub.request import Request
from translators.hub.response import Response, Stop
from translators.hub.tools import Tool
from translators.names import legal_identifier
from translators.profile import DEFAULT, Profile

LONG = "mcp__plugin_chrome-devtools-mcp_chrome-devtools__take_a_very_long_snapshot"
TOOLS = (
    Tool("bash"),
    Tool(LONG),
    Tool("apply_patch", kind="custom"),
    Tool("wait", namespace="functions"),
    Tool("exec", kind="custom", namespace="functions"),
    Tool("tool_search", kind="tool_search"),
    Tool("local_shell", kind="local_shell"),
)
REQUEST = Request("m", tools=TOOLS)

CASES: dict[str, tuple[Part, Part]] = {
    "text": (Text("hi"), Text("hi")),
    "reasoning": (Reasoning("hm", ("so",)), Reasoning("hm", ("so",))),
    "a tool as it was": (ToolCall("a", "bash", '{"cmd":1}'), ToolCall("a", "bash", '{"cmd":1}')),
    "an unknown tool": (ToolCall("a", "nope", "{}"), ToolCall("a", "nope", "{}")),
    "a shortened name": (ToolCall("a", legal_identifier(LONG), "{}"), ToolCall("a", LONG, "{}")),
    "a namespace": (
        ToolCall("a", "functions__wait", '{"ms":1}'),
        ToolCall("a", "wait", '{"ms":1}', namespace="functions"),
    ),
    "free text": (
        ToolCall("a", "apply_patch", '{"input":"*** \\"x\\"\\n"}'),
        ToolCall("a", "apply_patch", '*** "x"\n', "custom"),
    ),
    "free text in a namespace": (
        ToolCall("a", "functions__exec", '{"input":"text(1)"}'),
        ToolCall("a", "exec", "text(1)", "custom", "functions"),
    ),
    "a search for tools": (
        ToolCall("a", "tool_search", '{"input":"x"}'),
        ToolCall("a", "tool_search", '{"input":"x"}', "tool_search"),
    ),
    "a local shell": (
        ToolCall("a", "local_shell", '{"command":["ls"]}'),
        ToolCall("a", "local_shell", '{"command":["ls"]}', "local_shell"),
    ),
    "free text without a text": (
        ToolCall("a", "apply_patch", "{}"),
        ToolCall("a", "apply_patch", "", "custom"),
    ),
    "free text that ignored the schema": (
        ToolCall("a", "apply_patch", "*** Begin"),
        ToolCall("a", "apply_patch", "*** Begin", "custom"),
    ),
    "free text that an upstream knows": (
        ToolCall("a", "apply_patch", '{"input":1}', "custom"),
        ToolCall("a", "apply_patch", '{"input":1}', "custom"),
    ),
    "an illegal id": (
        ToolCall("Bash:0", "bash", "{}"),
        ToolCall(legal_identifier("Bash:0"), "bash", "{}"),
    ),
}


def restore(request: Request = REQUEST, profile: Profile = DEFAULT) -> Restore:
    return Restore(ToolNames(request, profile), request)


def answer(*parts: Part) -> Response:
    return Response("r", "m", parts, Stop("end"))


def streamed(*parts: Part) -> list[Event]:
    """The parts as a stream, one character a delta."""
    events: list[Event] = []
    for event in unfold(answer(*parts)):
        if isinstance(event, PartDelta):
            events += (PartDelta(event.index, letter, event.section) for letter in event.text)
        else:
            events.append(event)
    return events


def folded(events: list[Event]) -> object:
    fold = Fold()
    for event in events:
        fold.feed(event)
    return fold.result()


@pytest.mark.parametrize("name", CASES)
def test_a_whole_answer(name: str) -> None:
    given, expected = CASES[name]

    assert restore().response(answer(given)) == answer(expected)


@pytest.mark.parametrize("name", CASES)
def test_a_streamed_answer_says_the_same(name: str) -> None:
    given, expected = CASES[name]
    restoring = restore()

    events = [said for event in streamed(given) for said in restoring.feed(event)]

    check(events)
    assert folded(events) == answer(expected)


def test_parts_that_grow_at_the_same_time_do_not_mix() -> None:
    restoring = restore()
    events: list[Event] = [
        ResponseStart("r", "m"),
        PartStart(0, ToolCall("a", "apply_patch")),
        PartStart(1, ToolCall("b", "bash")),
        PartStart(2, ToolCall("c", "apply_patch")),
        PartDelta(0, '{"input":"a'),
        PartDelta(1, '{"input":"'),
        PartDelta(2, '{"input":"c'),
        PartDelta(1, 'b"}'),
        PartDelta(0, 'a"}'),
        PartEnd(0),
        PartDelta(2, 'c"}'),
        PartEnd(2),
        PartEnd(1),
        ResponseEnd(Stop("tool_calls")),
    ]

    restored = [said for event in events for said in restoring.feed(event)]

    check(restored)
    assert folded(restored) == Response(
        "r",
        "m",
        (
            ToolCall("a", "apply_patch", "aa", "custom"),
            ToolCall("b", "bash", '{"input":"b"}'),
            ToolCall("c", "apply_patch", "cc", "custom"),
        ),
        Stop("tool_calls"),
    )


def test_free_text_comes_while_it_arrives() -> None:
    restoring = restore()
    restoring.feed(PartStart(0, ToolCall("a", "apply_patch")))

    assert list(restoring.feed(PartDelta(0, '{"input": "*** Beg'))) == [PartDelta(0, "*** Beg")]
    assert list(restoring.feed(PartDelta(0, "\\"))) == []
    assert list(restoring.feed(PartEnd(0))) == [PartEnd(0)]


def test_other_events_pass_as_they_are() -> None:
    restoring = restore()

    for event in (KeepAlive(), ResponseStart("r", "m"), PartDelta(7, "x"), PartEnd(7)):
        [passed] = restoring.feed(event)
        assert passed is event


def test_ids_differ_within_an_answer() -> None:
    outcome = restore().response(answer(ToolCall("a", "bash", "{}"), ToolCall("a", "bash", "{}")))

    assert outcome == answer(ToolCall("a", "bash", "{}"), ToolCall("a_2", "bash", "{}"))


def test_ids_differ_from_those_of_earlier_turns() -> None:
    """Kimi begins with `Bash:0` in every turn, and no two calls may share an id later (2)."""
    first = legal_identifier("Bash:0")
    request = Request("m", (said("assistant", ToolCall(first, "bash")),), TOOLS)
    call = ToolCall("Bash:0", "bash", "{}")

    [whole] = restore(request).response(answer(call)).parts
    [start] = restore(request).feed(PartStart(0, call))

    assert whole == ToolCall(f"{first}_2", "bash", "{}")
    assert start == PartStart(0, whole)


def test_a_namespace_tells_tools_of_one_name_apart() -> None:
    tools = (Tool("wait", namespace="a"), Tool("wait", kind="custom", namespace="b"))
    restoring = restore(Request("m", tools=tools), Profile(namespaces=True, custom_tools=True))

    outcome = restoring.response(
        answer(
            ToolCall("1", "wait", "{}", namespace="a"),
            ToolCall("2", "wait", "x", "custom", namespace="b"),
        )
    )

    assert outcome == answer(
        ToolCall("1", "wait", "{}", namespace="a"),
        ToolCall("2", "wait", "x", "custom", namespace="b"),
    )


SPOKEN = ToolCall("a", "apply_patch")
"""A call of a function that stands for a tool of free text."""


@pytest.mark.parametrize(
    "part",
    [
        Text(),
        Reasoning(),
        ToolCall("a", "bash"),
        ToolCall("a", "nope"),
        ToolCall("a", "tool_search"),
        ToolCall("a", "apply_patch", kind="custom"),
    ],
)
def test_deltas_that_stay_as_they_are_pass(part: Part) -> None:
    restoring = restore()
    restoring.feed(PartStart(0, part))

    assert restoring.is_transparent_for(0)
    assert list(restoring.feed(PartDelta(0, '{"input":'))) == [PartDelta(0, '{"input":')]


def test_deltas_that_become_free_text_do_not_pass() -> None:
    restoring = restore()
    restoring.feed(PartStart(0, SPOKEN))

    assert not restoring.is_transparent_for(0)


def test_other_parts_pass_beside_free_text() -> None:
    restoring = restore()
    restoring.feed(PartStart(0, SPOKEN))
    restoring.feed(PartStart(1, ToolCall("b", "bash")))

    assert [restoring.is_transparent_for(index) for index in range(2)] == [False, True]
