"""Which chunks say no more than that a part grows, and where the decoder gathers its text."""

from collections.abc import Sequence

import pytest

from tests.translators.openai_chat.client import chunk, context, losses
from translators.dialect import Context, DeltaPattern
from translators.hub.document import Document, Json
from translators.hub.events import Event, PartDelta
from translators.hub.tracker import PartTracker
from translators.openai_chat.call_reader import CallReader
from translators.openai_chat.delta_pattern import PADDING, delta_pattern_of
from translators.openai_chat.stream_decode import StreamDecoder

OTHER = '"}'
"""What another chunk like the last says: for a call, that its arguments are whole."""

OPEN = '{"a":"'


def fragment(arguments: Json, index: Json = 0, **beside: Json) -> Document:
    """More of a call's arguments; keyword arguments stand beside them in the entry."""
    return {"index": index, "function": {"arguments": arguments}, **beside}


def begun(name: str = "f", given: str = "c1", index: int = 0, arguments: str = "") -> Document:
    """A call that begins."""
    return {"index": index, "id": given, "function": {"name": name, "arguments": arguments}}


def calling(*entries: Json) -> Document:
    return {"tool_calls": [*entries]}


def delta_pattern(document: Document, *calls: Document) -> DeltaPattern | None:
    """How a chunk's part grows, where some calls have begun."""
    reader = CallReader(PartTracker(), context(), "t")
    reader.feed(calls)
    return delta_pattern_of(document, reader)


@pytest.mark.parametrize("key", ["content", "refusal", "reasoning_content", "reasoning"])
def test_words_grow_under_their_key_and_are_gathered_nowhere(key: str) -> None:
    assert delta_pattern(chunk({key: "a"})) == DeltaPattern(key)


@pytest.mark.parametrize(
    "beside",
    [
        {"role": "assistant"},
        {"channel": "analysis"},
        {"thought_signature": "c2ln"},
        {"refusal": None, "tool_calls": [], "reasoning": "", "x_new": {}},
    ],
)
def test_keys_that_add_nothing_leave_it_growth(beside: Document) -> None:
    assert delta_pattern(chunk({"content": "a", **beside})) == DeltaPattern("content")


@pytest.mark.parametrize(
    ("beside", "idle"),
    [
        ({}, ()),
        ({"obfuscation": "aB3"}, ("obfuscation",)),
        ({"p": "abc"}, ("p",)),
        ({"p": "abc", "obfuscation": "aB3"}, PADDING),
        ({"service_tier": "default", "usage": None}, ()),
    ],
)
def test_only_the_padding_that_is_there_is_idle(beside: Document, idle: tuple[str, ...]) -> None:
    assert delta_pattern(chunk({"content": "a"}, **beside)) == DeltaPattern("content", idle)


def test_padding_beside_arguments_is_idle_too() -> None:
    assert delta_pattern(
        chunk(calling(fragment("1")), p="abc"), begun(arguments="{")
    ) == DeltaPattern("arguments", ("p",), ["{"])


def test_arguments_are_gathered_where_the_tracker_reads_them() -> None:
    tracker = PartTracker()
    reader = CallReader(tracker, context(), "t")
    reader.feed([begun(arguments='{"a":')])

    grown = delta_pattern_of(chunk(calling(fragment("1"))), reader)

    assert grown is not None
    assert grown.said is not None
    grown.said.append("1}")
    assert tracker.arguments(*tracker.open_calls()) == '{"a":1}'


def test_every_call_has_a_list_of_its_own() -> None:
    calls = (begun(arguments='{"a'), begun("g", "c2", 1, '{"b'))

    grown = [delta_pattern(chunk(calling(fragment("1", index))), *calls) for index in (0, 1)]

    assert grown == [DeltaPattern("arguments", (), ['{"a']), DeltaPattern("arguments", (), ['{"b'])]


def with_choice(delta: Document, **beside: Json) -> Document:
    """A chunk whose choice has more keys."""
    choice: Document = {"index": 0, "delta": delta, "finish_reason": None, **beside}
    return {**chunk(), "choices": [choice]}


@pytest.mark.parametrize("logprobs", [None, {}, []])
def test_logprobs_that_say_nothing_leave_it_growth(logprobs: Json) -> None:
    assert delta_pattern(with_choice({"content": "a"}, logprobs=logprobs)) == DeltaPattern(
        "content"
    )


NONE: dict[str, Document] = {
    "logprobs": with_choice({"content": "a"}, logprobs={"content": [{"token": "a"}]}),
    "words and thinking": chunk({"content": "a", "reasoning_content": "b"}),
    "thinking told twice": chunk({"reasoning": "b", "reasoning_content": "b"}),
    "words and an unknown key": chunk({"content": "a", "x_new": 1}),
    "words and a call": chunk({"content": "a", **calling(fragment("1"))}),
    "words and sources": chunk({"content": "a", "annotations": [{"type": "url_citation"}]}),
    "no words": chunk({"content": ""}),
    "an unknown key": chunk({"x_new": "a"}),
    "reasoning_details": chunk({"reasoning_details": [{"type": "reasoning.text", "text": "a"}]}),
    "reasoning_details beside thinking": chunk(
        {"reasoning": "a", "reasoning_details": [{"type": "reasoning.text", "text": "a"}]}
    ),
    "a call from before tools": chunk({"function_call": {"arguments": "1"}}),
    "two choices": {
        **chunk(),
        "choices": [{"delta": {"content": "a"}}, {"delta": {"content": "b"}}],
    },
    "no choice": {**chunk(), "choices": []},
    "choices that are no list": {**chunk(), "choices": {"delta": {"content": "a"}}},
    "no choices": {"id": "chatcmpl-1"},
    "a whole message": {**chunk(), "choices": [{"message": {"content": "a"}}]},
    "a delta that is no object": {**chunk(), "choices": [{"delta": "a"}]},
    "an id beside the arguments": chunk(calling(fragment("1", id="c1"))),
    "an empty id beside them": chunk(calling(fragment("1", id=""))),
    "a type beside them": chunk(calling(fragment("1", type="function"))),
    "a seal beside them": chunk(calling(fragment("1", extra_content={"google": {}}))),
    "a name beside them": chunk(calling({"index": 0, "function": {"name": "f", "arguments": "1"}})),
    "a null name beside them": chunk(
        calling({"index": 0, "function": {"name": None, "arguments": "1"}})
    ),
    "no index": chunk(calling({"function": {"arguments": "1"}})),
    "no index, and an id": chunk(calling({"id": "c1", "function": {"arguments": "1"}})),
    "an unknown index": chunk(calling(fragment("1", 7))),
    "an index that is no number": chunk(calling(fragment("1", "0"))),
    "free text": chunk(calling({"index": 0, "custom": {"input": "1"}})),
    "no arguments": chunk(calling({"index": 0, "function": {}})),
    "two entries": chunk(calling(fragment("1"), fragment("2"))),
    "an entry that is no object": chunk(calling("1")),
    "entries that are no list": chunk({"tool_calls": fragment("1")}),
}


@pytest.mark.parametrize("name", NONE)
def test_any_other_chunk_is_no_promise(name: str) -> None:
    assert delta_pattern(NONE[name], begun(arguments="{")) is None


def test_a_call_that_is_closed_grows_no_more() -> None:
    complete, open_one = begun(arguments="{}"), begun("g", "c2", 1)

    assert delta_pattern(chunk(calling(fragment(" "))), complete) == DeltaPattern(
        "arguments", (), ["{}"]
    )
    assert delta_pattern(chunk(calling(fragment(" "))), complete, open_one) is None


def test_a_call_without_a_name_is_not_open_yet() -> None:
    nameless: Document = {"index": 0, "id": "c1", "function": {"arguments": "{"}}

    assert delta_pattern(chunk(calling(fragment("1"))), nameless) is None


# The promise, as the decoder keeps it.

type Told = tuple[list[Document], Document, Document, PartDelta]
"""What came, the last chunk that only grew a part, one that is like it, and what that one means."""

PROMISED: dict[str, Told] = {
    **{
        key: (
            [chunk({"role": "assistant", key: "a"})],
            chunk({key: "b"}, obfuscation="aB"),
            chunk({key: OTHER}, obfuscation="c"),
            PartDelta(0, OTHER),
        )
        for key in ("content", "refusal", "reasoning_content", "reasoning")
    },
    "arguments": (
        [chunk({"content": "a"}), chunk(calling(begun(arguments=OPEN)))],
        chunk(calling(fragment("b"))),
        chunk(calling(fragment(OTHER))),
        PartDelta(1, OTHER),
    ),
    "arguments of an older call": (
        [chunk(calling(begun(arguments=OPEN), begun("g", "c2", 1)))],
        chunk(calling(fragment("b"))),
        chunk(calling(fragment(OTHER))),
        PartDelta(0, OTHER),
    ),
    "a chunk with an unknown key": (
        [chunk({"content": "a"})],
        chunk({"content": "b"}, x_new=1),
        chunk({"content": OTHER}, x_new=1),
        PartDelta(0, OTHER),
    ),
    "a chunk with a usage": (
        [chunk({"content": "a"})],
        chunk({"content": "b"}, usage={"prompt_tokens": 3}),
        chunk({"content": OTHER}, usage={"prompt_tokens": 3}),
        PartDelta(0, OTHER),
    ),
}

ENDS: dict[str, list[Document]] = {
    "ended": [chunk({}, "stop")],
    "followed by a call": [chunk(calling(begun("h", "c9", 9, "{}"))), chunk({}, "stop")],
    "followed by words": [chunk({"content": "Well."}), chunk({}, "stop")],
}


def _feed(decoder: StreamDecoder, chunks: Sequence[Document]) -> list[Event]:
    return [event for document in chunks for event in decoder.feed("", document)]


def _decoder(of: Context, told: Told) -> StreamDecoder:
    """A decoder that has just read a chunk which only grew a part."""
    before, last, _, delta = told
    decoder = StreamDecoder(of)
    _feed(decoder, before)
    [event] = decoder.feed("", last)
    assert isinstance(event, PartDelta)
    assert event.index == delta.index
    return decoder


@pytest.mark.parametrize("name", PROMISED)
def test_a_chunk_that_is_alike_means_another_delta_of_the_same_part(name: str) -> None:
    _, last, alike, delta = PROMISED[name]
    decoder = _decoder(context(), PROMISED[name])

    assert decoder.delta_pattern(last) is not None
    assert list(decoder.feed("", alike)) == [delta]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("name", PROMISED)
def test_of_a_chunk_that_is_alike_the_decoder_need_know_only_the_text(name: str, end: str) -> None:
    _, last, alike, delta = PROMISED[name]
    here, there = context(), context()
    reading, told = _decoder(here, PROMISED[name]), _decoder(there, PROMISED[name])
    grown = told.delta_pattern(last)
    assert grown is not None

    reading.feed("", alike)
    if grown.said is not None:
        grown.said.append(delta.text)

    expected = [*_feed(reading, ENDS[end]), *reading.finish()]
    assert expected == [*_feed(told, ENDS[end]), *told.finish()]
    assert losses(here) == losses(there)
