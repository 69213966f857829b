"""Clients' requests, by key and from real captures."""

from copy import deepcopy

import pytest

from tests.support.corpus import Capture, parameters, select
from tests.translators.anthropic_messages.client import context, losses
from translators.anthropic_messages.request_decode import PLACEHOLDER, decode_request
from translators.anthropic_messages.vocabulary import NAME
from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.hub.parts import CacheMark, Foreign, Text, ToolCall, ToolResult
from translators.hub.request import Message, OutputFormat, Request, Sampling, Thinking
from translators.hub.tools import Tool, ToolChoice
from translators.wire import json_bytes

HELLO: list[Json] = [{"role": "user", "content": "Hello"}]


def _decode(of: Context | None = None, /, **keys: Json) -> Request:
    return decode_request({"model": "m", "messages": HELLO, **keys}, of or context())


def test_the_least_request() -> None:
    assert _decode() == Request("m", (Message("user", (Text("Hello"),)),))


def test_everything_two_dialects_can_say_is_in_the_hub() -> None:
    here = context()

    request = _decode(
        here,
        max_tokens=100,
        stop_sequences=["END"],
        temperature=0.5,
        top_p=0.9,
        top_k=5,
        metadata={"user_id": "u1"},
        service_tier="auto",
        stream=True,
    )

    assert request == Request(
        "m",
        (Message("user", (Text("Hello"),)),),
        max_tokens=100,
        stop=("END",),
        sampling=Sampling(temperature=0.5, top_p=0.9, top_k=5),
        user="u1",
        service_tier="auto",
        stream=True,
    )
    assert losses(here) == []


def test_instructions_come_first() -> None:
    request = _decode(system=[{"type": "text", "text": "Be brief."}, {"type": "text", "text": "!"}])

    assert request.messages[0] == Message("system", (Text("Be brief."), Text("!")))


def test_instructions_may_be_a_string() -> None:
    assert _decode(system="Be brief.").messages[0] == Message("system", (Text("Be brief."),))


def test_a_billing_line_is_no_instruction() -> None:
    # new in every request of Claude Code, it would spoil every prompt cache
    here = context()
    billing = "x-anthropic-billing-header: cc_version=2.1.329; cc_entrypoint=cli; cch=00000;"

    request = _decode(
        here, system=[{"type": "text", "text": billing}, {"type": "text", "text": "Be brief."}]
    )

    assert request.messages[0] == Message("system", (Text("Be brief."),))
    assert losses(here) == ["dropped request.system[]"]


def test_a_system_message_keeps_its_place() -> None:
    # Claude Code since 2.1.154 (field guide 10)
    here = context()
    system: Document = {
        "role": "system",
        "content": "Now be long.",
        "output_config": {"effort": "low"},
    }

    request = _decode(here, messages=[*HELLO, system])

    assert [message.role for message in request.messages] == ["user", "system"]
    assert losses(here) == ["dropped request.messages[].output_config"]


def test_tool_results_are_cut_out_of_the_users_message() -> None:
    call: Document = {"type": "tool_use", "id": "a", "name": "f", "input": {"x": 1}}
    result: Document = {"type": "tool_result", "tool_use_id": "a", "content": "1"}
    text: Document = {"type": "text", "text": "Go on."}

    request = _decode(
        messages=[
            *HELLO,
            {"role": "assistant", "content": [call]},
            {"role": "user", "content": [result, text]},
        ]
    )

    assert request.messages[1:] == (
        Message("assistant", (ToolCall("a", "f", '{"x":1}'),)),
        Message("tool", (ToolResult("a", (Text("1"),)),)),
        Message("user", (Text("Go on."),)),
    )


def test_a_prefill_is_the_assistants_last_message() -> None:
    request = _decode(messages=[*HELLO, {"role": "assistant", "content": "{"}])

    assert request.messages[-1] == Message("assistant", (Text("{"),))


def test_a_tool_keeps_its_schema_as_the_same_object() -> None:
    schema: Document = {"type": "object", "properties": {}}
    here = context()

    request = _decode(
        here,
        tools=[
            {
                "name": "f",
                "description": "Does it.",
                "input_schema": schema,
                "strict": True,
                "cache_control": {"type": "ephemeral"},
                "eager_input_streaming": True,
            },
            {"type": "custom", "name": "g", "input_schema": schema},
        ],
    )

    assert request.tools == (
        Tool("f", "Does it.", schema, strict=True, cache=CacheMark()),
        Tool("g", None, schema),
    )
    assert isinstance(request.tools[0], Tool)
    assert request.tools[0].parameters is schema
    assert losses(here) == []


def test_a_hosted_tool_is_foreign() -> None:
    tool: Document = {"type": "web_search_20250305", "name": "web_search", "max_uses": 3}

    assert _decode(tools=[tool]).tools == (Foreign(NAME, "web_search_20250305", tool),)


def test_a_deferred_tool_is_offered_at_once() -> None:
    here = context()

    request = _decode(here, tools=[{"name": "f", "defer_loading": True}])

    assert request.tools == (Tool("f"),)
    assert losses(here) == ["coerced request.tools[].defer_loading"]


def test_the_placeholder_of_deferred_tools_goes() -> None:
    here = context()

    request = _decode(
        here, tools=[{"name": PLACEHOLDER, "defer_loading": True, "input_schema": {}}]
    )

    assert request.tools == ()
    assert losses(here) == ["dropped request.tools[]"]


@pytest.mark.parametrize(
    ("said", "choice"),
    [
        ({"type": "auto"}, ToolChoice("auto")),
        ({"type": "any"}, ToolChoice("required")),
        ({"type": "none"}, ToolChoice("none")),
        ({"type": "tool", "name": "f"}, ToolChoice("named", ("f",))),
    ],
)
def test_tools_are_chosen(said: Document, choice: ToolChoice) -> None:
    request = _decode(tool_choice=said)

    assert (request.tool_choice, request.parallel_tool_calls) == (choice, None)


@pytest.mark.parametrize("disabled", [True, False])
def test_parallel_calls_are_said_beside_the_choice(disabled: bool) -> None:
    request = _decode(tool_choice={"type": "auto", "disable_parallel_tool_use": disabled})

    assert request.parallel_tool_calls is not disabled


def test_a_choice_that_nobody_knows_is_lost() -> None:
    here = context()

    assert _decode(here, tool_choice={"type": "dice"}).tool_choice is None
    assert losses(here) == ["dropped request.tool_choice"]


@pytest.mark.parametrize(
    ("said", "thinking"),
    [
        (
            {"type": "enabled", "budget_tokens": 2048},
            Thinking(enabled=True, budget=2048),
        ),
        (
            {"type": "adaptive", "display": "omitted"},
            Thinking(enabled=True, adaptive=True, summary="omitted"),
        ),
        ({"type": "disabled"}, Thinking(enabled=False)),
    ],
)
def test_thinking_is_asked_for(said: Document, thinking: Thinking) -> None:
    assert _decode(thinking=said).thinking == thinking


def test_a_way_of_thinking_that_no_other_dialect_has_is_lost() -> None:
    here = context()

    assert _decode(here, thinking={"type": "between_tools"}).thinking is None
    assert losses(here) == ["dropped request.thinking"]


def test_effort_belongs_to_thinking() -> None:
    request = _decode(thinking={"type": "adaptive"}, output_config={"effort": "high"})

    assert request.thinking == Thinking(enabled=True, adaptive=True, effort="high")
    assert _decode(output_config={"effort": "low"}).thinking == Thinking(effort="low")


@pytest.mark.parametrize("key", ["output_format", "output_config"])
def test_the_answers_schema_is_the_same_object(key: str) -> None:
    schema: Document = {"type": "object"}
    wanted: Document = {"type": "json_schema", "schema": schema}

    said: Document = {key: wanted if key == "output_format" else {"format": wanted}}

    output = _decode(**said).output

    assert output == OutputFormat("schema", schema)
    assert output is not None
    assert output.schema is schema


def test_a_schema_is_always_enforced_here_and_must_be_elsewhere() -> None:
    here = context()
    schema: Document = {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
        "additionalProperties": False,
    }

    request = _decode(here, output_config={"format": {"type": "json_schema", "schema": schema}})

    assert request.output == OutputFormat("schema", schema, strict=True)
    assert losses(here) == []


def test_a_schema_that_openai_would_refuse_to_enforce_is_asked_for_without_strict() -> None:
    here = context()
    schema: Document = {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "additionalProperties": False,
    }

    request = _decode(here, output_config={"format": {"type": "json_schema", "schema": schema}})

    assert request.output == OutputFormat("schema", schema)
    assert losses(here) == ["coerced request.output_config.format.schema"]


def test_a_format_that_nobody_knows_is_lost() -> None:
    here = context()

    assert _decode(here, output_format={"type": "grammar", "text": "a"}).output is None
    assert losses(here) == ["dropped request.output_format"]


def test_keys_of_this_family_alone_are_extras() -> None:
    here = context()

    request = _decode(here, context_management={"edits": []}, container="c", speed=None)

    assert request.extras == {"anthropic": {"context_management": {"edits": []}, "container": "c"}}
    assert losses(here) == []


def test_a_nested_key_that_nobody_knows_is_a_loss() -> None:
    here = context()

    _decode(
        here,
        metadata={"user_id": "u", "team": "t"},
        messages=[{"role": "user", "content": [{"type": "text", "text": "a", "mood": "b"}]}],
    )

    assert losses(here) == [
        "dropped request.metadata.team",
        "dropped request.messages[].content[].mood",
    ]


MALFORMED: list[tuple[Document, str]] = [
    ({"messages": None}, "messages"),
    ({"messages": "Hello"}, "messages"),
    ({"messages": ["Hello"]}, "messages[0]"),
    ({"messages": [{"content": "Hello"}]}, "messages[0].role"),
    ({"messages": [{"role": "wizard", "content": "Hello"}]}, "messages[0].role"),
    ({"messages": [{"role": "user", "content": 5}]}, "messages[0].content"),
    ({"tools": [{"input_schema": {}}]}, "tools[0].name"),
    ({"tool_choice": "auto"}, "tool_choice"),
    ({"tool_choice": {"type": "tool"}}, "tool_choice.name"),
    ({"max_tokens": "many"}, "max_tokens"),
    ({"stream": "yes"}, "stream"),
    ({"thinking": {"budget_tokens": 1024}}, "thinking.type"),
]


@pytest.mark.parametrize(("keys", "path"), MALFORMED)
def test_a_malformed_request_is_refused_by_name(keys: Document, path: str) -> None:
    with pytest.raises(RequestError) as refused:
        _decode(**keys)

    assert refused.value.path == path


CAPTURES = select("request", NAME)
# A message of OpenAI's Assistants that the index files under this dialect.
NO_REQUEST = "openllmetry__llamaindex.agent_with_query_tool.2"


@pytest.mark.parametrize("capture", parameters([c for c in CAPTURES if c.name != NO_REQUEST]))
def test_every_capture_is_read_and_left_alone(capture: Capture) -> None:
    document = json_bytes.loads_object(capture.data)
    before = deepcopy(document)
    here = context()

    request = decode_request(document, here)

    assert document == before
    assert request.messages
    assert {loss.path for loss in here.losses} <= {
        "request.tools[].defer_loading",
        "request.messages[].content[].citations",
    }


@pytest.mark.parametrize("capture", parameters([c for c in CAPTURES if c.name == NO_REQUEST]))
def test_what_is_no_request_is_refused(capture: Capture) -> None:
    with pytest.raises(RequestError, match="messages: required"):
        decode_request(json_bytes.loads_object(capture.data), context())
