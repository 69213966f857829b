"""Stream → answer and answer → stream are each other's inverse."""

import pytest

from translators.hub import grammar
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
from translators.hub.parts import (
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
)
from translators.hub.response import Response, Stop, Usage

SEAL = Seal("signature", "sig", Origin("anthropic-messages"))
SOURCE = Citation("https://example.org/", "A title")
END = ResponseEnd(Stop("end", "stop"))


def _fold(*events: Event) -> Response | Failure:
    fold = Fold()
    for event in events:
        fold.feed(event)
    return fold.result()


def _response(*parts: Part) -> Response:
    return Response("r1", "m", parts, Stop("end", "stop"))


def test_deltas_of_a_part_add_up() -> None:
    found = _fold(
        ResponseStart("r1", "m"),
        PartStart(0, Text()),
        PartDelta(0, "Hel", logprobs=({"token": "Hel"},)),
        KeepAlive(),
        PartDelta(0, "lo", logprobs=({"token": "lo"},)),
        PartCitation(0, SOURCE),
        PartEnd(0),
        END,
    )

    assert found == _response(
        Text("Hello", citations=(SOURCE,), logprobs=({"token": "Hel"}, {"token": "lo"}))
    )


def test_parts_that_grow_at_once_are_kept_apart() -> None:
    found = _fold(
        ResponseStart("r1", "m"),
        PartStart(0, ToolCall("a", "f")),
        PartStart(1, ToolCall("b", "f")),
        PartDelta(1, '{"x":'),
        PartDelta(0, "{}"),
        PartDelta(1, "1}"),
        PartEnd(1),
        PartEnd(0),
        END,
    )

    assert found == _response(ToolCall("a", "f", "{}"), ToolCall("b", "f", '{"x":1}'))


def test_sections_of_a_summary_are_its_paragraphs_in_order() -> None:
    found = _fold(
        ResponseStart("r1", "m"),
        PartStart(0, Reasoning()),
        PartDelta(0, "two", section=2),
        PartDelta(0, "thou", section=0),
        PartDelta(0, "one", section=1),
        PartDelta(0, "ght", section=0),
        PartSeal(0, SEAL),
        PartEnd(0),
        END,
    )

    assert found == _response(Reasoning("thought", ("one", "two"), SEAL))


def test_what_the_start_held_already_is_kept() -> None:
    found = _fold(
        ResponseStart("r1", "m"),
        PartStart(0, Text("a", citations=(SOURCE,))),
        PartDelta(0, "b"),
        PartEnd(0),
        PartStart(1, Reasoning(seal=SEAL)),
        PartEnd(1),
        END,
    )

    assert found == _response(Text("ab", citations=(SOURCE,)), Reasoning(seal=SEAL))


def test_the_final_usage_wins_and_the_first_is_the_fallback() -> None:
    first, final = Usage(input=1), Usage(input=2, output=3)
    start = ResponseStart("r1", "m", 12, first)

    late = _fold(start, ResponseEnd(Stop("end"), final, "flex", {"openai": {"x": 1}}))
    early = _fold(start, ResponseEnd(Stop("end")))

    assert late == Response(
        "r1", "m", (), Stop("end"), final, 12, "flex", extras={"openai": {"x": 1}}
    )
    assert isinstance(early, Response)
    assert early.usage == first


def test_a_failure_is_the_result() -> None:
    failure = Failure("overloaded", "busy")

    assert failure == _fold(ResponseStart("r1", "m"), PartStart(0, Text()), failure)


@pytest.mark.parametrize("events", [[], [ResponseStart("r1", "m")], [KeepAlive()], [END]], ids=str)
def test_a_stream_without_beginning_or_end_is_a_failure(events: list[Event]) -> None:
    found = _fold(*events)

    assert isinstance(found, Failure)
    assert (found.kind, found.status) == ("connection", 502)


def test_torn_parts_can_be_looked_at() -> None:
    fold = Fold()
    for event in (ResponseStart("r1", "m"), PartStart(0, Text()), PartDelta(0, "Hel")):
        fold.feed(event)

    assert fold.parts == (Text("Hel"),)


PARTS: tuple[Part, ...] = (
    Text("words"),
    Text("words", citations=(SOURCE, SOURCE), logprobs=({"token": "words"},)),
    Text(""),
    Refusal("no"),
    Reasoning("thought"),
    Reasoning("thought", ("one", "two"), SEAL),
    Reasoning(summary=("one",)),
    Reasoning(seal=SEAL),
    ToolCall("a", "f", '{"x":1}', seal=SEAL),
    ToolCall("a", "apply_patch", "*** Begin", kind="custom", namespace="functions"),
    ToolCall("a", "apply_patch", "", kind="custom"),
    Media("image", Inline("AAAA"), "image/png"),
    Foreign("openai-responses", "web_search_call", {"id": "ws_1"}),
)


@pytest.mark.parametrize("part", PARTS, ids=repr)
def test_fold_undoes_unfold_part_by_part(part: Part) -> None:
    response = _response(part)

    assert response == _fold(*unfold(response))


def test_fold_undoes_unfold() -> None:
    response = Response(
        "r1",
        "m",
        PARTS,
        Stop("stop_sequence", "stop", "END"),
        Usage(1, 2, 3, 4, 5),
        created=7,
        service_tier="default",
        extras={"openai": {"system_fingerprint": "fp"}},
    )

    assert response == _fold(*unfold(response))


def test_unfold_is_legal() -> None:
    grammar.check(unfold(_response(*PARTS)))


def test_a_call_without_arguments_is_told_with_the_least() -> None:
    assert list(unfold(_response(ToolCall("a", "f")))) == [
        ResponseStart("r1", "m"),
        PartStart(0, ToolCall("a", "f")),
        PartDelta(0, "{}"),
        PartEnd(0),
        END,
    ]


def test_unfold_says_one_delta_a_section_and_the_seal_last() -> None:
    assert list(unfold(_response(Reasoning("t", ("one", "two"), SEAL)))) == [
        ResponseStart("r1", "m"),
        PartStart(0, Reasoning()),
        PartDelta(0, "t"),
        PartDelta(0, "one", 1),
        PartDelta(0, "two", 2),
        PartSeal(0, SEAL),
        PartEnd(0),
        END,
    ]
