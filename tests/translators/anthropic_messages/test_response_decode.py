"""Whole answers of an upstream, by key and from real captures."""

from copy import deepcopy

import pytest

from tests.support.corpus import Capture, parameters, select
from tests.translators.anthropic_messages.client import UPSTREAM, context, losses
from translators.anthropic_messages.response_decode import decode_response, refusal_of
from translators.anthropic_messages.vocabulary import NAME
from translators.dialect import Context
from translators.errors import UpstreamError
from translators.hub.document import Document, Json
from translators.hub.parts import Foreign, Reasoning, Refusal, Seal, Text, ToolCall
from translators.hub.response import Response, Stop, Usage
from translators.wire import json_bytes


def _decode(of: Context | None = None, /, **keys: Json) -> Response:
    document: Document = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-x",
        "content": [{"type": "text", "text": "Hi"}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 3, "output_tokens": 5},
        **keys,
    }
    return decode_response(document, of or context())


def test_a_plain_answer() -> None:
    here = context()

    assert _decode(here) == Response(
        "msg_1",
        "claude-x",
        (Text("Hi"),),
        Stop("end", "end_turn"),
        Usage(input=3, output=5),
    )
    assert losses(here) == []


def test_every_kind_of_block_is_a_part() -> None:
    hosted: Document = {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {}}

    response = _decode(
        content=[
            {"type": "thinking", "thinking": "Hm.", "signature": "sig"},
            {"type": "redacted_thinking", "data": "Eqk"},
            hosted,
            {"type": "text", "text": "Hi", "citations": None},
            {"type": "tool_use", "id": "a", "name": "f", "input": {"x": 1}},
        ],
        stop_reason="tool_use",
    )

    assert response.parts == (
        Reasoning("Hm.", seal=Seal("signature", "sig", UPSTREAM)),
        Reasoning(seal=Seal("redacted", "Eqk", UPSTREAM)),
        Foreign(NAME, "server_tool_use", hosted),
        Text("Hi"),
        ToolCall("a", "f", '{"x":1}'),
    )
    assert response.stop == Stop("tool_calls", "tool_use")


def test_a_stop_sequence_is_told() -> None:
    response = _decode(stop_reason="stop_sequence", stop_sequence="END")

    assert response.stop == Stop("stop_sequence", "stop_sequence", "END")


def test_a_refusal_is_explained() -> None:
    # vercel-ai__anthropic.anthropic-refusal.sse has nothing but this
    details: Document = {"type": "refusal", "category": "cyber", "explanation": "Blocked."}

    response = _decode(content=[], stop_reason="refusal", stop_details=details)

    assert response.parts == (Refusal("Blocked."),)
    assert response.stop == Stop("refusal", "refusal")
    assert response.extras == {"anthropic": {"stop_details": details}}


@pytest.mark.parametrize("details", [None, {}, {"explanation": None}, {"explanation": ""}, "no"])
def test_a_refusal_without_an_explanation_has_no_words(details: Json) -> None:
    assert refusal_of({"stop_details": details}) is None


def test_the_service_tier_stands_in_the_usage() -> None:
    assert _decode(usage={"input_tokens": 1, "service_tier": "priority"}).service_tier == "priority"


@pytest.mark.parametrize("usage", [None, {}])
def test_a_usage_that_was_not_said_is_none(usage: Json) -> None:
    assert _decode(usage=usage).usage is None


def test_a_missing_stop_reason_is_an_end() -> None:
    here = context()

    assert _decode(here, stop_reason=None).stop == Stop("end")
    assert losses(here) == ["invented response.stop_reason"]


def test_missing_ids_are_made() -> None:
    here = context()

    response = _decode(here, id=None, content=[{"type": "tool_use", "name": "f", "input": {}}])

    assert response.id.startswith("msg_")
    (call,) = response.parts
    assert isinstance(call, ToolCall)
    assert call.id.startswith("toolu_")
    assert "invented response.content[].id" in losses(here)


def test_unknown_keys_are_extras_or_losses() -> None:
    here = context()

    response = _decode(
        here, container={"id": "c"}, content=[{"type": "text", "text": "Hi", "mood": "good"}]
    )

    assert response.extras == {"anthropic": {"container": {"id": "c"}}}
    assert losses(here) == ["dropped response.content[].mood"]


BROKEN: list[tuple[Document, str]] = [
    ({"content": None}, "content: required"),
    ({"content": "Hi"}, "content: expected an array"),
    ({"content": [{"text": "Hi"}]}, r"content\[0\]\.type: required"),
    ({"content": [{"type": "tool_use", "id": "a"}]}, r"content\[0\]\.name: required"),
    ({"usage": []}, "usage: expected an object"),
    ({"type": "error", "error": {"type": "api_error", "message": "Oops"}}, "error: Oops"),
    ({"type": "error", "error": None}, "error: an error without a message"),
]


@pytest.mark.parametrize(("keys", "words"), BROKEN)
def test_a_broken_answer_is_the_upstreams_fault(keys: Document, words: str) -> None:
    with pytest.raises(UpstreamError, match=words):
        _decode(**keys)


ANSWERS = [c for c in select("response", NAME) if c.oracle in ("strict", "strict-after-undrift")]


@pytest.mark.parametrize("capture", parameters(ANSWERS))
def test_every_capture_is_read_without_a_loss_and_left_alone(capture: Capture) -> None:
    document = json_bytes.loads_object(capture.data)
    before = deepcopy(document)
    here = context()

    response = decode_response(document, here)

    content = document["content"]
    assert isinstance(content, list)
    assert len(response.parts) == len(content)
    assert losses(here) == []
    assert document == before


@pytest.mark.parametrize(
    "capture", parameters([c for c in select("response", NAME) if c.name.startswith("openllmetry")])
)
def test_an_answer_of_another_api_is_refused(capture: Capture) -> None:
    with pytest.raises(UpstreamError):
        decode_response(json_bytes.loads_object(capture.data), context())


@pytest.mark.parametrize("value", [5, [1], '{"x":1}'])
def test_input_that_is_no_object_is_told(value: Json) -> None:
    here = context()

    response = _decode(here, content=[{"type": "tool_use", "id": "a", "name": "f", "input": value}])

    arguments = value if isinstance(value, str) else json_bytes.dumps(value).decode()
    assert response.parts == (ToolCall("a", "f", arguments),)
    assert losses(here) == ["coerced response.content[].input"]
