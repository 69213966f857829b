"""Whole answers of upstreams."""

import pytest
from hypothesis import given

from tests.support.corpus import Capture, parameters, select
from tests.translators.openai_responses.answers import CLAUDE
from tests.translators.openai_responses.spoil import spoiled
from translators.dialect import Context
from translators.errors import UpstreamError
from translators.hub.document import Document, Json
from translators.hub.parts import Foreign, Origin, Reasoning, Refusal, Seal, Text, ToolCall
from translators.hub.response import Response, Stop, Usage
from translators.openai_responses.response_decode import decode_response
from translators.openai_responses.response_encode import encode_response
from translators.openai_responses.vocabulary import NAME
from translators.wire import json_bytes

ORIGIN = Origin(NAME, "openai", "gpt-5")

SOUND: Document = {
    "id": "resp_1",
    "object": "response",
    "created_at": 1700000000.0,
    "status": "completed",
    "model": "gpt-5-2025",
    "output": [
        {
            "type": "reasoning",
            "id": "rs_1",
            "summary": [{"type": "summary_text", "text": "So."}],
            "encrypted_content": "gAAA",
        },
        {
            "type": "message",
            "id": "msg_1",
            "role": "assistant",
            "status": "completed",
            "content": [
                {"type": "output_text", "text": "Hi", "annotations": [], "logprobs": []},
                {"type": "refusal", "refusal": "No."},
            ],
        },
        {"type": "web_search_call", "id": "ws_1", "status": "completed"},
        {"type": "function_call", "id": "fc_1", "call_id": "c", "name": "f", "arguments": "{}"},
    ],
    "usage": {
        "input_tokens": 10,
        "input_tokens_details": {"cached_tokens": 4},
        "output_tokens": 5,
        "output_tokens_details": {"reasoning_tokens": 2},
        "total_tokens": 15,
    },
    "service_tier": "default",
    "incomplete_details": None,
    "error": None,
    "temperature": 1.0,
    "tools": [],
}


def decode(document: Document, context: Context | None = None) -> Response:
    return decode_response(document, context or Context(origin=ORIGIN))


def test_an_answer_is_read_whole() -> None:
    context = Context(origin=ORIGIN)

    assert decode(SOUND, context) == Response(
        id="resp_1",
        model="gpt-5-2025",
        parts=(
            Reasoning("", ("So.",), Seal("encrypted", "gAAA", ORIGIN)),
            Text("Hi"),
            Refusal("No."),
            Foreign(
                NAME,
                "web_search_call",
                {"type": "web_search_call", "id": "ws_1", "status": "completed"},
            ),
            ToolCall("c", "f", "{}"),
        ),
        stop=Stop("tool_calls", "completed"),
        usage=Usage(input=6, cache_read=4, output=3, reasoning=2),
        created=1700000000,
        service_tier="default",
    )
    assert list(context.losses) == []


def test_an_answer_without_name_has_that_of_the_upstreams_model() -> None:
    assert decode({"output": []}).model == "gpt-5"


def test_an_incomplete_answer_says_why() -> None:
    document: Document = {
        **SOUND,
        "status": "incomplete",
        "incomplete_details": {"reason": "max_output_tokens"},
    }

    assert decode(document).stop == Stop("length", "max_output_tokens")


def test_unread_keys_travel_as_extras() -> None:
    context = Context()

    response = decode({**SOUND, "content_filters": [], "moderation": {"a": 1}}, context)

    assert response.extras == {"openai": {"content_filters": [], "moderation": {"a": 1}}}
    assert list(context.losses) == []


def test_unread_keys_below_the_top_are_losses() -> None:
    context = Context()
    message: Document = {
        "type": "message",
        "phase": "commentary",
        "content": [{"type": "output_text", "text": "Hi", "mood": "good"}],
    }

    decode({"output": [message]}, context)

    assert {(loss.path, loss.count) for loss in context.losses} == {
        ("response.output[].phase", 1),
        ("response.output[].content[].mood", 1),
    }


def test_a_call_without_any_id_gets_one() -> None:
    call: Document = {"type": "function_call", "name": "f", "arguments": "{}"}

    assert decode({"output": [call]}).parts == (
        ToolCall("call_000000000000000000000001", "f", "{}"),
    )


BROKEN: list[tuple[Document, int, str]] = [
    (
        {
            "status": "failed",
            "output": [],
            "error": {"code": "rate_limit_exceeded", "message": "slow"},
        },
        429,
        "slow",
    ),
    (
        {
            "status": "failed",
            "output": [],
            "error": {"code": "server_is_overloaded", "message": "busy"},
        },
        529,
        "busy",
    ),
    (
        {"status": "cancelled", "output": []},
        500,
        "The upstream's answer has the status 'cancelled'",
    ),
    ({"error": "Incorrect API key"}, 500, "Incorrect API key"),
    (
        {"status": "queued", "output": []},
        502,
        "status: the answer is queued: background answers are not awaited",
    ),
    ({"status": [], "output": []}, 502, "status: expected a string, found an array"),
    ({"status": "completed"}, 502, "output: required, and missing"),
    ({"output": "Hi"}, 502, "output: required, and missing"),
    ({"output": ["Hi"]}, 502, "output[0]: expected an object, found a string"),
    ({"output": [{}]}, 502, "output[0].type: required, and missing"),
]


@pytest.mark.parametrize(("document", "status", "message"), BROKEN)
def test_what_is_no_answer_is_an_error_with_its_status(
    document: Document, status: int, message: str
) -> None:
    with pytest.raises(UpstreamError) as caught:
        decode(document)

    assert (caught.value.status, str(caught.value)) == (status, message)


def test_seals_are_stamped_with_their_origin() -> None:
    item: Document = {"type": "reasoning", "encrypted_content": "gAAA"}

    (part,) = decode({"output": [item]}, Context(origin=CLAUDE)).parts

    assert isinstance(part, Reasoning)
    assert part.seal == Seal("encrypted", "gAAA", CLAUDE)


@pytest.mark.parametrize("capture", parameters(select("response", NAME)))
def test_captures_are_read_and_said_again(capture: Capture) -> None:
    document = json_bytes.loads_object(capture.data)
    if document.get("status") == "queued" or "output" not in document:
        with pytest.raises(UpstreamError):
            decode(document)
        return

    response = decode(document)
    again = decode(encode_response(response, Context()))

    assert [_visible(part) for part in again.parts] == [_visible(part) for part in response.parts]
    assert (again.stop, again.usage) == (response.stop, response.usage)


def _visible(part: object) -> object:
    return part.visible if isinstance(part, Reasoning) else part


@given(spoiled(SOUND))
def test_whatever_comes_is_read_or_an_upstreams_error(document: Document) -> None:
    context = Context()
    try:
        response = decode(document, context)
    except UpstreamError:
        return
    json_bytes.dumps(encode_response(response, context))


@pytest.mark.parametrize("value", [7, "Hi", [1], {"message": []}])
def test_an_error_of_any_shape_is_told(value: Json) -> None:
    with pytest.raises(UpstreamError):
        decode({"status": "failed", "error": value})


def test_arguments_that_are_no_text_are_told() -> None:
    context = Context()
    call: Document = {"type": "function_call", "call_id": "c", "name": "f", "arguments": {"a": 1}}

    assert decode({"output": [call]}, context).parts == (ToolCall("c", "f", '{"a":1}'),)
    assert [(loss.effect, loss.path) for loss in context.losses] == [
        ("coerced", "response.output[].arguments")
    ]
