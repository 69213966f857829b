from dataclasses import replace

import pytest
from openai.types.chat.completion_create_params import (
    CompletionCreateParamsNonStreaming,
    CompletionCreateParamsStreaming,
)

from tests.support.corpus import Capture, parameters, select
from tests.translators.openai_chat.client import asked, context, losses, said
from tests.upstreams.schema import complaint
from translators.adapt import fit
from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.parts import Inline, Media, Text, ToolCall, ToolResult
from translators.hub.request import OutputFormat, Request, Sampling, Thinking
from translators.hub.tools import Tool, ToolChoice
from translators.openai_chat.request_decode import decode_request
from translators.openai_chat.request_encode import encode_request
from translators.profile import Profile
from translators.wire import json_bytes

BARE = Request(model="acme-1")
EVERYTHING = Profile(
    media=frozenset({"image", "document", "audio", "video"}),
    developer_role=True,
    thinking="effort",
    efforts=("none", "minimal", "low", "medium", "high", "xhigh", "max"),
    seed=True,
    penalties=True,
    custom_tools=True,
    verbosity=True,
    logprobs=True,
    service_tier=True,
    metadata=True,
)


def encode(request: Request, profile: Profile = EVERYTHING) -> Document:
    return encode_request(request, context(profile=profile))


def lost(request: Request, profile: Profile = EVERYTHING) -> list[str]:
    of = context(profile=profile)
    encode_request(request, of)
    return losses(of)


def test_what_was_not_said_is_not_written() -> None:
    assert encode(BARE) == {"model": "acme-1", "messages": []}
    assert lost(BARE) == []


def test_every_field_finds_its_key() -> None:
    request = Request(
        model="acme-1",
        tools=(Tool("f"),),
        tool_choice=ToolChoice("auto"),
        parallel_tool_calls=False,
        max_tokens=100,
        stop=("a",),
        sampling=Sampling(0.5, 0.9, None, 7, 0.1, 0.2),
        thinking=Thinking(effort="high"),
        output=OutputFormat("json"),
        verbosity="low",
        logprobs=3,
        stream=True,
        user="u",
        metadata={"k": "v"},
        service_tier="flex",
    )

    assert encode(request) == {
        "model": "acme-1",
        "messages": [],
        "tools": [{"type": "function", "function": {"name": "f"}}],
        "tool_choice": "auto",
        "parallel_tool_calls": False,
        "max_completion_tokens": 100,
        "stop": ["a"],
        "temperature": 0.5,
        "top_p": 0.9,
        "seed": 7,
        "presence_penalty": 0.1,
        "frequency_penalty": 0.2,
        "reasoning_effort": "high",
        "response_format": {"type": "json_object"},
        "logprobs": True,
        "top_logprobs": 3,
        "verbosity": "low",
        "user": "u",
        "metadata": {"k": "v"},
        "service_tier": "flex",
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    assert lost(request) == []


def test_the_limit_has_the_name_that_the_server_knows() -> None:
    profile = Profile(max_tokens_key="max_tokens")

    assert encode(replace(BARE, max_tokens=5), profile)["max_tokens"] == 5


def test_usage_is_not_asked_for_where_that_is_refused() -> None:
    written = encode(replace(BARE, stream=True), Profile(stream_usage=False))

    assert (written["stream"], "stream_options" in written) == (True, False)


def test_top_k_is_written_where_it_is_known() -> None:
    request = replace(BARE, sampling=Sampling(top_k=5))

    assert encode(request, Profile(top_k=True))["top_k"] == 5
    assert lost(request) == ["dropped request.sampling.top_k"]


@pytest.mark.parametrize(
    ("way", "thinking", "written"),
    [
        ("effort", Thinking(effort="low"), {"reasoning_effort": "low"}),
        ("switch", Thinking(enabled=True), {"thinking": {"type": "enabled"}}),
        ("switch", Thinking(enabled=False), {"thinking": {"type": "disabled"}}),
        ("budget", Thinking(enabled=True, budget=2000), {"reasoning": {"max_tokens": 2000}}),
        ("budget", Thinking(enabled=False), {"reasoning": {"enabled": False}}),
        (
            "adaptive",
            Thinking(enabled=True, adaptive=True, effort="low"),
            {"reasoning": {"enabled": True, "effort": "low"}},
        ),
    ],
)
def test_thinking_is_asked_for_in_the_servers_way(
    way: str, thinking: Thinking, written: Document
) -> None:
    profile = next(p for p in WAYS if p.thinking == way)
    request = replace(BARE, thinking=thinking)

    assert encode(request, profile) == {"model": "acme-1", "messages": [], **written}
    assert lost(request, profile) == []


WAYS = (
    Profile(thinking="effort"),
    Profile(thinking="switch"),
    Profile(thinking="budget"),
    Profile(thinking="adaptive"),
)


@pytest.mark.parametrize("profile", [*WAYS, Profile(thinking="none")], ids=lambda p: p.thinking)
@pytest.mark.parametrize(
    "thinking",
    [
        Thinking(enabled=True),
        Thinking(enabled=False),
        Thinking(effort="low"),
        Thinking(budget=2000),
        Thinking(summary="auto"),
        Thinking(adaptive=True),
    ],
    ids=str,
)
def test_a_wish_is_written_or_lost(thinking: Thinking, profile: Profile) -> None:
    request = replace(BARE, thinking=thinking)
    written = encode(request, profile) != encode(BARE, profile)

    assert written is not bool(lost(request, profile))


@pytest.mark.parametrize(
    ("output", "written"),
    [
        (OutputFormat("text"), {"type": "text"}),
        (OutputFormat("json"), {"type": "json_object"}),
        (
            OutputFormat("schema", {"type": "object"}, "n", "d", strict=False),
            {
                "type": "json_schema",
                "json_schema": {
                    "name": "n",
                    "description": "d",
                    "schema": {"type": "object"},
                    "strict": False,
                },
            },
        ),
    ],
)
def test_the_shape_of_the_answer_is_written(output: OutputFormat, written: Json) -> None:
    assert encode(replace(BARE, output=output))["response_format"] == written


def test_a_schema_without_a_name_gets_one() -> None:
    request = replace(BARE, output=OutputFormat("schema", {}))

    assert encode(request)["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "answer", "schema": {}},
    }
    assert lost(request) == ["invented request.output.name"]


def test_logprobs_without_alternatives_are_bare() -> None:
    written = encode(replace(BARE, logprobs=0))

    assert (written["logprobs"], "top_logprobs" in written) == (True, False)


@pytest.mark.parametrize(
    ("tier", "written", "lost_words"),
    [
        ("flex", "flex", []),
        ("standard_only", "default", ["coerced request.service_tier"]),
        ("on_demand", None, ["dropped request.service_tier"]),
    ],
)
def test_a_tier_is_one_of_this_vendors(
    tier: str, written: str | None, lost_words: list[str]
) -> None:
    request = replace(BARE, service_tier=tier)

    assert encode(request).get("service_tier") == written
    assert lost(request) == lost_words


def test_extras_of_the_family_are_taken_and_others_lost() -> None:
    request = replace(
        BARE,
        extras={
            "openai": {"store": False, "prompt_cache_key": "k", "n": 3, "include": ["x"]},
            "anthropic": {"context_management": {}},
        },
    )

    assert encode(request) == {**encode(BARE), "store": False, "prompt_cache_key": "k"}
    assert lost(request) == [
        "dropped request.n",
        "dropped request.include",
        "dropped request.context_management",
    ]


def test_an_extra_never_takes_the_place_of_a_field() -> None:
    request = replace(BARE, extras={"openai": {"model": "other"}})

    assert encode(request) == encode(BARE)


def types_complain(document: Document) -> str:
    """What OpenAI's own parameter types find wrong; "" for nothing."""
    streams = document.get("stream") is True
    kind = CompletionCreateParamsStreaming if streams else CompletionCreateParamsNonStreaming
    found = complaint(kind, document)
    return "" if found is None else str(found)


def test_a_busy_request_pleases_the_vendors_types() -> None:
    image = Media("image", Inline("AAAA"), "image/png", detail="high")
    request = asked(
        said("system", Text("s"), Text("t")),
        said("developer", Text("d")),
        said("user", Text("a"), image, Media("document", Inline("AAAA"), "application/pdf")),
        said("assistant", Text("b"), ToolCall("c1", "f"), ToolCall("c2", "c", "x", "custom")),
        said("tool", ToolResult("c1", (Text("1"), image)), ToolResult("c2", is_error=True)),
    )
    request = replace(
        request,
        tools=(Tool("f", parameters={"type": "object"}), Tool("c", kind="custom")),
        tool_choice=ToolChoice("required", ("f", "c")),
        output=OutputFormat("schema", {"type": "object"}),
        thinking=Thinking(effort="high"),
        stream=True,
    )

    assert types_complain(encode(request)) == ""


BEYOND_OPENAI = ("video_url", "openrouter:web_search")
"""What other servers of this dialect know and OpenAI's own types do not."""


@pytest.mark.parametrize("capture", parameters(select("request", "openai-chat")))
def test_every_captured_request_pleases_the_vendors_types(capture: Capture) -> None:
    of = Context(profile=EVERYTHING)
    encoded = encode_request(fit(decode_request(json_bytes.loads_object(capture.data), of), of), of)

    found = types_complain(encoded)
    assert found == "" or any(word in str(encoded) for word in BEYOND_OPENAI), found


@pytest.mark.parametrize("capture", parameters(select("request", "openai-chat")))
def test_a_captured_request_comes_back_as_it_was_or_the_loss_is_told(capture: Capture) -> None:
    of = context(profile=replace(EVERYTHING, top_k=True, thinking_history="text"))
    request = decode_request(json_bytes.loads_object(capture.data), of)
    again = decode_request(encode_request(request, of), context())

    assert again == request or losses(of)
