"""Requests for an upstream: what is said, what is lost, and that captures come through."""

from dataclasses import replace

import pytest

from tests.support.corpus import Capture, parameters, select
from tests.translators.anthropic_messages.client import context, losses
from translators.anthropic_messages.request_decode import decode_request
from translators.anthropic_messages.request_encode import FALLBACK_MAX_TOKENS, encode_request
from translators.anthropic_messages.vocabulary import NAME
from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.hub.parts import Text
from translators.hub.request import Message, OutputFormat, Request, Sampling, Thinking
from translators.hub.tools import Tool, ToolChoice
from translators.profile import Profile
from translators.wire import json_bytes

HELLO = Request("claude-x", (Message("user", (Text("Hello"),)),), max_tokens=100)
SAID: Document = {
    "model": "claude-x",
    "max_tokens": 100,
    "messages": [{"role": "user", "content": [{"type": "text", "text": "Hello"}]}],
}


def _context(profile: Profile | None = None) -> Context:
    here = context()
    here.profile = profile or Profile(thinking="adaptive", service_tier=True)
    return here


def test_the_least_request_sets_nothing_that_was_not_said() -> None:
    here = _context()

    assert encode_request(HELLO, here) == SAID
    assert losses(here) == []


@pytest.mark.parametrize(("default", "sent"), [(8000, 8000), (None, FALLBACK_MAX_TOKENS)])
def test_the_output_limit_is_always_set(default: int | None, sent: int) -> None:
    here = _context(Profile(max_tokens_default=default))

    document = encode_request(replace(HELLO, max_tokens=None), here)

    assert document["max_tokens"] == sent
    assert losses(here) == ["invented request.max_tokens"]


KNOBS: list[tuple[Request, Document]] = [
    (replace(HELLO, stop=("END",)), {"stop_sequences": ["END"]}),
    (replace(HELLO, sampling=Sampling(temperature=0, top_k=5)), {"temperature": 0, "top_k": 5}),
    (replace(HELLO, sampling=Sampling(top_p=0.5)), {"top_p": 0.5}),
    (replace(HELLO, user="u1"), {"metadata": {"user_id": "u1"}}),
    (replace(HELLO, service_tier="standard_only"), {"service_tier": "standard_only"}),
    (replace(HELLO, stream=True), {"stream": True}),
    (
        replace(HELLO, extras={"anthropic": {"container": "c"}}),
        {"container": "c"},
    ),
    (
        replace(HELLO, output=OutputFormat("schema", {"type": "string"})),
        {"output_config": {"format": {"type": "json_schema", "schema": {"type": "string"}}}},
    ),
    (replace(HELLO, output=OutputFormat("text")), {}),
    (
        replace(HELLO, thinking=Thinking(enabled=True, adaptive=True, effort="high")),
        {"thinking": {"type": "adaptive"}, "output_config": {"effort": "high"}},
    ),
    (
        replace(HELLO, thinking=Thinking(enabled=True, adaptive=True, summary="auto")),
        {"thinking": {"type": "adaptive", "display": "summarized"}},
    ),
    (replace(HELLO, thinking=Thinking(enabled=False)), {"thinking": {"type": "disabled"}}),
]


@pytest.mark.parametrize(("request_", "more"), KNOBS)
def test_a_knob_is_said(request_: Request, more: Document) -> None:
    here = _context()

    assert encode_request(request_, here) == {**SAID, **more}
    assert losses(here) == []


LOST: list[tuple[Request, str]] = [
    (replace(HELLO, verbosity="low"), "dropped request.verbosity"),
    (replace(HELLO, logprobs=2), "dropped request.logprobs"),
    (replace(HELLO, metadata={"a": "b"}), "dropped request.metadata"),
    (replace(HELLO, service_tier="flex"), "dropped request.service_tier"),
    (replace(HELLO, sampling=Sampling(seed=1)), "dropped request.sampling.seed"),
    (
        replace(HELLO, sampling=Sampling(presence_penalty=1)),
        "dropped request.sampling.presence_penalty",
    ),
    (
        replace(HELLO, sampling=Sampling(frequency_penalty=1)),
        "dropped request.sampling.frequency_penalty",
    ),
    (replace(HELLO, output=OutputFormat("json")), "dropped request.output"),
    (replace(HELLO, tool_choice=ToolChoice("required")), "dropped request.tool_choice"),
    (replace(HELLO, extras={"anthropic": {"odd": 1}}), "dropped request.odd"),
    (replace(HELLO, extras={"openai": {"store": True}}), "dropped request.store"),
    (replace(HELLO, thinking=Thinking(summary="odd")), "dropped request.thinking.summary"),
]


@pytest.mark.parametrize(("request_", "loss"), LOST)
def test_what_messages_cannot_say_is_a_loss(request_: Request, loss: str) -> None:
    here = _context()

    document = encode_request(request_, here)

    assert {key: value for key, value in document.items() if key != "thinking"} == SAID
    assert losses(here) == [loss]


def test_the_default_tier_of_others_is_the_standard_one() -> None:
    here = _context()

    assert encode_request(replace(HELLO, service_tier="default"), here) == {
        **SAID,
        "service_tier": "standard_only",
    }
    assert losses(here) == ["coerced request.service_tier"]


def test_of_temperature_and_top_p_one_is_sent() -> None:
    # "`temperature` and `top_p` cannot both be specified for this model"
    here = _context()

    assert encode_request(replace(HELLO, sampling=Sampling(0.5, 0.9)), here) == {
        **SAID,
        "temperature": 0.5,
    }
    assert losses(here) == ["dropped request.sampling.top_p"]


def test_a_schemas_label_is_lost_and_its_bounds_are_told() -> None:
    here = _context()
    output = OutputFormat("schema", {"type": "integer", "minimum": 0}, "age", "An age.", False)

    document = encode_request(replace(HELLO, output=output), here)

    assert document["output_config"] == {
        "format": {
            "type": "json_schema",
            "schema": {"type": "integer", "description": "(minimum: 0)"},
        }
    }
    assert losses(here) == [
        "dropped request.output.name",
        "dropped request.output.description",
        "coerced request.output.strict",
        "coerced request.output.schema",
    ]


@pytest.mark.parametrize(
    ("way", "thinking", "said"),
    [
        (
            Profile(thinking="budget"),
            Thinking(enabled=True, budget=2048),
            {"thinking": {"type": "enabled", "budget_tokens": 2048}},
        ),
        (
            Profile(thinking="switch"),
            Thinking(enabled=True),
            {"thinking": {"type": "enabled", "budget_tokens": 1024}},
        ),
        (
            Profile(thinking="effort"),
            Thinking(effort="high"),
            {"output_config": {"effort": "high"}},
        ),
        (
            Profile(thinking="effort"),
            Thinking(effort="none"),
            {"thinking": {"type": "disabled"}},
        ),
        (Profile(thinking="none"), Thinking(enabled=False), {}),
    ],
)
def test_thinking_is_asked_for_in_the_upstreams_way(
    way: Profile, thinking: Thinking, said: Document
) -> None:
    here = _context(way)

    assert encode_request(replace(HELLO, thinking=thinking), here) == {**SAID, **said}
    assert losses(here) == []


def test_thinking_that_the_model_has_not_is_a_loss() -> None:
    here = _context(Profile(thinking="none"))
    thinking = Thinking(enabled=True, effort="high")

    assert encode_request(replace(HELLO, thinking=thinking), here) == SAID
    assert losses(here) == ["dropped request.thinking", "dropped request.thinking.effort"]


def test_tools_come_with_their_choice() -> None:
    request = replace(HELLO, tools=(Tool("f"),), tool_choice=ToolChoice("required"))

    assert encode_request(request, _context()) == {
        **SAID,
        "tools": [{"name": "f", "input_schema": {"type": "object", "properties": {}}}],
        "tool_choice": {"type": "any"},
    }


def test_a_conversation_in_which_nobody_speaks_is_refused() -> None:
    with pytest.raises(RequestError, match="nobody has said anything"):
        encode_request(Request("m", (Message("user", (Text(" "),)),), max_tokens=1), _context())


# openllmetry's is no Messages request, and agentgateway's begins with the assistant.
LEFT_OUT = ("openllmetry", "agentgateway__cache_control")
CAPTURES = [c for c in select("request", NAME) if not c.name.startswith(LEFT_OUT)]


def _profile_for(document: Document) -> Profile:
    """The profile of a model that thinks as the client asked."""
    thinking = document.get("thinking")
    budget = isinstance(thinking, dict) and thinking.get("type") == "enabled"
    return Profile(
        thinking="budget" if budget else "adaptive", thinking_history="sealed", service_tier=True
    )


def _blocks(content: Json) -> Json:
    """Content as blocks, as we always write it."""
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def _plain(value: Json) -> Json:
    """A document without what says nothing: nulls, `is_error: false`, empty lists of sources."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {key: _plain(item) for key, item in value.items() if item is not None}
    if value.get("type") == "tool_result":
        kept["content"] = _blocks(kept.get("content"))
    return {key: item for key, item in kept.items() if (key, item) != ("is_error", False)}


@pytest.mark.parametrize("capture", parameters(CAPTURES))
def test_a_capture_that_went_through_the_hub_says_the_same(capture: Capture) -> None:
    document = json_bytes.loads_object(capture.data)
    here = _context(_profile_for(document))

    encoded = encode_request(decode_request(document, here), here)

    messages = document["messages"]
    assert isinstance(messages, list)
    expected = [
        {**message, "content": _blocks(message["content"])}
        for message in messages
        if isinstance(message, dict)
    ]
    plain = _plain([*expected])
    if "streams_citations" in capture.name:
        plain = json_bytes.loads(
            json_bytes.dumps(plain).replace(b',"citations":{"enabled":true}', b"")
        )
    assert _plain(encoded["messages"]) == plain
    for key in ("max_tokens", "stop_sequences", "thinking", "context_management", "container"):
        assert encoded.get(key) == document.get(key)


@pytest.mark.parametrize("capture", parameters(CAPTURES))
def test_what_was_encoded_is_decoded_the_same(capture: Capture) -> None:
    document = json_bytes.loads_object(capture.data)
    here = _context(_profile_for(document))
    request = decode_request(document, here)

    again = decode_request(encode_request(request, here), context())

    assert again == request
