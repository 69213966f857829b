"""The knobs of a request, what is left as extras, and what is lost."""

from dataclasses import replace

import pytest
from hypothesis import given

from tests.support.corpus import Capture, parameters, select
from tests.translators.openai_responses.spoil import spoiled
from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.hub.parts import Media, Part, Reasoning, Text
from translators.hub.request import Message, OutputFormat, Request, Sampling, Thinking
from translators.hub.tools import Tool, ToolChoice
from translators.openai_responses.request_decode import decode_request
from translators.openai_responses.request_encode import encode_request
from translators.openai_responses.vocabulary import NAME, UNKNOWN, UNTRANSLATABLE
from translators.profile import Profile
from translators.wire import json_bytes

EVERYTHING = Profile(developer_role=True, custom_tools=True, namespaces=True)


def decode(context: Context | None = None, /, **keys: Json) -> Request:
    return decode_request({"model": "m", **keys}, context or Context())


def test_every_knob_has_its_field() -> None:
    assert decode(
        instructions="Be brief.",
        input="Hi",
        tools=[{"type": "function", "name": "f"}],
        tool_choice="required",
        parallel_tool_calls=False,
        max_output_tokens=100,
        temperature=0.5,
        top_p=0.9,
        reasoning={"effort": "high", "summary": "auto"},
        text={"format": {"type": "json_object"}, "verbosity": "low"},
        top_logprobs=3,
        include=["message.output_text.logprobs", "reasoning.encrypted_content"],
        stream=True,
        safety_identifier="u",
        metadata={"k": "v"},
        service_tier="flex",
    ) == Request(
        model="m",
        messages=(Message("system", (Text("Be brief."),)), Message("user", (Text("Hi"),))),
        tools=(Tool("f"),),
        tool_choice=ToolChoice("required"),
        parallel_tool_calls=False,
        max_tokens=100,
        sampling=Sampling(0.5, 0.9),
        thinking=Thinking(effort="high", summary="auto"),
        output=OutputFormat("json"),
        verbosity="low",
        logprobs=3,
        stream=True,
        user="u",
        metadata={"k": "v"},
        service_tier="flex",
    )


def test_what_is_not_said_stays_unsaid() -> None:
    assert decode() == Request(model="m")


def test_a_schema_is_carried_as_the_same_object() -> None:
    schema: Document = {"type": "object"}
    shape: Document = {
        "type": "json_schema",
        "name": "answer",
        "schema": schema,
        "description": "An answer.",
        "strict": True,
    }

    output = decode(text={"format": shape}).output

    assert output == OutputFormat("schema", schema, "answer", "An answer.", True)
    assert output is not None
    assert output.schema is schema


def test_logprobs_are_asked_for_by_include() -> None:
    assert decode(include=["message.output_text.logprobs"]).logprobs == 0

    request = decode(top_logprobs=3)

    assert request.logprobs is None
    assert request.extras == {"openai": {"top_logprobs": 3}}


def test_the_deprecated_summary_counts_if_it_is_alone() -> None:
    assert decode(reasoning={"generate_summary": "concise"}).thinking == Thinking(summary="concise")


@pytest.mark.parametrize("reasoning", [{}, {"effort": None}, {"context": "all_turns"}])
def test_reasoning_that_asks_for_nothing_is_no_thinking(reasoning: Document) -> None:
    assert decode(reasoning=reasoning).thinking is None


def test_two_users_are_one_too_many() -> None:
    context = Context()

    assert decode(context, user="a", safety_identifier="b").user == "b"
    assert [loss.path for loss in context.losses] == ["request.user"]
    assert decode(user="a").user == "a"


def test_unread_keys_travel_as_extras() -> None:
    context = Context()

    request = decode(
        context,
        store=False,
        previous_response_id="resp_1",
        client_metadata={"a": "b"},
        include=["file_search_call.results"],
        tool_choice={"type": "web_search_preview"},
        truncation=None,
    )

    assert request.extras == {
        "openai": {
            "store": False,
            "previous_response_id": "resp_1",
            "client_metadata": {"a": "b"},
            "include": ["file_search_call.results"],
            "tool_choice": {"type": "web_search_preview"},
        }
    }
    assert list(context.losses) == []


def test_unread_keys_below_the_top_are_losses() -> None:
    context = Context()

    decode(
        context,
        input=[
            {"role": "assistant", "content": "a", "phase": "commentary"},
            {"role": "user", "content": [{"type": "input_text", "text": "b", "colour": "red"}]},
        ],
        reasoning={"context": "all_turns"},
    )

    assert {(loss.effect, loss.path, loss.reason) for loss in context.losses} == {
        ("dropped", "request.reasoning.context", UNTRANSLATABLE["context"]),
        ("dropped", "request.input[].phase", UNTRANSLATABLE["phase"]),
        ("dropped", "request.input[].content[].colour", UNKNOWN),
    }


@pytest.mark.parametrize(
    ("keys", "complaint"),
    [
        ({"model": None}, "model: required"),
        ({"instructions": ["a"]}, "instructions: expected a string, found an array"),
        ({"temperature": "hot"}, "temperature: expected a number"),
        ({"max_output_tokens": 1.5}, "max_output_tokens: expected a whole number"),
        ({"stream": "yes"}, "stream: expected a boolean"),
        ({"text": {"format": {"type": "poem"}}}, r"text\.format\.type: no such format: 'poem'"),
        ({"include": [7]}, r"include\[0\]: expected a string"),
    ],
)
def test_broken_knobs_are_refused_with_their_place(keys: Document, complaint: str) -> None:
    with pytest.raises(RequestError, match=complaint):
        decode(**keys)


@pytest.mark.parametrize("capture", parameters(select("request", NAME)))
def test_captures_come_back_as_requests_of_the_same_meaning(capture: Capture) -> None:
    request = decode_request(json_bytes.loads_object(capture.data), Context())
    context = Context(profile=EVERYTHING)

    again = decode_request(encode_request(request, context), Context())

    assert _meaning(again) == _meaning(request)


def _meaning(request: Request) -> Request:
    """A request without what is known to be lost on the way: see the ledger of each encoder."""
    kept = {key: value for key, value in request.extras.get("openai", {}).items() if key in TAKEN}
    messages = tuple(
        replace(message, parts=tuple(map(_plain, message.parts))) for message in request.messages
    )
    tools = tuple(
        replace(tool, strict=tool.strict or False)
        if isinstance(tool, Tool) and tool.kind == "function"
        else tool
        for tool in request.tools
    )
    return replace(request, messages=messages, tools=tools, extras={"openai": kept} if kept else {})


TAKEN = {"store", "truncation", "prompt_cache_key", "context_management", "include"}


def _plain(part: Part) -> Part:
    """A part as it goes back: without sources, and sealed thinking told in its summary."""
    match part:
        case Text():
            return Text(part.text)
        case Media(kind="image"):
            return replace(part, detail=part.detail or "auto")
        case Reasoning(text, summary, seal) if seal is not None:
            return Reasoning("", summary or ((text,) if text else ()), seal)
        case _:
            return part


SOUND: Document = {
    "model": "m",
    "instructions": "Be brief.",
    "input": [
        {"role": "user", "content": [{"type": "input_image", "image_url": "data:,"}]},
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": "a"}]},
        {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c", "output": "ok"},
        {"type": "additional_tools", "tools": [{"type": "custom", "name": "exec"}]},
    ],
    "tools": [
        {"type": "namespace", "name": "n", "tools": [{"type": "function", "name": "f"}]},
    ],
    "tool_choice": {"type": "allowed_tools", "tools": [{"type": "function", "name": "f"}]},
    "text": {"format": {"type": "json_schema", "schema": {}}},
    "reasoning": {"effort": "low"},
    "include": ["message.output_text.logprobs"],
}


@given(spoiled(SOUND))
def test_whatever_comes_is_read_or_refused(document: Document) -> None:
    context = Context(drop_content=True)
    try:
        request = decode_request(document, context)
    except RequestError:
        return
    json_bytes.dumps(encode_request(request, context))
