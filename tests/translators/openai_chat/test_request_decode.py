import pytest

from tests.support.corpus import Capture, parameters, select
from tests.translators.openai_chat.client import context, losses
from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.hub.request import OutputFormat, Request, Sampling, Thinking
from translators.openai_chat.request_decode import decode_request
from translators.wire import json_bytes


def decode(**keys: Json) -> Request:
    return decode_request({"model": "m", "messages": [], **keys}, context())


def lost(**keys: Json) -> list[str]:
    of = context()
    decode_request({"model": "m", "messages": [], **keys}, of)
    return losses(of)


def test_only_the_model_and_messages_are_there() -> None:
    assert decode() == Request(model="m")


def test_every_knob_finds_its_field() -> None:
    request = decode(
        temperature=0.5,
        top_p=0.9,
        top_k=40,
        seed=7,
        presence_penalty=0.1,
        frequency_penalty=0.2,
        max_completion_tokens=100,
        stop=["a", "b"],
        parallel_tool_calls=False,
        verbosity="low",
        logprobs=True,
        top_logprobs=3,
        stream=True,
        user="u",
        metadata={"k": "v"},
        service_tier="flex",
    )

    assert request == Request(
        model="m",
        sampling=Sampling(0.5, 0.9, 40, 7, 0.1, 0.2),
        max_tokens=100,
        stop=("a", "b"),
        parallel_tool_calls=False,
        verbosity="low",
        logprobs=3,
        stream=True,
        user="u",
        metadata={"k": "v"},
        service_tier="flex",
    )


def test_null_is_nothing() -> None:
    request = decode(
        temperature=None, stop=None, tools=None, max_tokens=None, n=None, logprobs=None
    )

    assert request == Request(model="m")


def test_one_stop_sequence_may_be_a_string() -> None:
    assert decode(stop="END").stop == ("END",)


def test_the_older_limit_counts_alone() -> None:
    assert decode(max_tokens=5).max_tokens == 5


def test_of_two_limits_the_newer_counts() -> None:
    assert decode(max_tokens=5, max_completion_tokens=6).max_tokens == 6
    assert lost(max_tokens=5, max_completion_tokens=6) == ["dropped request.max_tokens"]


@pytest.mark.parametrize(
    ("keys", "thinking"),
    [
        ({"reasoning_effort": "high"}, Thinking(effort="high")),
        ({"reasoning_effort": "none"}, Thinking(effort="none")),
        ({"reasoning": {"effort": "low"}}, Thinking(effort="low")),
        ({"reasoning": {"max_tokens": 2000}}, Thinking(budget=2000)),
        ({"reasoning": {"enabled": True}}, Thinking(enabled=True)),
        ({"reasoning": {"enabled": False}}, Thinking(enabled=False)),
        ({"thinking": {"type": "enabled"}}, Thinking(enabled=True)),
        ({"thinking": {"type": "disabled"}}, Thinking(enabled=False)),
        ({"thinking": {"type": "auto"}}, Thinking(enabled=True, adaptive=True)),
        (
            {"thinking": {"type": "enabled", "budget_tokens": 9}},
            Thinking(enabled=True, budget=9),
        ),
        (
            {"enable_thinking": True, "thinking_budget": 50},
            Thinking(enabled=True, budget=50),
        ),
        (
            {"reasoning_effort": "max", "thinking": {"type": "enabled"}},
            Thinking(enabled=True, effort="max"),
        ),
        ({}, None),
    ],
)
def test_thinking_is_asked_for_in_many_ways(keys: Document, thinking: Thinking | None) -> None:
    assert thinking == decode(**keys).thinking


@pytest.mark.parametrize(
    ("shape", "output"),
    [
        ({"type": "text"}, OutputFormat("text")),
        ({"type": "json_object"}, OutputFormat("json")),
        (
            {
                "type": "json_schema",
                "json_schema": {"name": "n", "description": "d", "schema": {}, "strict": True},
            },
            OutputFormat("schema", {}, "n", "d", strict=True),
        ),
        ({"type": "json_schema", "json_schema": {"schema": {}}}, OutputFormat("schema", {})),
    ],
)
def test_the_shape_of_the_answer_is_read(shape: Json, output: OutputFormat) -> None:
    assert output == decode(response_format=shape).output


def test_a_shape_that_nobody_else_knows_is_lost() -> None:
    assert lost(response_format={"type": "grammar", "grammar": "g"}) == [
        "dropped request.response_format"
    ]


def test_alternatives_without_logprobs_are_none() -> None:
    assert decode(logprobs=False, top_logprobs=3).logprobs is None


def test_logprobs_without_alternatives_are_bare() -> None:
    assert decode(logprobs=True).logprobs == 0


def test_the_successor_of_user_is_the_user() -> None:
    assert decode(safety_identifier="s").user == "s"
    assert lost(safety_identifier="s", user="u") == ["dropped request.user"]


def test_unread_keys_travel_as_extras() -> None:
    request = decode(store=False, n=3, min_p=0.1, logit_bias={"1": -100}, odd=None)

    assert request.extras == {
        "openai": {"store": False, "n": 3, "min_p": 0.1, "logit_bias": {"1": -100}}
    }


def test_one_choice_is_nothing_to_ask_for() -> None:
    assert decode(n=1).extras == {}


def test_stream_options_are_the_answers_matter() -> None:
    assert decode(stream_options={"include_usage": True}).extras == {}


def test_unread_keys_inside_are_lost() -> None:
    assert lost(
        messages=[{"role": "user", "content": "a", "odd": 1}],
        reasoning={"effort": "low", "exclude": True},
    ) == ["dropped request.messages[].odd", "dropped request.reasoning.exclude"]


MALFORMED: list[tuple[Document, str]] = [
    ({"model": None}, "model"),
    ({"messages": "hi"}, "messages"),
    ({"messages": ["hi"]}, "messages[0]"),
    ({"messages": [{"content": "hi"}]}, "messages[0].role"),
    ({"temperature": "hot"}, "temperature"),
    ({"max_tokens": 1.5}, "max_tokens"),
    ({"stop": [1]}, "stop[0]"),
    ({"tools": [{}]}, "tools[0].type"),
    ({"tools": [{"type": "function", "function": {}}]}, "tools[0].function.name"),
    ({"thinking": {}}, "thinking.type"),
]


@pytest.mark.parametrize(("keys", "path"), MALFORMED)
def test_a_malformed_document_is_refused_by_its_place(keys: Document, path: str) -> None:
    with pytest.raises(RequestError) as caught:
        decode_request({"model": "m", "messages": [], **keys}, context())

    assert caught.value.path == path


@pytest.mark.parametrize("capture", parameters(select("request", "openai-chat")))
def test_every_captured_request_is_understood(capture: Capture) -> None:
    of = context()
    document = json_bytes.loads_object(capture.data)
    request = decode_request(document, of)

    assert document["model"] == request.model
    assert [loss for loss in losses(of) if not loss.startswith("invented")] in (
        [],
        # GLM keeps or clears thinking on its side, which nobody else does.
        ["dropped request.thinking.clear_thinking"],
        ["dropped request.function_call"],
    )


def test_an_unknown_way_of_streaming_is_lost() -> None:
    options: Document = {"include_usage": True, "include_obfuscation": False, "x_new": 1}

    assert lost(stream_options=options) == ["dropped request.stream_options.x_new"]
