"""Whole answers, read by OpenAI's own client."""

import pytest
from openai.types.responses import ResponseCustomToolCall, ResponseFunctionToolCall

from tests.translators.openai_responses.answers import ANSWERS, USAGE, answer
from tests.translators.openai_responses.judge import read_whole
from translators.dialect import Context
from translators.hub.parts import Part, Reasoning, Text, ToolCall
from translators.hub.response import Response
from translators.openai_responses.response_decode import decode_response
from translators.openai_responses.response_encode import encode_response


@pytest.mark.parametrize("name", ANSWERS)
def test_the_client_reads_every_answer(name: str) -> None:
    response = ANSWERS[name]

    read = read_whole(encode_response(response, Context()))

    texts = [part.text for part in response.parts if isinstance(part, Text)]
    assert read.output_text == "".join(texts)
    assert read.usage is not None
    assert (read.usage.total_tokens, read.id[:5]) == (USAGE.total, "resp_")


@pytest.mark.parametrize("name", sorted(ANSWERS.keys() - {"empty text", "image", "citations"}))
def test_an_answer_comes_back_as_it_was(name: str) -> None:
    response = ANSWERS[name]

    again = decode_response(encode_response(response, Context()), Context())

    assert [_shape(part) for part in again.parts] == [_shape(part) for part in response.parts]
    assert again.usage == response.usage


def _shape(part: Part) -> Part:
    """A part with thinking where it is shown, and arguments where they are required."""
    match part:
        case Reasoning(text, summary, seal) if text:
            return Reasoning("", (text, *summary), seal)
        case ToolCall(id=call_id, name=name, arguments="", kind="function"):
            return ToolCall(call_id, name, "{}")
        case _:
            return part


def test_calls_are_read_with_their_namespaces() -> None:
    read = read_whole(encode_response(ANSWERS["namespaced calls"], Context()))

    assert [
        (item.type, item.name, item.namespace, item.call_id)
        for item in read.output
        if isinstance(item, ResponseFunctionToolCall | ResponseCustomToolCall)
    ] == [
        ("custom_tool_call", "exec", "functions", "call_1"),
        ("function_call", "now", "clock", "call_2"),
    ]


def test_the_end_is_said_in_the_status() -> None:
    read = read_whole(encode_response(ANSWERS["cut short"], Context()))

    assert read.status == "incomplete"
    assert read.incomplete_details is not None
    assert read.incomplete_details.reason == "max_output_tokens"


def test_what_the_object_has_no_key_for_is_lost() -> None:
    context = Context()
    base = answer(Text("Hi"))
    response = Response(
        base.id, base.model, base.parts, base.stop, base.usage, extras={"openai": {"seed": 1}}
    )

    encode_response(response, context)

    assert [str(loss) for loss in context.losses] == [
        "dropped response.seed: the Response object has no such key"
    ]
