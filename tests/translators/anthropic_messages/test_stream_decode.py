"""Streams of an upstream: real captures, all that can befall them, and each event alone."""

from collections.abc import Iterator
from dataclasses import replace
from typing import cast

import pytest
from anthropic import Anthropic

from tests.oracles.oracle import BASE_URL, Loopback
from tests.support.corpus import Capture, parameters, select
from tests.translators.anthropic_messages.client import UPSTREAM, context, decoded, folded, losses
from translators.anthropic_messages.dialect import DIALECT
from translators.anthropic_messages.response_decode import decode_response
from translators.anthropic_messages.stream_decode import MessagesStreamDecoder
from translators.anthropic_messages.vocabulary import NAME
from translators.dialect import Context, DeltaPattern
from translators.hub import grammar
from translators.hub.document import Document, Json
from translators.hub.events import (
    Event,
    KeepAlive,
    PartDelta,
    PartEnd,
    PartStart,
    ResponseEnd,
    ResponseStart,
)
from translators.hub.failure import Failure
from translators.hub.parts import Foreign, Part, Reasoning, Refusal, Seal, Text, ToolCall
from translators.hub.response import Response, Stop, Usage
from translators.wire import json_bytes
from translators.wire.sse import EventReader

type Wire = tuple[str, Document]


def _event(kind: str, **keys: Json) -> Wire:
    return kind, {"type": kind, **keys}


START = _event(
    "message_start",
    message={"id": "msg_1", "model": "claude-x", "content": [], "usage": {"input_tokens": 3}},
)
TEXT = _event("content_block_start", index=0, content_block={"type": "text", "text": ""})
HI = _event("content_block_delta", index=0, delta={"type": "text_delta", "text": "Hi"})
STOP = _event("content_block_stop", index=0)
CALL = _event(
    "content_block_start",
    index=0,
    content_block={"type": "tool_use", "id": "a", "name": "f", "input": {}},
)
HALF = _event(
    "content_block_delta", index=0, delta={"type": "input_json_delta", "partial_json": '{"x":'}
)
END = _event("message_delta", delta={"stop_reason": "end_turn"}, usage={"output_tokens": 5})
OVER = _event("message_stop")

STARTED = ResponseStart("msg_1", "claude-x", usage=Usage(input=3))
SAID = [PartStart(0, Text()), PartDelta(0, "Hi"), PartEnd(0)]
ENDED = ResponseEnd(Stop("end", "end_turn"), Usage(input=3, output=5))


def _decode(*events: Wire, of: Context | None = None) -> list[Event]:
    decoder = MessagesStreamDecoder(of or context())
    found = [event for name, document in events for event in decoder.feed(name, document)]
    found += decoder.finish()
    assert list(decoder.finish()) == []
    grammar.check(found)
    return found


def _failure(*events: Wire) -> Failure:
    failure = _decode(*events)[-1]
    assert isinstance(failure, Failure)
    return failure


def test_a_plain_answer() -> None:
    here = context()

    assert _decode(START, TEXT, HI, STOP, END, OVER, of=here) == [STARTED, *SAID, ENDED]
    assert losses(here) == []


def test_a_ping_keeps_alive() -> None:
    assert _decode(_event("ping"), START, OVER)[0] == KeepAlive()


def test_an_answer_that_lacks_only_its_last_event_is_complete() -> None:
    assert _decode(START, TEXT, HI, STOP, END) == [STARTED, *SAID, ENDED]


def test_a_block_that_never_stops_ends_with_the_answer() -> None:
    assert _decode(START, TEXT, HI, END, OVER) == [STARTED, *SAID, ENDED]


def test_an_answer_that_never_starts_has_an_id_all_the_same() -> None:
    here = context()

    started, *rest = _decode(TEXT, HI, STOP, END, OVER, of=here)

    assert started == ResponseStart("msg_000000000000000000000001", "")
    assert rest[:3] == SAID
    assert losses(here) == ["invented stream.message_start.id"]


def test_a_second_start_is_no_start() -> None:
    # of a gateway that tried again (field guide 25)
    here = context()

    assert _decode(START, TEXT, HI, START, STOP, END, OVER, of=here) == [STARTED, *SAID, ENDED]
    assert losses(here) == ["dropped stream.message_start"]


def test_a_start_that_holds_everything_is_an_answer() -> None:
    message: Document = {
        "id": "msg_1",
        "model": "claude-x",
        "content": [{"type": "text", "text": "Hi"}],
        "stop_reason": "end_turn",
        "usage": {"input_tokens": 3, "output_tokens": 5},
    }

    events = _decode(_event("message_start", message=message))

    assert events[1:] == [*SAID, ENDED]


def test_later_counts_replace_earlier_ones() -> None:
    # agentgateway__stream_message_delta_usage.sse
    more = _event(
        "message_delta",
        delta={"stop_reason": "end_turn"},
        usage={"input_tokens": 1, "output_tokens": 5},
    )
    last = _event("message_delta", delta={}, usage={"output_tokens": 6, "input_tokens": None})

    assert _decode(START, more, last, OVER)[-1] == ResponseEnd(
        Stop("end", "end_turn"), Usage(input=1, output=6)
    )


def test_an_empty_stop_reason_is_none() -> None:
    # field guide 27
    empty = _event("message_delta", delta={"stop_reason": ""}, usage={})

    assert _decode(START, empty)[-1] == Failure(
        "connection", "The upstream's stream ended before its answer did.", 502
    )


def test_a_stop_without_a_reason_is_an_end() -> None:
    here = context()

    assert _decode(START, OVER, of=here)[-1] == ResponseEnd(Stop("end"), Usage(input=3))
    assert losses(here) == ["invented stream.message_delta"]


def test_a_refusal_is_explained() -> None:
    # vercel-ai__anthropic.anthropic-refusal.sse
    details: Document = {"type": "refusal", "category": "cyber", "explanation": "Blocked."}
    delta = _event("message_delta", delta={"stop_reason": "refusal", "stop_details": details})

    _, *events = _decode(START, delta, OVER)

    assert events == [
        PartStart(0, Refusal()),
        PartDelta(0, "Blocked."),
        PartEnd(0),
        ResponseEnd(
            Stop("refusal", "refusal"),
            Usage(input=3),
            extras={"anthropic": {"stop_details": details}},
        ),
    ]


def test_what_only_this_family_tells_is_kept() -> None:
    delta = _event(
        "message_delta",
        delta={"stop_reason": "end_turn", "container": {"id": "c"}},
        usage={"output_tokens": 5},
        context_management={"applied_edits": []},
    )

    end = _decode(START, delta, OVER)[-1]

    assert isinstance(end, ResponseEnd)
    assert end.extras == {
        "anthropic": {"container": {"id": "c"}, "context_management": {"applied_edits": []}}
    }


def test_the_service_tier_stands_in_the_usage() -> None:
    start = _event("message_start", message={"id": "a", "usage": {"service_tier": "priority"}})

    end = _decode(start, END, OVER)[-1]

    assert isinstance(end, ResponseEnd)
    assert end.service_tier == "priority"


@pytest.mark.parametrize(
    "error",
    [
        _event("error", error={"type": "overloaded_error", "message": "Overloaded"}),
        ("", {"error": {"type": "overloaded_error", "message": "Overloaded"}}),
    ],
)
def test_an_error_is_a_failure(error: Wire) -> None:
    # with or without its type (field guide 37)
    assert _failure(START, TEXT, HI, error, STOP, END, OVER) == Failure(
        "overloaded", "Overloaded", raw=error[1]
    )


def test_an_error_without_words_is_a_failure_too() -> None:
    assert _failure(_event("error")).kind == "server"


@pytest.mark.parametrize("events", [(), (START,), (START, TEXT, HI), (START, TEXT, HI, STOP)])
def test_a_stream_that_breaks_off_is_a_failure(events: tuple[Wire, ...]) -> None:
    assert _failure(*events) == Failure(
        "connection", "The upstream's stream ended before its answer did.", 502
    )


def test_a_call_that_breaks_off_is_never_completed() -> None:
    # field guide 29
    failure = _failure(START, CALL, HALF, END, OVER)

    assert (failure.kind, failure.status) == ("connection", 502)
    assert "the tool 'f'" in failure.message


@pytest.mark.parametrize("events", [(START, CALL), (START, CALL, HALF)])
@pytest.mark.parametrize(
    ("reason", "kind", "advice"),
    [
        # anthropic-sdk__incomplete_partial_json_response.sse
        ("max_tokens", "invalid_request", "raise max_tokens"),
        ("model_context_window_exceeded", "context_length", "the context window is full"),
    ],
)
def test_a_call_that_a_limit_cut_off_is_not_tried_again(
    events: tuple[Wire, ...], reason: str, kind: str, advice: str
) -> None:
    limit = _event("message_delta", delta={"stop_reason": reason})

    failure = _failure(*events, limit, OVER)

    assert failure.kind == kind
    assert advice in failure.message


def test_a_call_without_arguments_needs_no_stop() -> None:
    tools = _event("message_delta", delta={"stop_reason": "tool_use"})

    assert _decode(START, CALL, tools, OVER)[1:4] == [
        PartStart(0, ToolCall("a", "f")),
        PartDelta(0, "{}"),
        PartEnd(0),
    ]


@pytest.mark.parametrize("content", [[CALL, STOP], []])
def test_the_stop_reason_agrees_with_what_was_said(content: list[Wire]) -> None:
    # field guide 26 and 28
    said = "end_turn" if content else "tool_use"
    delta = _event("message_delta", delta={"stop_reason": said})

    end = _decode(START, *content, delta, OVER)[-1]

    assert isinstance(end, ResponseEnd)
    assert end.stop == Stop("tool_calls" if content else "end", said)


UNKNOWN: list[tuple[Wire, str]] = [
    (_event("telepathy", index=0), "dropped stream.telepathy"),
    (("", {}), "dropped stream.event"),
    (_event("message_start", message=None), "dropped stream.message_start"),
    (_event("content_block_start", index=0), "dropped stream.content_block_start"),
    (_event("content_block_delta", index="0", delta={}), "dropped stream.content_block_delta"),
    (_event("ping", mood="good"), "dropped stream.ping.mood"),
    (
        _event("content_block_delta", index=0, delta={"type": "smell_delta"}),
        "dropped stream.content_block_delta.smell_delta",
    ),
    (
        _event("content_block_delta", index=0, delta={"type": "text_delta", "text": "", "x": 1}),
        "dropped stream.content_block_delta.text_delta.x",
    ),
    (
        _event("content_block_delta", index=0, delta=HI[1]["delta"], x=1),
        "dropped stream.content_block_delta.x",
    ),
    (
        ("content_block_delta", {"index": 0, "delta": HI[1]["delta"], "x": 1}),
        "dropped stream.content_block_delta.x",
    ),
]


@pytest.mark.parametrize(("event", "loss"), UNKNOWN)
def test_what_nobody_knows_is_one_counted_loss(event: Wire, loss: str) -> None:
    here = context()

    _decode(START, TEXT, event, event, STOP, END, OVER, of=here)

    assert losses(here) == [loss]
    assert [found.count for found in here.losses] == [2]


def test_a_delta_with_an_unknown_key_still_says_its_text() -> None:
    odd = _event("content_block_delta", index=0, delta=HI[1]["delta"], x=1)

    assert _decode(START, TEXT, odd, STOP, END, OVER) == [STARTED, *SAID, ENDED]


def test_the_name_of_an_event_stands_in_for_a_missing_type() -> None:
    nameless: list[Wire] = [
        (name, {key: value for key, value in document.items() if key != "type"})
        for name, document in (START, TEXT, HI, STOP, END, OVER)
    ]

    assert _decode(*nameless) == [STARTED, *SAID, ENDED]


@pytest.mark.parametrize("last", [OVER, _event("error", error={"message": "Oops"})])
def test_after_the_end_nothing_is_said(last: Wire) -> None:
    ended = _decode(START, TEXT, HI, STOP, END, last)

    assert _decode(START, TEXT, HI, STOP, END, last, START, TEXT, HI, HI, STOP, OVER) == ended


STREAMS = select("stream", NAME)
TORN = "anthropic-sdk__incomplete_partial_json_response"


def _wire(capture: Capture) -> list[Wire]:
    reader = EventReader()
    events = [*reader.feed(capture.data), *reader.finish()]
    return [(name, json_bytes.loads_object(data)) for name, data in events]


@pytest.mark.parametrize("capture", parameters(STREAMS))
def test_every_capture_is_a_legal_stream(capture: Capture) -> None:
    here = context()
    events = decoded(capture.data, here)

    grammar.check(events)
    assert isinstance(events[-1], Failure) == (capture.name == TORN)
    assert losses(here) in (
        [],
        ["dropped stream.message_stop.amazon-bedrock-invocationMetrics"],
    )


@pytest.mark.parametrize("capture", parameters(STREAMS))
def test_a_capture_may_be_fed_one_byte_at_a_time(capture: Capture) -> None:
    reader = EventReader()
    decoder = DIALECT.stream_decoder(context())
    found: list[Event] = []
    data = capture.data[:20000]
    for position in range(len(data)):
        for name, event in reader.feed(data[position : position + 1]):
            found += decoder.feed(name, json_bytes.loads_object(event))

    whole = EventReader()
    again = DIALECT.stream_decoder(context())
    assert found == [
        event
        for name, data in whole.feed(data)
        for event in again.feed(name, json_bytes.loads_object(data))
    ]


def _mutations(events: list[Wire]) -> Iterator[list[Wire]]:
    for place in range(len(events)):
        yield events[:place]
        yield events[:place] + events[place + 1 :]
        yield [*events[: place + 1], *events[place:]]
        yield [*events[:place], *events[place : place + 2][::-1], *events[place + 2 :]]


@pytest.mark.parametrize("capture", parameters(STREAMS))
def test_whatever_befalls_a_capture_it_stays_a_legal_stream(capture: Capture) -> None:
    for events in _mutations(_wire(capture)):
        _decode(*events)


def _client() -> tuple[Anthropic, Loopback]:
    loopback = Loopback()
    url = BASE_URL.removesuffix("/v1")
    return Anthropic(api_key="x", base_url=url, http_client=loopback.http), loopback


@pytest.mark.parametrize("capture", parameters([c for c in STREAMS if c.name != TORN]))
def test_a_stream_and_the_whole_answer_agree(capture: Capture) -> None:
    client, loopback = _client()
    loopback.stream(capture.data)
    with client.beta.messages.stream(model="m", max_tokens=1, messages=[]) as stream:
        message = stream.get_final_message().to_dict(mode="json")

    whole = decode_response(cast("Document", message), context())
    response = folded(decoded(capture.data))

    assert isinstance(response, Response)
    assert (response.id, response.stop) == (whole.id, whole.stop)
    assert [_comparable(part) for part in response.parts] == [
        _comparable(part) for part in whole.parts
    ]
    assert response.usage is not None
    assert whole.usage is not None
    assert response.usage.total == whole.usage.total


def _comparable(part: Part) -> Part | Json:
    """A part without the blanks of its JSON, and without nulls."""
    match part:
        case ToolCall(arguments=arguments):
            return replace(part, arguments=json_bytes.dumps(json_bytes.loads(arguments)).decode())
        case Foreign(value=value):
            return {key: item for key, item in value.items() if item is not None}
        case _:
            return part


def test_the_seals_of_an_answer_are_the_upstreams() -> None:
    start = _event(
        "content_block_start", index=0, content_block={"type": "redacted_thinking", "data": "Eqk"}
    )
    response = folded(_decode(START, start, STOP, END, OVER))

    assert isinstance(response, Response)
    assert response.parts == (Reasoning(seal=Seal("redacted", "Eqk", UPSTREAM)),)


# How parts grow.

THINKING = _event(
    "content_block_start", index=0, content_block={"type": "thinking", "thinking": ""}
)
HM = _event("content_block_delta", index=0, delta={"type": "thinking_delta", "thinking": "Hm"})
HOSTED = _event(
    "content_block_start",
    index=0,
    content_block={"type": "server_tool_use", "id": "s", "name": "web_search", "input": {}},
)
SEALED = _event("content_block_delta", index=0, delta={"type": "signature_delta", "signature": "s"})


def _growing(*events: Wire, of: Context | None = None) -> MessagesStreamDecoder:
    """A decoder that has read some events."""
    decoder = MessagesStreamDecoder(of or context())
    for name, document in events:
        list(decoder.feed(name, document))
    return decoder


@pytest.mark.parametrize(
    ("start", "delta", "expected"),
    [
        (TEXT, HI, DeltaPattern("text")),
        (THINKING, HM, DeltaPattern("thinking")),
        (CALL, HALF, DeltaPattern("partial_json", (), ['{"x":'])),
    ],
)
def test_a_block_grows_by_the_text_of_its_deltas(
    start: Wire, delta: Wire, expected: DeltaPattern
) -> None:
    assert _growing(START, start, delta).delta_pattern(delta[1]) == expected


def test_arguments_are_gathered_where_it_is_asked_whether_they_are_whole() -> None:
    decoder = _growing(START, CALL, HALF)
    growth = decoder.delta_pattern(HALF[1])
    assert growth is not None
    assert growth.said is not None

    growth.said.append("1}")

    assert [event for name, document in (END, OVER) for event in decoder.feed(name, document)] == [
        PartEnd(0),
        ResponseEnd(Stop("tool_calls", "end_turn"), Usage(input=3, output=5)),
    ]


def test_each_of_several_open_blocks_has_its_own_growth() -> None:
    block: Document = {"type": "tool_use", "id": "b", "name": "g", "input": {}}
    other = _event("content_block_start", index=1, content_block=block)
    decoder = _growing(START, CALL, HALF, other)
    delta: Document = {**HALF[1], "index": 1}

    assert decoder.delta_pattern(HALF[1]) == DeltaPattern("partial_json", (), ['{"x":'])
    assert decoder.delta_pattern(delta) == DeltaPattern("partial_json", (), [])


@pytest.mark.parametrize(
    ("start", "delta", "alike", "expected"),
    [
        (TEXT, HI, {"type": "text_delta", "text": "!"}, PartDelta(0, "!")),
        (THINKING, HM, {"type": "thinking_delta", "thinking": "!"}, PartDelta(0, "!")),
        (CALL, HALF, {"type": "input_json_delta", "partial_json": "1"}, PartDelta(0, "1")),
    ],
)
def test_an_event_that_is_alike_means_another_delta_of_the_same_part(
    start: Wire, delta: Wire, alike: Document, expected: PartDelta
) -> None:
    decoder = _growing(START, start, delta)
    name, document = delta

    assert decoder.delta_pattern(document) is not None
    assert list(decoder.feed(name, {**document, "delta": alike})) == [expected]


def _changed(event: Wire, **keys: Json) -> Wire:
    name, document = event
    return name, {**document, **keys}


@pytest.mark.parametrize(
    ("events", "last"),
    [
        ((TEXT,), _changed(HI, x_new=1)),
        ((TEXT,), _changed(HI, delta={"type": "text_delta", "text": "Hi", "x_new": 1})),
        ((CALL,), _changed(HALF, x_new=1)),
        ((HOSTED,), HALF),
        ((TEXT, HI, STOP), HI),
        (
            (CALL, _changed(HALF, delta={"type": "input_json_delta", "partial_json": "{}"}), TEXT),
            HALF,
        ),
        ((TEXT,), HM),
        ((THINKING, HM), SEALED),
        ((THINKING,), _changed(SEALED, delta={"type": "signature_delta"})),
        ((TEXT,), _changed(HI, index=1)),
        ((TEXT,), _changed(HI, index="0")),
        ((TEXT,), _changed(HI, delta="Hi")),
        ((TEXT, HI), END),
        ((TEXT, HI), _event("ping")),
        ((TEXT, HI, END, OVER), HI),
    ],
    ids=[
        "an unknown key in the event",
        "an unknown key in the delta",
        "an unknown key in the event of a call",
        "a foreign block",
        "a block that is closed",
        "a block that another took the index of",
        "a delta of another kind of block",
        "a seal",
        "a block without words yet",
        "a block that never began",
        "an index that is no number",
        "a delta that is no object",
        "the end",
        "a ping",
        "an answer that is over",
    ],
)
def test_any_other_event_is_no_promise(events: tuple[Wire, ...], last: Wire) -> None:
    assert _growing(START, *events).delta_pattern(last[1]) is None


def test_a_loss_that_is_counted_is_no_growth_even_where_the_type_is_only_in_the_name() -> None:
    here = context()
    document: Document = {"index": 0, "delta": {"type": "text_delta", "text": "Hi"}, "x_new": 1}
    decoder = _growing(START, TEXT, ("content_block_delta", document), of=here)

    assert losses(here) == ["dropped stream.content_block_delta.x_new"]
    assert decoder.delta_pattern(document) is None
