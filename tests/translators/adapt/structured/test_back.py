"""Answers that were to be JSON on their way back, streamed and whole alike."""

from dataclasses import replace

import pytest

from tests.support.fitting import talk
from translators.adapt.structured import back
from translators.adapt.structured.back import StructuredReader, reader, restored
from translators.adapt.structured.outward import TOOL
from translators.dialect import Context
from translators.hub.document import Document
from translators.hub.events import (
    Event,
    KeepAlive,
    PartCitation,
    PartDelta,
    PartEnd,
    PartSeal,
    PartStart,
    ResponseEnd,
    ResponseStart,
)
from translators.hub.failure import Failure
from translators.hub.fold import Fold, unfold
from translators.hub.grammar import check
from translators.hub.parts import (
    Citation,
    Origin,
    Part,
    Reasoning,
    Refusal,
    Seal,
    Text,
    ToolCall,
)
from translators.hub.request import OutputFormat
from translators.hub.response import Response, Stop, StopKind
from translators.hub.tools import Tool
from translators.losses import Losses
from translators.profile import Profile

SCHEMA: Document = {
    "type": "object",
    "properties": {"masts": {"type": "integer", "minimum": 1}},
    "required": ["masts"],
}
SHIP = OutputFormat("schema", SCHEMA)
THREE, NONE = '{"masts": 3}', '{"masts": 0}'
HINT = "coerced response.parts[].text: what stood around the JSON is left out"
SEAL = Seal("thought", "x", Origin("openai-chat"))
LOOK = ToolCall("c", "look", "{}")
HM = Reasoning("hm")


def answer(*parts: Part, stop: StopKind = "end", raw: str | None = None) -> Response:
    return Response("r", "m", parts, Stop(stop, raw))


def ours(arguments: str) -> ToolCall:
    return ToolCall("c", TOOL, arguments)


SAID: dict[str, tuple[Response, Response]] = {
    "JSON": (answer(Text(THREE)), answer(Text(THREE))),
    "JSON behind thinking": (answer(HM, Text(THREE)), answer(HM, Text(THREE))),
    "JSON in a fence": (answer(Text(f"```json\n{THREE}\n```")), answer(Text(THREE))),
    "JSON before words": (answer(Text(f"{THREE}\nA fine ship {{}}.")), answer(Text(THREE))),
    "JSON behind words": (answer(Text(f"A fine ship {{}}: {THREE}")), answer(Text(THREE))),
    "the right JSON of two": (answer(Text(f"Not {NONE} but {THREE}")), answer(Text(THREE))),
    "words in a part of their own": (answer(Text("So:"), Text(THREE)), answer(Text(THREE))),
    "JSON and words in a part of their own": (
        answer(Text(THREE), HM, Text("So!")),
        answer(Text(THREE), HM),
    ),
    "JSON twice": (answer(Text(THREE), Text(NONE)), answer(Text(THREE))),
    "words before a call": (
        answer(Text("I shall look."), HM, LOOK, Text("…"), stop="tool_calls"),
        answer(HM, Text("I shall look."), LOOK, Text("…"), stop="tool_calls"),
    ),
    "JSON before a call": (
        answer(Text(NONE), LOOK, stop="tool_calls"),
        answer(Text(NONE), LOOK, stop="tool_calls"),
    ),
    "a refusal": (answer(Refusal("No.")), answer(Refusal("No."))),
    "words beside a refusal": (
        answer(Text("Well."), Refusal("No.")),
        answer(Refusal("No."), Text("Well.")),
    ),
    "JSON cut short": (
        answer(Text(THREE[:-1]), stop="length"),
        answer(Text(THREE[:-1]), stop="length"),
    ),
    "words cut short": (
        answer(Text("Well, I"), stop="length"),
        answer(Text("Well, I"), stop="length"),
    ),
    "words that were filtered": (
        answer(Text("Well"), stop="content_filter"),
        answer(Text("Well"), stop="content_filter"),
    ),
    "a stop at calls without one": (answer(Text(THREE), stop="tool_calls"), answer(Text(THREE))),
}
FORCED: dict[str, tuple[Response, Response]] = {
    "a call": (answer(ours(THREE), stop="tool_calls", raw="tool_use"), answer(Text(THREE))),
    "a call that ended as words do": (
        answer(ours(THREE), raw="stop"),
        answer(Text(THREE), raw="stop"),
    ),
    "words and a call": (answer(Text("So:"), ours(THREE), stop="tool_calls"), answer(Text(THREE))),
    "JSON and a call": (answer(Text(NONE), ours(THREE), stop="tool_calls"), answer(Text(THREE))),
    "two calls": (answer(ours(THREE), ours(NONE), stop="tool_calls"), answer(Text(THREE))),
    "a sealed call": (
        answer(replace(ours(THREE), seal=SEAL), stop="tool_calls"),
        answer(Text(THREE)),
    ),
    "no call but JSON": (answer(Text(f"Fine: {THREE}")), answer(Text(THREE))),
    "a call cut short": (answer(ours('{"ma'), stop="length"), answer(Text('{"ma'), stop="length")),
    "a call of somebody else's": (
        answer(LOOK, stop="tool_calls"),
        answer(LOOK, stop="tool_calls"),
    ),
}
CASES = {name: (*case, False) for name, case in SAID.items()} | {
    f"{name} for a forced one": (*case, True) for name, case in FORCED.items()
}


def context_of(*, forced: bool = False, output: OutputFormat | None = SHIP) -> Context:
    profile = Profile(output="none" if forced else "schema")
    return Context(profile=profile, request=replace(talk(), output=output))


def streamed(response: Response, size: int) -> list[Event]:
    """A whole answer as a stream with deltas of a size."""
    events: list[Event] = []
    for event in unfold(response):
        if isinstance(event, PartDelta):
            events += (
                PartDelta(event.index, event.text[start : start + size], event.section)
                for start in range(0, len(event.text), size)
            )
        else:
            events.append(event)
    return events


def filtered(filtering: StructuredReader, events: list[Event]) -> list[Event]:
    return [said for event in events for said in filtering.feed(event)]


def folded(events: list[Event]) -> Response | Failure:
    fold = Fold()
    for event in events:
        fold.feed(event)
    return fold.result()


@pytest.mark.parametrize("name", CASES)
def test_a_whole_answer(name: str) -> None:
    given, expected, forced = CASES[name]

    assert restored(given, context_of(forced=forced)) == expected


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("size", [1, 4])
def test_a_streamed_answer_says_the_same(name: str, size: int) -> None:
    given, expected, forced = CASES[name]
    filtering = reader(context_of(forced=forced))
    assert filtering is not None

    events = filtered(filtering, streamed(given, size))

    check(events)
    assert folded(events) == expected


BROKEN: dict[str, tuple[Response, str]] = {
    "words": (answer(Text("Aye!")), "it is not JSON ("),
    "nothing": (answer(), "it is empty"),
    "only thinking": (answer(HM), "it is empty"),
    "JSON of another shape": (answer(Text(NONE)), "$.masts: 0 is less than the minimum of 1"),
    "torn JSON": (answer(Text('{"masts":')), "it is not JSON ("),
    "JSON of another shape in words": (answer(Text(f"Aye: {NONE}")), "it is not JSON ("),
    "a call of another shape": (
        answer(ours(NONE), stop="tool_calls"),
        "$.masts: 0 is less than the minimum of 1",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_breaks_the_promise_is_a_failure(name: str) -> None:
    given, complaint = BROKEN[name]
    forced = name == "a call of another shape"
    filtering = reader(context_of(forced=forced))
    assert filtering is not None

    whole = restored(given, context_of(forced=forced))
    events = filtered(filtering, streamed(given, 2))

    check(events)
    assert isinstance(whole, Failure)
    assert whole.kind == "broken"
    assert complaint in whole.message
    assert folded(events) == whole


def test_json_comes_while_it_arrives() -> None:
    filtering = StructuredReader(SHIP, Losses())
    filtering.feed(PartStart(0, Text()))

    assert list(filtering.feed(PartDelta(0, "```json\n"))) == []
    assert list(filtering.feed(PartDelta(0, '{"masts"'))) == [
        PartStart(0, Text()),
        PartDelta(0, '{"masts"'),
    ]
    assert list(filtering.feed(PartDelta(0, ": 3}"))) == [PartDelta(0, ": 3}")]
    assert list(filtering.feed(PartDelta(0, "\n```"))) == []
    assert list(filtering.feed(PartEnd(0))) == [PartEnd(0)]


def test_arguments_come_while_they_arrive() -> None:
    filtering = StructuredReader(SHIP, Losses(), forced=True)

    assert list(filtering.feed(PartStart(0, ToolCall("c", TOOL)))) == [PartStart(0, Text())]
    assert list(filtering.feed(PartDelta(0, '{"ma'))) == [PartDelta(0, '{"ma')]


def test_words_are_let_through_as_soon_as_a_call_follows() -> None:
    filtering = StructuredReader(SHIP, Losses())
    filtering.feed(PartStart(0, Text()))
    filtering.feed(PartDelta(0, "I shall look."))
    filtering.feed(PartEnd(0))

    assert list(filtering.feed(PartStart(1, ToolCall("c", "look")))) == [
        PartStart(0, Text()),
        PartDelta(0, "I shall look."),
        PartEnd(0),
        PartStart(1, ToolCall("c", "look")),
    ]


def test_words_that_are_open_beside_a_call_are_let_through_at_their_end() -> None:
    filtering = StructuredReader(SHIP, Losses())
    events: list[Event] = [
        ResponseStart("r", "m"),
        PartStart(0, Text()),
        PartDelta(0, "I shall look."),
        PartStart(1, ToolCall("c", "look")),
        PartDelta(1, "{}"),
        PartEnd(0),
        PartEnd(1),
        ResponseEnd(Stop("tool_calls")),
    ]

    said = filtered(filtering, events)

    check(said)
    assert folded(said) == answer(LOOK, Text("I shall look."), stop="tool_calls")


def test_other_events_pass_as_they_are() -> None:
    filtering = StructuredReader(SHIP, Losses())

    for event in (KeepAlive(), ResponseStart("r", "m"), Failure("server", "no")):
        [passed] = filtering.feed(event)
        assert passed is event


def test_probabilities_stay_with_what_is_whole() -> None:
    filtering = StructuredReader(SHIP, Losses())
    filtering.feed(PartStart(0, Text()))

    [_, whole] = filtering.feed(PartDelta(0, '{"masts"', logprobs=("a",)))
    [cut] = filtering.feed(PartDelta(0, ": 3} so", logprobs=("b",)))

    assert whole == PartDelta(0, '{"masts"', logprobs=("a",))
    assert cut == PartDelta(0, ": 3}", logprobs=("b",))


def test_probabilities_of_words_are_a_loss() -> None:
    losses = Losses()
    filtering = StructuredReader(SHIP, losses)
    filtering.feed(PartStart(0, Text()))

    filtering.feed(PartDelta(0, "\n", logprobs=("a",)))
    assert list(losses) == []
    filtering.feed(PartDelta(0, "Aye: ", logprobs=("b",)))
    assert [str(loss) for loss in losses] == [
        "dropped response.parts[].logprobs: of words around the JSON"
    ]


def test_sources_stay_with_the_json_and_go_with_the_words() -> None:
    losses = Losses()
    filtering = StructuredReader(SHIP, losses)
    source = Citation("https://example.org/")
    filtering.feed(PartStart(0, Text()))

    assert list(filtering.feed(PartCitation(0, source))) == []
    filtering.feed(PartDelta(0, THREE))
    assert list(filtering.feed(PartCitation(0, source))) == [PartCitation(0, source)]
    assert [str(loss) for loss in losses] == [
        "dropped response.parts[].citations: cited beside the JSON"
    ]


def test_seals_of_thinking_pass() -> None:
    filtering = StructuredReader(SHIP, Losses())
    filtering.feed(PartStart(0, Text()))
    filtering.feed(PartEnd(0))
    filtering.feed(PartStart(1, Reasoning()))

    assert list(filtering.feed(PartSeal(1, SEAL))) == [PartSeal(0, SEAL)]


@pytest.mark.parametrize(
    ("given", "losses"),
    [
        (answer(Text(f" {THREE}\n")), []),
        (answer(Text(f"```\n{THREE}\n```")), [HINT]),
        (answer(Text(f"Aye: {THREE}")), [HINT]),
        (answer(Text("So:"), Text(THREE)), [HINT]),
        (answer(Text("Aye!"), LOOK, stop="tool_calls"), []),
        (
            answer(Text("Aye!"), HM, LOOK, stop="tool_calls"),
            ["coerced response.parts[].text: said behind what followed it"],
        ),
    ],
)
def test_what_is_left_out_is_a_loss(given: Response, losses: list[str]) -> None:
    context = context_of()

    restored(given, context)

    assert [str(loss) for loss in context.losses] == losses


@pytest.mark.parametrize("output", [None, OutputFormat("text")])
def test_plain_text_is_not_looked_at(output: OutputFormat | None) -> None:
    context = context_of(output=output)
    given = answer(Text("Aye!"))

    assert back.reader(context) is None
    assert back.restored(given, context) is given


@pytest.mark.parametrize(("tools", "expected"), [((), Text(THREE)), ((Tool(TOOL),), ours(THREE))])
def test_a_clients_tool_of_that_name_is_the_clients(
    tools: tuple[Tool, ...], expected: Part
) -> None:
    context = context_of(forced=True)
    context.request = replace(context.request, tools=tools)
    stop: StopKind = "end" if isinstance(expected, Text) else "tool_calls"

    assert restored(answer(ours(THREE), stop="tool_calls"), context) == answer(expected, stop=stop)


@pytest.mark.parametrize("part", [Text(), Reasoning(), Refusal(), ToolCall("c", "look")])
@pytest.mark.parametrize("forced", [False, True])
def test_no_part_passes_because_its_place_may_change(part: Part, forced: bool) -> None:
    filtering = StructuredReader(SHIP, Losses(), forced=forced)
    filtering.feed(PartStart(0, part))

    assert not filtering.is_transparent_for(0)


def test_the_answer_itself_does_not_pass_because_its_end_must_be_seen() -> None:
    filtering = StructuredReader(SHIP, Losses())
    filtering.feed(PartStart(0, Text()))
    filtering.feed(PartDelta(0, '{"masts"'))

    assert not filtering.is_transparent_for(0)
