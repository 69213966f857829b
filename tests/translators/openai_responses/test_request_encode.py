"""The knobs of a request, what is asked for besides, and what has no word."""

import pytest

from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.parts import CacheMark, Foreign, Inline, Media, Text
from translators.hub.request import Message, OutputFormat, Request, Sampling, Thinking
from translators.hub.tools import Tool, ToolChoice
from translators.openai_responses.request_encode import encode_request
from translators.profile import Profile

USER = Message("user", (Text("Hi"),))
SAID: Document = {
    "type": "message",
    "role": "user",
    "content": [{"type": "input_text", "text": "Hi"}],
}


def losses(context: Context) -> list[tuple[str, str]]:
    return [(loss.effect, loss.path) for loss in context.losses]


def test_every_field_has_its_key() -> None:
    context = Context()
    schema: Document = {"type": "object"}

    assert encode_request(
        Request(
            model="m",
            messages=(Message("system", (Text("Be"), Text("brief."))), USER),
            tools=(Tool("f", parameters=schema, strict=False),),
            tool_choice=ToolChoice("named", ("f",)),
            parallel_tool_calls=False,
            max_tokens=100,
            sampling=Sampling(0.5, 0.9),
            thinking=Thinking(effort="high", summary="detailed"),
            output=OutputFormat("schema", schema, "answer", "An answer.", True),
            verbosity="low",
            logprobs=3,
            stream=True,
            user="u",
            metadata={"k": "v"},
            service_tier="flex",
        ),
        context,
    ) == {
        "model": "m",
        "instructions": "Be\n\nbrief.",
        "input": [SAID],
        "tools": [{"type": "function", "name": "f", "parameters": schema, "strict": False}],
        "tool_choice": {"type": "function", "name": "f"},
        "parallel_tool_calls": False,
        "max_output_tokens": 100,
        "temperature": 0.5,
        "top_p": 0.9,
        "top_logprobs": 3,
        "reasoning": {"effort": "high", "summary": "detailed"},
        "text": {
            "format": {
                "type": "json_schema",
                "name": "answer",
                "schema": schema,
                "description": "An answer.",
                "strict": True,
            },
            "verbosity": "low",
        },
        "safety_identifier": "u",
        "metadata": {"k": "v"},
        "service_tier": "flex",
        "stream": True,
        "include": ["message.output_text.logprobs"],
    }
    assert losses(context) == []


def test_what_is_unsaid_stays_unsaid() -> None:
    assert encode_request(Request(model="m", messages=(USER,)), Context()) == {
        "model": "m",
        "input": [SAID],
    }


@pytest.mark.parametrize(
    "first",
    [
        Message("developer", (Text("Be brief."),)),
        Message("system", (Text("Be brief.", cache=CacheMark()),)),
        Message("system", (Text("Look"), Media("image", Inline("QUJD")))),
        Message("system", (Text("Be brief."),), name="boss"),
    ],
)
def test_what_instructions_cannot_hold_stays_a_message(first: Message) -> None:
    document = encode_request(Request(model="m", messages=(first, USER)), Context())

    assert "instructions" not in document
    assert isinstance(document["input"], list)
    assert len(document["input"]) == 2


def test_only_the_first_system_message_becomes_instructions() -> None:
    system = Message("system", (Text("Be brief."),))

    document = encode_request(Request(model="m", messages=(system, system, USER)), Context())

    assert document["instructions"] == "Be brief."
    assert isinstance(document["input"], list)
    assert len(document["input"]) == 2


def test_a_conversation_of_instructions_only_is_input() -> None:
    # The API wants something to answer to.
    system = Message("system", (Text("Be brief."),))

    document = encode_request(Request(model="m", messages=(system,)), Context())

    assert document == {
        "model": "m",
        "input": [
            {
                "type": "message",
                "role": "system",
                "content": [{"type": "input_text", "text": "Be brief."}],
            }
        ],
    }


def knobs(request: Request, context: Context | None = None) -> Document:
    document = encode_request(request, context or Context())
    return {key: value for key, value in document.items() if key not in ("model", "input")}


def test_a_limit_below_the_least_is_raised() -> None:
    context = Context()

    assert knobs(Request("m", max_tokens=1), context) == {"max_output_tokens": 16}
    assert losses(context) == [("coerced", "request.max_tokens")]


@pytest.mark.parametrize(
    ("thinking", "expected", "lost"),
    [
        (Thinking(effort="low"), {"reasoning": {"effort": "low"}}, []),
        (Thinking(enabled=False), {"reasoning": {"effort": "none"}}, []),
        (Thinking(enabled=True), {}, []),
        (Thinking(summary="summarized"), {"reasoning": {"summary": "auto"}}, []),
        (Thinking(summary="updates"), {"reasoning": {"summary": "auto"}}, []),
        (Thinking(summary="omitted"), {}, []),
        (Thinking(summary="sung"), {}, [("dropped", "request.thinking.summary")]),
        (Thinking(budget=9), {}, [("dropped", "request.thinking.budget")]),
    ],
)
def test_thinking_is_asked_for_by_effort_and_summary(
    thinking: Thinking, expected: Document, lost: list[tuple[str, str]]
) -> None:
    context = Context()

    assert knobs(Request("m", thinking=thinking), context) == expected
    assert losses(context) == lost


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (OutputFormat("text"), {"type": "text"}),
        (OutputFormat("json"), {"type": "json_object"}),
        (
            OutputFormat("schema", {"type": "object"}, "a"),
            {"type": "json_schema", "name": "a", "schema": {"type": "object"}},
        ),
    ],
)
def test_every_shape_of_output_has_its_format(output: OutputFormat, expected: Json) -> None:
    assert knobs(Request("m", output=output)) == {"text": {"format": expected}}


def test_a_schema_without_name_gets_one() -> None:
    context = Context()

    knobs(Request("m", output=OutputFormat("schema", {})), context)

    assert losses(context) == [("invented", "request.output.name")]


@pytest.mark.parametrize(
    ("tier", "expected", "lost"),
    [
        ("priority", {"service_tier": "priority"}, []),
        ("standard_only", {"service_tier": "default"}, [("coerced", "request.service_tier")]),
        ("gold", {}, [("dropped", "request.service_tier")]),
    ],
)
def test_tiers_are_openais(tier: str, expected: Document, lost: list[tuple[str, str]]) -> None:
    context = Context()

    assert knobs(Request("m", service_tier=tier), context) == expected
    assert losses(context) == lost


def test_what_has_no_word_is_lost() -> None:
    context = Context()

    sampling = Sampling(top_k=1, seed=2, presence_penalty=0.1, frequency_penalty=0.2)

    assert knobs(Request("m", stop=("END",), sampling=sampling), context) == {}
    assert losses(context) == [
        ("dropped", "request.stop"),
        ("dropped", "request.sampling.top_k"),
        ("dropped", "request.sampling.seed"),
        ("dropped", "request.sampling.presence_penalty"),
        ("dropped", "request.sampling.frequency_penalty"),
    ]


def test_extras_of_the_family_go_in_where_they_mean_the_same() -> None:
    context = Context()
    extras: dict[str, Document] = {
        "openai": {
            "store": True,
            "prompt_cache_key": "k",
            "tool_choice": {"type": "web_search_preview"},
            "previous_response_id": "resp_1",
            "background": True,
            "logit_bias": {},
        },
        "anthropic": {"container": "c"},
    }

    assert knobs(Request("m", extras=extras), context) == {
        "store": True,
        "prompt_cache_key": "k",
        "tool_choice": {"type": "web_search_preview"},
    }
    assert losses(context) == [
        ("dropped", "request.previous_response_id"),
        ("dropped", "request.background"),
        ("dropped", "request.logit_bias"),
        ("dropped", "request.container"),
    ]


@pytest.mark.parametrize(
    ("asked", "fitted", "expected"),
    [
        (Thinking(enabled=True, budget=9000), Thinking(effort="high"), "auto"),
        (Thinking(enabled=True, adaptive=True), None, "auto"),
        (Thinking(enabled=True, summary="omitted"), Thinking(summary="omitted"), None),
        (Thinking(enabled=False), Thinking(effort="none"), None),
        (Thinking(effort="high"), Thinking(effort="high"), None),
    ],
)
def test_thinking_that_was_switched_on_is_shown_unless_the_client_does_not_want_it(
    asked: Thinking, fitted: Thinking | None, expected: str | None
) -> None:
    context = Context(profile=Profile(thinking="effort"), request=Request("m", thinking=asked))

    reasoning = knobs(Request("m", thinking=fitted), context).get("reasoning")

    summary = reasoning.get("summary") if isinstance(reasoning, dict) else None
    assert summary == expected
    assert losses(context) == ([("invented", "request.thinking.summary")] if expected else [])


def test_a_model_that_does_not_think_is_not_asked_to_show_it() -> None:
    context = Context(request=Request("m", thinking=Thinking(enabled=True)))

    assert knobs(Request("m"), context) == {}


def test_sealed_thinking_is_asked_for_and_nothing_kept() -> None:
    context = Context(profile=Profile(thinking_history="sealed"))

    assert knobs(Request("m"), context) == {
        "include": ["reasoning.encrypted_content"],
        "store": False,
    }
    assert losses(context) == [("invented", "request.include"), ("invented", "request.store")]


def test_what_the_client_says_of_storage_holds() -> None:
    context = Context(profile=Profile(thinking_history="sealed"))
    extras: dict[str, Document] = {
        "openai": {"store": True, "include": ["file_search_call.results"]}
    }

    assert knobs(Request("m", logprobs=0, extras=extras), context) == {
        "store": True,
        "include": [
            "file_search_call.results",
            "message.output_text.logprobs",
            "reasoning.encrypted_content",
        ],
    }


def test_no_tools_are_declared_where_none_are_left() -> None:
    hosted = Foreign("anthropic-messages", "web_search_20250305", {})

    assert knobs(Request("m", tools=(hosted,))) == {}
