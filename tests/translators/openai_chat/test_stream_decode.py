import random

import pytest

from tests.support.corpus import Capture, parameters, select
from tests.support.documents import tables
from tests.translators.openai_chat.client import (
    chunk,
    context,
    decoded,
    folded,
    losses,
    parts_of,
    spent,
)
from translators.dialect import Context
from translators.errors import UpstreamError
from translators.hub.document import Document, Json
from translators.hub.events import Event, PartDelta, PartEnd, PartStart, ResponseEnd, ResponseStart
from translators.hub.failure import Failure
from translators.hub.grammar import check
from translators.hub.parts import Citation, Reasoning, Text, ToolCall
from translators.hub.response import Response, Stop, Usage
from translators.openai_chat.stream_decode import StreamDecoder
from translators.wire import json_bytes
from translators.wire.sse import EventReader

CUT = Failure("connection", "The upstream's stream ended before its answer did.", 502)
START = ResponseStart("chatcmpl-1", "acme-1", 1700000000)
COUNTED: dict[str, Json] = {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}
USAGE = Usage(input=3, output=4)


def ended(*chunks: Document, of: Context | None = None) -> Response:
    """The answer that a stream amounts to."""
    result = folded(decoded(chunks, of))

    assert isinstance(result, Response), result
    return result


def failed(*chunks: Document) -> Failure:
    """The failure that a stream ends in."""
    result = folded(decoded(chunks))

    assert isinstance(result, Failure), result
    return result


def call(arguments: str, name: str | None = None) -> Document:
    """A delta with a fragment of a call."""
    function: Document = {"arguments": arguments, **({"name": name} if name else {})}
    return {"tool_calls": [{"index": 0, **({"id": "c1"} if name else {}), "function": function}]}


def test_a_stream_of_text_is_said_event_by_event() -> None:
    events = decoded(
        [
            chunk({"role": "assistant", "content": ""}),
            chunk({"content": "a"}),
            chunk({"content": "b"}),
            chunk({}, "stop"),
            spent(**COUNTED),
        ]
    )

    assert events == [
        START,
        PartStart(0, Text()),
        PartDelta(0, "a"),
        PartDelta(0, "b"),
        PartEnd(0),
        ResponseEnd(Stop("end", "stop"), USAGE),
    ]


def test_the_end_waits_for_the_usage() -> None:
    decoder = StreamDecoder(context())

    assert list(decoder.feed("", chunk({"content": "a"}, "stop")))[-1] == PartDelta(0, "a")
    assert list(decoder.feed("", spent(**COUNTED))) == [
        PartEnd(0),
        ResponseEnd(Stop("end", "stop"), USAGE),
    ]
    assert list(decoder.finish()) == []


def test_the_usage_may_stand_beside_the_reason() -> None:
    assert ended(chunk({"content": "a"}, "stop", usage={**COUNTED})).usage == USAGE


def test_of_many_usages_the_last_counts() -> None:
    early: Document = {"prompt_tokens": 3, "completion_tokens": 1, "total_tokens": 4}
    response = ended(
        chunk({"content": "a"}, usage=early),
        chunk({"content": "b"}),
        chunk({}, "stop"),
        spent(**COUNTED),
    )

    assert response.usage == USAGE


def test_an_end_without_usage_is_an_end() -> None:
    assert ended(chunk({"content": "a"}, "stop")).usage is None


def test_what_comes_after_the_end_is_ignored() -> None:
    last = [chunk({"content": "a"}, "stop"), spent(**COUNTED)]

    assert decoded([*last, chunk({"content": "more"}), spent(**COUNTED)]) == decoded(last)


def test_a_second_reason_with_the_usage_is_one_end() -> None:
    # OpenRouter: ruby_llm__chat_openrouter_reasoning_details...
    assert ended(
        chunk(call("{}", "f")),
        chunk({"content": ""}, "tool_calls"),
        chunk({"content": ""}, "tool_calls", usage={**COUNTED}),
    ) == Response(
        "chatcmpl-1",
        "acme-1",
        (ToolCall("c1", "f", "{}"),),
        Stop("tool_calls", "tool_calls"),
        USAGE,
        1700000000,
    )


@pytest.mark.parametrize(
    ("reasons", "stop"),
    [
        (["", "", "stop"], Stop("end", "stop")),
        (["tool_calls", "stop"], Stop("tool_calls", "stop")),
        (["stop"], Stop("tool_calls", "stop")),
        (["length"], Stop("length", "length")),
    ],
)
def test_reasons_do_not_mislead(reasons: list[str], stop: Stop) -> None:
    said = chunk({"content": "a"}) if stop.kind == "end" else chunk(call("{}", "f"))

    assert ended(said, *(chunk({}, reason) for reason in reasons)).stop == stop


def test_tool_calls_without_any_do_not_stall_an_agent() -> None:
    assert ended(chunk({"content": "a"}, "tool_calls")).stop == Stop("end", "tool_calls")


def test_a_hit_stop_sequence_is_told() -> None:
    last = chunk({}, "stop")
    last["choices"] = [{"index": 0, "delta": {}, "finish_reason": "stop", "stop_reason": "END"}]

    assert ended(chunk({"content": "a"}), last).stop == Stop("stop_sequence", "stop", "END")


def test_a_stream_that_just_ends_is_a_failure() -> None:
    assert failed(chunk({"content": "a"})) == CUT


def test_an_empty_stream_is_a_failure() -> None:
    assert decoded([]) == [CUT]


def test_usage_alone_ends_an_answer_that_gives_no_reason() -> None:
    of = context()
    response = ended(chunk({"content": "a"}), spent(**COUNTED), of=of)

    assert (response.stop, response.usage) == (Stop("end"), USAGE)
    assert losses(of) == ["invented stream.chunk.choices[].finish_reason"]


@pytest.mark.parametrize(
    "last",
    [
        [],
        [chunk({}, "tool_calls")],
        [chunk({}, "stop"), spent(**COUNTED)],
        [spent(**COUNTED)],
    ],
    ids=["nothing", "a reason", "a reason and usage", "usage"],
)
def test_a_call_that_was_cut_off_is_never_completed(last: list[Document]) -> None:
    events = decoded([chunk(call('{"command":"rm -rf /ho', "f")), *last])

    assert isinstance(events[-1], Failure)
    assert not any(isinstance(event, PartEnd) for event in events)


def test_a_call_that_the_limit_cut_off_is_told_as_such() -> None:
    response = ended(chunk(call('{"a":', "f")), chunk({}, "length"))

    assert (response.parts, response.stop.kind) == ((ToolCall("c1", "f", '{"a":'),), "length")


def test_an_error_in_the_stream_is_a_failure() -> None:
    failure = failed(
        chunk({"content": "a"}),
        chunk({}, "length"),
        chunk({}, error={"code": 429, "message": "Slow down"}, usage={**COUNTED}),
    )

    assert (failure.kind, failure.message) == ("rate_limit", "Slow down")


@pytest.mark.parametrize(
    "document", [{"error": {"message": "Busy"}}, {"error": "Busy"}, {"detail": "Busy"}]
)
def test_an_error_may_be_the_whole_chunk(document: Document) -> None:
    assert failed(document).message == "Busy"


def test_an_event_that_is_named_error_is_one() -> None:
    (failure,) = StreamDecoder(context()).feed("error", {"message": "Busy"})

    assert isinstance(failure, Failure)
    assert failure.message == "Busy"


def test_nothing_follows_a_failure() -> None:
    decoder = StreamDecoder(context())
    list(decoder.feed("", {"error": {"message": "Busy"}}))

    assert [*decoder.feed("", chunk({"content": "a"})), *decoder.finish()] == []


@pytest.mark.parametrize(
    ("reason", "kind"), [("error", "server"), ("insufficient_system_resource", "overloaded")]
)
def test_an_answer_that_was_broken_off_is_a_failure(reason: str, kind: str) -> None:
    assert failed(chunk({"content": "half"}, reason)).kind == kind


def test_the_start_waits_for_a_choice() -> None:
    # Azure begins with a chunk that has empty names (vercel-ai__openai.azure-model-router.1).
    filters: Document = {"id": "", "model": "", "choices": [], "prompt_filter_results": []}
    of = context()

    assert decoded([filters, chunk({"content": "a"}, "stop")], of)[0] == START
    assert losses(of) == ["dropped stream.chunk.prompt_filter_results"]


def test_the_first_identity_stays() -> None:
    other: Document = {**chunk({"content": "b"}, "stop"), "id": "other", "created": 1}
    response = ended(chunk({"content": "a"}), other)

    assert (response.id, response.created) == ("chatcmpl-1", 1700000000)


def test_an_identity_is_made_up_where_there_is_none() -> None:
    nameless: Document = {"choices": [{"index": 0, "delta": {"content": "a"}}]}

    assert decoded([nameless])[0] == ResponseStart("chatcmpl-" + "1".rjust(24, "0"), "")


def test_the_tier_and_the_fingerprint_are_kept() -> None:
    beside: dict[str, Json] = {"service_tier": "default", "system_fingerprint": "fp"}
    response = ended(chunk({"content": "a"}, **beside), chunk({}, "stop"))

    assert (response.service_tier, response.extras) == (
        "default",
        {"openai": {"system_fingerprint": "fp"}},
    )


def test_sources_beside_the_choices_are_citations() -> None:
    sources: Json = ["https://a.example"]
    (text,) = parts_of(
        [chunk({"content": "a"}, citations=sources), chunk({}, "stop", citations=sources)]
    )

    assert text == Text("a", (Citation("https://a.example", dialect="openai-chat"),))


def test_only_the_first_choice_is_translated() -> None:
    of = context()
    second = chunk({"content": "b"})
    second["choices"] = [{"index": 1, "delta": {"content": "b"}}]

    assert parts_of([second, chunk({"content": "a"}, "stop"), second], of) == (Text("a"),)
    assert [loss.count for loss in of.losses] == [1]


def test_a_whole_message_in_a_stream_is_an_answer() -> None:
    whole = chunk({})
    whole["choices"] = [{"index": 0, "message": {"content": "a"}, "finish_reason": "stop"}]

    assert parts_of([whole]) == (Text("a"),)


def test_a_message_that_tells_all_again_adds_nothing() -> None:
    # Perplexity's last chunk: ruby_llm__chat_streaming_responses_perplexity...
    again: Document = {
        **chunk(),
        "choices": [{"index": 0, "message": {"content": "ab"}, "finish_reason": "stop"}],
    }

    assert parts_of([chunk({"content": "ab"}), again]) == (Text("ab"),)


def test_thinking_and_text_are_two_parts() -> None:
    assert parts_of(
        [
            chunk({"role": "assistant", "reasoning_content": "t"}),
            chunk({"role": "assistant", "content": "a"}),
            chunk({}, "stop"),
        ]
    ) == (Reasoning("t"), Text("a"))


def test_unknown_keys_are_lost_once_each() -> None:
    of = context()
    odd = chunk({"content": "a", "mood": 1}, weather="fine", nothing=None)
    odd["choices"] = [{"index": 0, "delta": {"content": "a"}, "mood": 1}]
    decoded([odd, odd], of)

    assert [str(loss) for loss in of.losses] == [
        "dropped stream.chunk.weather: not known to Dragoman",
        "dropped stream.chunk.choices[].mood: not known to Dragoman",
    ]


ODD: list[Document] = [
    {},
    {"choices": None},
    {"choices": "odd"},
    {"choices": [None]},
    {"choices": [{"delta": None}]},
    {"choices": [{"delta": "odd", "finish_reason": 5}]},
    {"choices": [{"delta": {}}], "usage": "odd", "created": float("inf")},
]


@pytest.mark.parametrize("document", ODD)
def test_an_odd_chunk_breaks_nothing(document: Document) -> None:
    events = decoded([document, chunk({"content": "a"}, "stop"), spent(**COUNTED)])
    check(events)

    assert isinstance(events[-1], ResponseEnd)


STREAMS = parameters(select("stream", "openai-chat"))


def chunks_of(capture: Capture) -> list[tuple[str, Document]]:
    """The events of a capture, up to the first that is no JSON."""
    reader = EventReader()
    found: list[tuple[str, Document]] = []
    for name, data in (*reader.feed(capture.data), *reader.finish()):
        if data == b"[DONE]":
            continue
        try:
            found.append((name, json_bytes.loads_object(data)))
        except json_bytes.NotJsonError:
            break
    return found


def events_of(chunks: list[tuple[str, Document]]) -> list[Event]:
    decoder = StreamDecoder(context())
    events: list[Event] = []
    for name, document in chunks:
        events += decoder.feed(name, document)
    return [*events, *decoder.finish()]


FAILURES = {
    "agentgateway__broken-sse": "connection",
    "pydantic-ai__openrouter.openrouter_stream_error.0": "invalid_request",
}
"""The captures that end badly; all others are whole answers."""


@pytest.mark.parametrize("capture", STREAMS)
def test_every_captured_stream_is_read_to_its_end(capture: Capture) -> None:
    events = events_of(chunks_of(capture))
    check(events)
    result = folded(events)

    kind = result.kind if isinstance(result, Failure) else None
    assert kind == FAILURES.get(capture.name)


@pytest.mark.parametrize("capture", STREAMS)
def test_a_captured_stream_may_be_cut_anywhere(capture: Capture) -> None:
    chunks = chunks_of(capture)

    for length in range(0, len(chunks), max(1, len(chunks) // 50)):
        check(events_of(chunks[:length]))


@pytest.mark.parametrize("capture", STREAMS)
def test_a_captured_stream_may_be_jumbled(capture: Capture) -> None:
    chunks = chunks_of(capture)[:80]
    dice = random.Random(capture.name)

    for _ in range(20):
        jumbled = list(chunks)
        for _ in range(3):
            place, other = (dice.randrange(len(jumbled)) for _ in range(2))
            match dice.randrange(3):
                case 0 if len(jumbled) > 1:
                    jumbled.pop(place)
                case 1:
                    jumbled.insert(place, jumbled[other])
                case _:
                    jumbled[place], jumbled[other] = jumbled[other], jumbled[place]
        check(events_of(jumbled))


@pytest.mark.parametrize("capture", STREAMS)
def test_odd_values_anywhere_raise_nothing_but_upstreams_error(capture: Capture) -> None:
    chunks = chunks_of(capture)[:40]
    dice = random.Random(capture.name)

    for _ in range(40):
        place = dice.randrange(len(chunks))
        name, document = chunks[place]
        odd = [*chunks]
        odd[place] = (name, _with_an_oddity(document, dice))
        try:
            check(events_of(odd))
        except UpstreamError:
            continue


ODDITIES: tuple[Json, ...] = (None, True, -1, 1.5, "", "odd", [], {}, [None], [{}], {"type": "odd"})


def _with_an_oddity(document: Document, dice: random.Random) -> Document:
    """The document with one value, somewhere, replaced by an odd one."""
    copy = json_bytes.loads_object(json_bytes.dumps(document))
    table = dice.choice([table for _, table in tables(copy)])
    table[dice.choice(["odd", *sorted(table)])] = dice.choice(ODDITIES)
    return copy
