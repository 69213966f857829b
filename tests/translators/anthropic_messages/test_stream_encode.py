"""Streams for a client, judged by Anthropic's own in all its ways of reading."""

from dataclasses import replace

import pytest
from anthropic import APIStatusError

from tests.oracles.lint_messages import lint
from tests.support.corpus import Capture, parameters, select
from tests.translators.anthropic_messages.client import (
    USAGE,
    answer,
    context,
    decoded,
    encoded,
    folded,
    losses,
    read_events,
    read_stream,
    streamed,
)
from translators.anthropic_messages.response_encode import encode_response
from translators.anthropic_messages.stream_encode import MessagesStreamEncoder
from translators.anthropic_messages.vocabulary import NAME
from translators.hub.document import Document
from translators.hub.events import (
    KeepAlive,
    PartDelta,
    PartEnd,
    PartSeal,
    PartStart,
    ResponseEnd,
    ResponseStart,
)
from translators.hub.failure import Failure
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
from translators.wire import json_bytes

START = ResponseStart("msg_1", "claude-x")
END = ResponseEnd(Stop("end", "stop"), USAGE)
ELSEWHERE = Seal("encrypted", "gAAA", Origin("openai-responses", "openai", "gpt-x"))
RAW: Document = {
    "type": "char_location",
    "cited_text": "Ruby",
    "document_index": 0,
    "document_title": "facts.txt",
    "start_char_index": 0,
    "end_char_index": 4,
}
HOSTED: Document = {
    "type": "server_tool_use",
    "id": "srvtoolu_1",
    "name": "web_search",
    "input": {"query": "a"},
}


def test_a_plain_stream_to_the_byte() -> None:
    deltas = (PartDelta(0, "Hi"), PartDelta(0, " ü"))

    stream = encoded((START, PartStart(0, Text()), *deltas, PartEnd(0), END))

    zeros = (
        '"usage":{"input_tokens":0,"cache_creation_input_tokens":0,'
        '"cache_read_input_tokens":0,"output_tokens":0}'
    )
    assert stream.decode() == (
        "event: message_start\n"
        'data: {"type":"message_start","message":{"id":"msg_1","type":"message",'
        '"role":"assistant","model":"claude-x","content":[],"stop_reason":null,'
        f'"stop_sequence":null,{zeros}}}}}\n\n'
        "event: content_block_start\n"
        'data: {"type":"content_block_start","index":0,'
        '"content_block":{"type":"text","text":""}}\n\n'
        "event: content_block_delta\n"
        'data: {"type":"content_block_delta","index":0,'
        '"delta":{"type":"text_delta","text":"Hi"}}\n\n'
        "event: content_block_delta\n"
        'data: {"type":"content_block_delta","index":0,'
        '"delta":{"type":"text_delta","text":" ü"}}\n\n'
        "event: content_block_stop\n"
        'data: {"type":"content_block_stop","index":0}\n\n'
        "event: message_delta\n"
        'data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},'
        '"usage":{"input_tokens":3,"cache_creation_input_tokens":1,"cache_read_input_tokens":2,'
        '"output_tokens":9,"output_tokens_details":{"thinking_tokens":4}}}\n\n'
        "event: message_stop\n"
        'data: {"type":"message_stop"}\n\n'
    )


ANSWERS: list[Response] = [
    answer(Text("Hi")),
    answer(Text("Ruby.", citations=(Citation(None, "facts.txt", raw=RAW, dialect=NAME),))),
    answer(Text("Hi", citations=(Citation("https://example.org/", "Example", "words"),))),
    answer(Reasoning("Hm.", seal=Seal("signature", "sig", Origin(NAME))), Text("Hi")),
    answer(Reasoning("Hm.", ("a", "b"), ELSEWHERE), Text("Hi")),
    answer(Reasoning("Hm."), Text("Hi")),
    answer(Reasoning(seal=ELSEWHERE), Reasoning(seal=ELSEWHERE), Text("Hi")),
    answer(Reasoning(seal=Seal("signature", "sig", Origin(NAME)))),
    answer(ToolCall("a", "f", '{"x":1}'), stop=Stop("tool_calls", "tool_calls")),
    answer(ToolCall("a", "f", "{}"), stop=Stop("tool_calls", "tool_calls")),
    answer(Text("Two."), ToolCall("a", "f", "{}"), ToolCall("b", "g", "{}"), stop=Stop("end")),
    answer(ToolCall("a", "f", 'free "text"\n', kind="custom"), stop=Stop("tool_calls")),
    answer(Foreign(NAME, "server_tool_use", HOSTED), Text("Hi")),
    answer(Text("Hi"), stop=Stop("length", "length")),
    answer(Text("Hi"), stop=Stop("stop_sequence", "stop", "END")),
    answer(Refusal("No."), stop=Stop("refusal")),
    answer(Text("Hi"), usage=None),
    answer(),
    answer(Text(""), Reasoning(), Text("Hi")),
]


@pytest.mark.parametrize("response", ANSWERS)
def test_the_client_adds_a_stream_up_to_the_whole_answer(response: Response) -> None:
    whole = encode_response(response, context())

    stream = streamed(response)

    message = read_stream(stream)
    for key in ("id", "role", "model", "content", "stop_reason", "stop_sequence", "usage"):
        assert message[key] == whole[key]
    assert lint(stream) == []


@pytest.mark.parametrize("response", ANSWERS)
def test_the_client_reads_every_event(response: Response) -> None:
    kinds = [event["type"] for event in read_events(streamed(response))]

    assert kinds[0] == "message_start"
    assert kinds[-2:] == ["message_delta", "message_stop"]


def test_what_a_stream_starts_with_is_counted_before_it_ends() -> None:
    stream = encoded((replace(START, usage=Usage(input=3)), END))

    assert read_events(stream)[0]["message"] == {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-x",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {
            "input_tokens": 3,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
            "output_tokens": 0,
        },
    }


def test_a_stop_reason_and_a_usage_are_always_said() -> None:
    # opencode repeats the turn for ever otherwise (clients 3)
    here = context()

    delta = read_events(encoded((START, ResponseEnd(Stop("end"))), here))[1]

    assert delta["delta"] == {"stop_reason": "end_turn", "stop_sequence": None}
    assert delta["usage"] == {
        "input_tokens": 0,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
        "output_tokens": 0,
    }
    assert losses(here) == ["invented response.usage"]


def test_what_only_this_family_tells_is_told_at_the_end() -> None:
    details: Document = {"type": "refusal", "category": "cyber", "explanation": "Blocked."}
    found: Document = {"stop_details": details, "context_management": {"applied_edits": []}}
    here = context()
    end = ResponseEnd(Stop("refusal"), USAGE, "priority", {"anthropic": found})

    delta = read_events(encoded((START, end), here))[1]

    assert delta["context_management"] == {"applied_edits": []}
    assert delta["delta"] == {
        "stop_reason": "refusal",
        "stop_sequence": None,
        "stop_details": details,
    }
    assert losses(here) == ["dropped response.service_tier"]


@pytest.mark.parametrize(
    ("tier", "lost"),
    [
        ("default", []),
        ("standard", []),
        (None, []),
        ("priority", ["dropped response.service_tier"]),
        ("flex", ["dropped response.service_tier"]),
    ],
)
def test_an_ordinary_tier_need_not_be_told_and_any_other_is_lost_once(
    tier: str | None, lost: list[str]
) -> None:
    here = context()

    encoded((START, ResponseEnd(Stop("end"), USAGE, tier)), here)

    assert losses(here) == lost


def test_a_failure_is_an_error_event() -> None:
    stream = encoded(
        (START, PartStart(0, Text()), PartDelta(0, "H"), Failure("overloaded", "Busy"))
    )

    assert stream.endswith(
        b'event: error\ndata: {"type":"error","error":'
        b'{"type":"overloaded_error","message":"Busy"}}\n\n'
    )
    assert lint(stream) == []
    with pytest.raises(APIStatusError, match="Busy"):
        read_events(stream)


def test_a_failure_may_be_all_there_is() -> None:
    assert encoded((Failure("context_length", "9 > 5"),)) == (
        b'event: error\ndata: {"type":"error","error":'
        b'{"type":"invalid_request_error","message":"prompt is too long: 9 > 5"}}\n\n'
    )


def test_a_keep_alive_is_a_ping() -> None:
    assert encoded((KeepAlive(),)) == b'event: ping\ndata: {"type":"ping"}\n\n'


@pytest.mark.parametrize("last", [END, Failure("server", "Oops")])
def test_after_the_end_nothing_is_said(last: ResponseEnd | Failure) -> None:
    encoder = MessagesStreamEncoder(context())
    for event in (START, PartStart(0, Text()), PartDelta(0, "Hi"), last):
        encoder.feed(event)

    late = (KeepAlive(), PartDelta(0, "!"), PartStart(1, Text()), PartDelta(1, "!"), END, last)
    assert b"".join(encoder.feed(event) for event in late) == b""


@pytest.mark.parametrize(
    ("part", "loss"),
    [
        (Media("image", Inline("aGk=")), "dropped response.parts[].image"),
        (
            Foreign("openai-responses", "computer_call", {}),
            "dropped response.parts[].computer_call",
        ),
    ],
)
def test_what_no_block_can_hold_takes_no_index(part: Part, loss: str) -> None:
    here = context()

    stream = streamed(answer(part, Text("Hi")), here)

    assert lint(stream) == []
    assert read_stream(stream)["content"] == [{"type": "text", "text": "Hi"}]
    assert losses(here) == [loss]


def test_a_calls_seal_is_lost() -> None:
    here = context()
    call = (PartStart(0, ToolCall("a", "f")), PartDelta(0, "{}"), PartSeal(0, ELSEWHERE))

    encoded((START, *call, PartEnd(0), END), here)

    assert losses(here) == ["dropped response.parts[].seal"]


def test_logprobs_are_lost_and_the_words_are_not() -> None:
    here = context()
    delta = PartDelta(0, "Hi", logprobs=({"token": "Hi"},))

    stream = encoded((START, PartStart(0, Text()), delta, delta, PartEnd(0), END), here)

    assert read_stream(stream)["content"] == [{"type": "text", "text": "HiHi"}]
    assert losses(here) == ["dropped response.parts[].logprobs"]


def test_half_an_emoji_is_said_as_it_came() -> None:
    text = json_bytes.loads('"\\ud83d"')
    assert isinstance(text, str)

    stream = encoded((START, PartStart(0, Text()), PartDelta(0, "a"), PartDelta(0, text)))

    assert b'"text":"\\ud83d"}}\n\n' in stream


@pytest.mark.parametrize("capture", parameters(select("stream", NAME)))
def test_a_capture_that_went_through_the_hub_says_the_same(capture: Capture) -> None:
    events = decoded(capture.data)
    response = folded(events)

    stream = encoded(events)

    assert lint(stream) == []
    again = folded(decoded(stream))
    assert type(again) is type(response)
    if isinstance(response, Response) and isinstance(again, Response):
        # What says nothing is left out, and what the API says of a refusal becomes text.
        said = tuple(part for part in response.parts if part != Text(""))
        if not any(isinstance(part, Refusal) for part in said):
            assert again.parts == said
        assert (again.stop.kind, again.usage) == (response.stop.kind, response.usage)
