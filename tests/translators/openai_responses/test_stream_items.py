"""One item: said once, however often it is told."""

from collections.abc import Sequence

import pytest

from tests.translators.openai_responses.answers import SEAL
from translators.hub.events import (
    Event,
    PartCitation,
    PartDelta,
    PartEnd,
    PartSeal,
    PartStart,
)
from translators.hub.parts import Citation, Foreign, Reasoning, Refusal, Text, ToolCall
from translators.hub.tracker import PartTracker
from translators.openai_responses.stream_items import Item
from translators.openai_responses.vocabulary import NAME

CALL = ToolCall("c", "f")
SOURCE = Citation("https://a.example")


@pytest.fixture
def item() -> Item:
    return Item(0, PartTracker())


def said(*pieces: Sequence[Event]) -> list[Event]:
    return [event for piece in pieces for event in piece]


def test_words_open_their_piece_when_they_come(item: Item) -> None:
    assert said(item.words(0, Text("")), item.words(0, Text("Hi")), item.words(0, Text("!"))) == [
        PartStart(0, Text()),
        PartDelta(0, "Hi"),
        PartDelta(0, "!"),
    ]


def test_logprobs_come_with_their_words(item: Item) -> None:
    assert item.words(0, Text("Hi", logprobs=({"token": "Hi"},))) == [
        PartStart(0, Text()),
        PartDelta(0, "Hi", 0, ({"token": "Hi"},)),
    ]


def test_what_was_said_is_not_said_again(item: Item) -> None:
    item.words(0, Text("Hi"))

    assert said(item.all_words(0, Text("Hi")), item.finish_words(0, Text("Hi"))) == [PartEnd(0)]
    assert said(item.words(0, Text("late")), item.finish([Text("Hi")])) == []


def test_what_no_delta_brought_is_filled_in(item: Item) -> None:
    item.words(0, Text("Hi"))

    assert item.finish_words(0, Text("Hi there")) == [PartDelta(0, " there"), PartEnd(0)]


def test_a_whole_that_contradicts_the_deltas_adds_nothing(item: Item) -> None:
    item.words(0, Text("Hi"))

    assert item.finish([Text("Ho there")]) == [PartEnd(0)]


def test_an_item_that_is_only_told_at_its_end_is_said_whole(item: Item) -> None:
    assert item.finish([Text("Hi", (SOURCE,), ({"token": "Hi"},)), Refusal("No.")]) == [
        PartStart(0, Text()),
        PartDelta(0, "Hi", 0, ({"token": "Hi"},)),
        PartCitation(0, SOURCE),
        PartEnd(0),
        PartStart(1, Refusal()),
        PartDelta(1, "No."),
        PartEnd(1),
    ]


def test_sources_are_told_once(item: Item) -> None:
    item.words(0, Text("Hi"))

    assert said(item.cite(0, SOURCE), item.finish([Text("Hi", (SOURCE, Citation("b")))])) == [
        PartCitation(0, SOURCE),
        PartCitation(0, Citation("b")),
        PartEnd(0),
    ]


def test_contents_are_matched_by_their_order(item: Item) -> None:
    # Bedrock numbers the first content of a message 1.
    item.words(1, Text("Hi"))

    assert item.finish([Text("Hi")]) == [PartEnd(0)]


def test_a_piece_that_the_finished_item_does_not_hold_ends_with_it(item: Item) -> None:
    item.words(0, Text("Hi"))

    assert item.finish([]) == [PartEnd(0)]


def test_reasoning_grows_by_sections(item: Item) -> None:
    assert said(
        item.reason("Hm", 0),
        item.reason("", 1),
        item.reason("So", 1),
        item.all_reasoning("So.", 1),
        item.finish([Reasoning("Hm.", ("So.", "Well."), SEAL)]),
    ) == [
        PartStart(0, Reasoning()),
        PartDelta(0, "Hm", 0),
        PartDelta(0, "So", 1),
        PartDelta(0, ".", 1),
        PartDelta(0, ".", 0),
        PartDelta(0, "Well.", 2),
        PartSeal(0, SEAL),
        PartEnd(0),
    ]


def test_reasoning_may_be_nothing_but_its_seal(item: Item) -> None:
    assert item.finish([Reasoning(seal=SEAL)]) == [
        PartStart(0, Reasoning()),
        PartSeal(0, SEAL),
        PartEnd(0),
    ]


def test_a_call_is_announced_and_grows(item: Item) -> None:
    assert said(
        item.begin_call(CALL),
        item.begin_call(CALL),
        item.call_delta('{"a"'),
        item.call_done('{"a":1}'),
        item.finish([ToolCall("c", "f", '{"a":1}')]),
    ) == [
        PartStart(0, CALL),
        PartDelta(0, '{"a"'),
        PartDelta(0, ":1}"),
        PartEnd(0),
    ]


def test_arguments_of_a_call_that_never_began_wait_for_the_whole(item: Item) -> None:
    assert said(item.call_delta("{}"), item.call_done("{}")) == []
    assert item.finish([ToolCall("c", "f", "{}")]) == [
        PartStart(0, CALL),
        PartDelta(0, "{}"),
        PartEnd(0),
    ]


def test_a_hosted_item_is_whole(item: Item) -> None:
    hosted = Foreign(NAME, "web_search_call", {})

    assert item.finish([hosted]) == [PartStart(0, hosted), PartEnd(0)]


def test_nothing_is_said_of_a_finished_item(item: Item) -> None:
    item.finish([])

    assert (
        said(
            item.words(0, Text("late")),
            item.cite(0, SOURCE),
            item.reason("late", 0),
            item.begin_call(CALL),
            item.call_delta("{}"),
            item.call_done("{}"),
        )
        == []
    )
