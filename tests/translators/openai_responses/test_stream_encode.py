"""Streams, read by OpenAI's own client and held to what command line clients need."""

import pytest
from openai.types.responses import ResponseFailedEvent, ResponseFunctionToolCall

from tests.translators.openai_responses.answers import ANSWERS, LOGPROB, SEAL, USAGE
from tests.translators.openai_responses.judge import (
    documents,
    encode,
    kinds,
    read_events,
    read_stream,
    read_whole,
)
from translators.dialect import Context
from translators.hub.document import Document
from translators.hub.events import (
    Event,
    KeepAlive,
    PartDelta,
    PartEnd,
    PartStart,
    ResponseEnd,
    ResponseStart,
)
from translators.hub.failure import Failure, FailureKind
from translators.hub.fold import unfold
from translators.hub.parts import Foreign, Origin, Text, ToolCall
from translators.hub.request import Request
from translators.hub.response import Stop, Usage
from translators.opaque import seals
from translators.openai_responses.response_encode import encode_response
from translators.openai_responses.stream_encode import StreamEncoder
from translators.openai_responses.vocabulary import NAME
from translators.wire import json_bytes

COMPLETE = sorted(ANSWERS.keys() - {"cut short", "filtered", "refused without words"})
"""Answers that the client's helper takes for finished."""

START = ResponseStart("resp_1", "m", 17)


@pytest.mark.parametrize("name", ANSWERS)
def test_the_client_reads_every_event(name: str) -> None:
    stream = encode(unfold(ANSWERS[name]))

    assert [event.type for event in read_events(stream)] == [
        f"response.{kind}" for kind in kinds(stream)
    ]


@pytest.mark.parametrize("name", COMPLETE)
def test_the_clients_helper_accumulates_the_whole_answer(name: str) -> None:
    response = ANSWERS[name]

    streamed = read_stream(encode(unfold(response)))

    whole = read_whole(encode_response(response, Context()))
    assert streamed.output_text == whole.output_text
    assert [item.type for item in streamed.output] == [item.type for item in whole.output]
    assert streamed.usage == whole.usage
    assert streamed.status == "completed"


@pytest.mark.parametrize("name", ANSWERS)
def test_a_stream_ends_with_the_whole_answer(name: str) -> None:
    *_, last = documents(encode(unfold(ANSWERS[name])))
    whole = encode_response(ANSWERS[name], Context())

    response = last["response"]
    assert isinstance(response, dict)
    assert _without_ids(response) == _without_ids(whole)


def _without_ids(response: Document) -> Document:
    output = response["output"]
    assert isinstance(output, list)
    items = [{**item, "id": ""} for item in output if isinstance(item, dict)]
    return {**response, "output": [*items]}


@pytest.mark.parametrize("name", ANSWERS)
def test_every_event_is_named_and_numbered(name: str) -> None:
    stream = encode(unfold(ANSWERS[name]))
    blocks = [block.split(b"\n") for block in stream.split(b"\n\n")[:-1]]

    for number, (event, data) in enumerate(blocks):
        document = json_bytes.loads_object(data.removeprefix(b"data: "))
        assert event == f"event: {document['type']}".encode()
        assert document["sequence_number"] == number


@pytest.mark.parametrize("name", ANSWERS)
def test_items_are_said_alike_throughout(name: str) -> None:
    """One id an item, in every event about it; finished items are those of the end."""
    events = documents(encode(unfold(ANSWERS[name])))
    added = [event["item"] for event in events if event["type"] == "response.output_item.added"]
    done = [event["item"] for event in events if event["type"] == "response.output_item.done"]
    last = events[-1]["response"]
    assert isinstance(last, dict)
    identities = [item["id"] for item in added if isinstance(item, dict)]

    assert last["output"] == done
    assert [item["id"] for item in done if isinstance(item, dict)] == identities
    for event in events:
        if "item_id" in event:
            place = event["output_index"]
            assert isinstance(place, int)
            assert event["item_id"] == identities[place]


def test_a_stream_begins_with_a_handshake() -> None:
    created, running = documents(encode([START]))

    assert (created["type"], running["type"]) == ("response.created", "response.in_progress")
    assert created["response"] == running["response"]


def test_the_client_finds_its_own_model_and_settings() -> None:
    context = Context(
        original={"temperature": 0.25, "instructions": "Be brief."},
        request=Request(model="the-clients-model"),
    )

    read = read_stream(encode(unfold(ANSWERS["text"]), context))

    assert (read.model, read.temperature, read.instructions) == (
        "the-clients-model",
        0.25,
        "Be brief.",
    )


def test_parallel_parts_keep_their_places() -> None:
    stream = encode(
        [
            START,
            PartStart(0, ToolCall("a", "f")),
            PartStart(1, ToolCall("b", "g")),
            PartDelta(1, "{1}"),
            PartDelta(0, "{0}"),
            PartEnd(1),
            PartEnd(0),
            ResponseEnd(Stop("tool_calls"), USAGE),
        ]
    )

    calls = [item for item in read_stream(stream).output if item.type == "function_call"]
    assert [(call.call_id, call.arguments) for call in calls] == [("a", "{0}"), ("b", "{1}")]
    assert all(isinstance(call, ResponseFunctionToolCall) for call in calls)


def test_what_cannot_be_said_leaves_no_gap() -> None:
    context = Context()
    stream = encode(
        [
            START,
            PartStart(0, Foreign("anthropic-messages", "server_tool_use", {})),
            PartEnd(0),
            PartStart(1, Text()),
            PartDelta(1, "Hi"),
            PartEnd(1),
            ResponseEnd(Stop("end"), USAGE),
        ],
        context,
    )

    assert read_stream(stream).output_text == "Hi"
    assert [loss.path for loss in context.losses] == ["response.parts[].server_tool_use"]


def test_reasoning_is_finished_with_its_seal() -> None:
    (reasoning, _) = read_stream(encode(unfold(ANSWERS["sealed summary"]))).output

    assert reasoning.type == "reasoning"
    assert [paragraph.text for paragraph in reasoning.summary] == ["First.", "Then."]
    assert seals.unwrap(reasoning.encrypted_content or "") == SEAL


def test_logprobs_reach_the_client() -> None:
    (message,) = read_stream(encode(unfold(ANSWERS["logprobs"]))).output

    assert message.type == "message"
    (text,) = message.content
    assert text.type == "output_text"
    assert text.logprobs is not None
    assert [entry.model_dump() for entry in text.logprobs] == [LOGPROB]


def test_the_usage_of_the_beginning_holds_if_the_end_says_none() -> None:
    start = ResponseStart("resp_1", "m", usage=Usage(input=7))

    read = read_stream(encode([start, ResponseEnd(Stop("end"))]))

    assert read.usage is not None
    assert read.usage.input_tokens == 7


def test_a_usage_that_nobody_said_is_an_object_all_the_same() -> None:
    # clients.md 3: opencode asks again without end where usage is null.
    context = Context()

    read = read_stream(encode([START, ResponseEnd(Stop("end"))], context))

    assert read.usage is not None
    assert [loss.effect for loss in context.losses] == ["invented"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("cut short", "max_output_tokens"),
        ("filtered", "content_filter"),
        ("refused without words", "content_filter"),
    ],
)
def test_an_incomplete_answer_has_an_end_of_its_own(name: str, reason: str) -> None:
    *_, last = documents(encode(unfold(ANSWERS[name])))
    response = last["response"]

    assert isinstance(response, dict)
    assert (last["type"], response["status"]) == ("response.incomplete", "incomplete")
    assert response["incomplete_details"] == {"reason": reason}


def test_what_the_object_has_no_key_for_is_lost() -> None:
    context = Context()
    end = ResponseEnd(Stop("end"), USAGE, extras={"openai": {"seed": 1}})

    encode([START, end], context)

    assert [loss.path for loss in context.losses] == ["response.seed"]


# Failures


@pytest.mark.parametrize("before", [[], [START], [START, PartStart(0, Text()), PartDelta(0, "Hi")]])
def test_a_failure_is_said_in_an_opened_stream(before: list[Event]) -> None:
    stream = encode([*before, Failure("server", "no")])

    events = read_events(stream)

    assert [event.type for event in events][:2] == ["response.created", "response.in_progress"]
    last = events[-1]
    assert isinstance(last, ResponseFailedEvent)
    assert last.response.error is not None
    assert (last.response.error.code, last.response.error.message) == ("server_error", "no")
    assert (last.response.status, last.response.usage is not None) == ("failed", True)


def test_a_failure_keeps_the_finished_items_only() -> None:
    stream = encode(
        [
            START,
            PartStart(0, Text()),
            PartDelta(0, "Hi"),
            PartEnd(0),
            PartStart(1, ToolCall("c", "f")),
            PartDelta(1, "{"),
            Failure("connection", "gone"),
        ]
    )

    *_, last = documents(stream)
    response = last["response"]
    assert isinstance(response, dict)
    output = response["output"]
    assert isinstance(output, list)
    assert [item["type"] for item in output if isinstance(item, dict)] == ["message"]


@pytest.mark.parametrize("kind", ["context_length", "quota"])
def test_codes_that_only_codex_knows_are_read_by_default(kind: FailureKind) -> None:
    # Codex has words of its own for these; the SDK's list of codes lacks them.
    *_, last = read_events(encode([START, Failure(kind, "no")]), strict=False)

    assert isinstance(last, ResponseFailedEvent)


@pytest.mark.parametrize("end", [ResponseEnd(Stop("end"), USAGE), Failure("server", "no")])
def test_nothing_is_said_after_the_end(end: Event) -> None:
    encoder = StreamEncoder(Context())
    for event in (START, PartStart(0, Text()), PartDelta(0, "Hi"), end):
        encoder.feed(event)

    late: list[Event] = [
        START,
        PartStart(1, Text()),
        PartDelta(0, "late"),
        PartEnd(0),
        KeepAlive(),
        end,
    ]
    assert b"".join(map(encoder.feed, late)) == b""


# Keeping alive


def test_a_keep_alive_is_an_event_that_every_client_knows() -> None:
    events: list[Event] = [START, KeepAlive(), *list(unfold(ANSWERS["text"]))[1:]]

    stream = encode(events)

    assert kinds(stream)[:3] == ["created", "in_progress", "in_progress"]
    assert read_stream(stream).output_text == "Hi there"


def test_a_keep_alive_before_the_beginning_opens_the_stream() -> None:
    events: list[Event] = [KeepAlive(), KeepAlive(), *unfold(ANSWERS["text"])]

    stream = encode(events)

    assert kinds(stream)[:4] == ["created", "in_progress", "in_progress", "output_item.added"]
    assert read_stream(stream).id == "resp_000000000000000000000001"


def test_a_keep_alive_in_an_upstreams_own_stream_opens_nothing() -> None:
    context = Context(origin=Origin(NAME, "openai", "gpt-5"))

    assert encode([KeepAlive()], context) == (
        b'event: keepalive\ndata: {"type":"keepalive","sequence_number":0}\n\n'
    )
