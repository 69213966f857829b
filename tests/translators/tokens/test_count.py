from dataclasses import replace

import pytest

from translators.hub.document import Document
from translators.hub.parts import (
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
    ToolResult,
)
from translators.hub.request import Message, OutputFormat, Request
from translators.hub.tools import Tool
from translators.profile import Profile
from translators.providers.registry import PROVIDERS
from translators.tokens.count import MESSAGE, REPLY, count
from translators.tokens.text import tokens_of

PLAIN = Profile()
WEATHER: Document = {
    "type": "object",
    "properties": {
        "location": {"type": "string", "description": "The city and state, e.g. San Francisco, CA"},
        "unit": {
            "type": "string",
            "description": "The unit of temperature to return",
            "enum": ["celsius", "fahrenheit"],
        },
    },
    "required": ["location"],
}
ASKED = Request(
    model="gpt-4o",
    messages=(
        Message(
            "system",
            (Text("You are a helpful assistant that can answer to questions about the weather."),),
        ),
        Message("user", (Text("What's the weather like in San Francisco?"),)),
    ),
    tools=(Tool("get_current_weather", "Get the current weather in a given location", WEATHER),),
)


def one(part: Part) -> Request:
    return Request("m", (Message("user", (part,)),))


def test_the_example_of_openais_guide_to_counting() -> None:
    # "How to count tokens with tiktoken": gpt-4o and gpt-4o-mini count 101.
    assert count(ASKED, PLAIN) == pytest.approx(101, rel=0.15)


@pytest.mark.parametrize(
    "part",
    [
        Text("hello"),
        Refusal("no"),
        Media("image", Inline("")),
        Reasoning("let me think"),
        Reasoning(seal=Seal("encrypted", "x" * 100, Origin("d"))),
        ToolCall("call_1", "look", "{}"),
        ToolResult("call_1", (Text("found"),)),
        Foreign("d", "k", {"a": 1}),
    ],
    ids=lambda part: type(part).__name__,
)
def test_every_kind_of_content_counts(part: Part) -> None:
    assert count(one(part), PLAIN) > REPLY + MESSAGE


def test_a_signature_vouches_and_costs_nothing() -> None:
    signed = Reasoning("let me think", seal=Seal("signature", "x" * 1000, Origin("d")))

    assert count(one(signed), PLAIN) == count(one(Reasoning("let me think")), PLAIN)


def test_the_words_around_tools_cost_once() -> None:
    explained = replace(PLAIN, tools_tokens=346)

    assert count(ASKED, explained) - count(ASKED, PLAIN) == 346
    assert count(one(Text("hi")), explained) == count(one(Text("hi")), PLAIN)


def test_a_schema_of_the_answer_counts() -> None:
    schema = replace(one(Text("hi")), output=OutputFormat("schema", WEATHER))

    assert count(schema, PLAIN) > count(one(Text("hi")), PLAIN) + 40


def test_a_models_own_opening_counts() -> None:
    harmony = replace(one(Text("hi")), model="openai/gpt-oss-20b")

    assert count(harmony, PLAIN) == count(one(Text("hi")), PLAIN) + 62


def test_a_coarser_vocabulary_makes_more_of_words_and_not_of_pictures() -> None:
    claude = PROVIDERS["anthropic"].profile("claude-sonnet-4-5")
    picture = Media("image", Inline(""))
    words, both = one(Text("hello " * 100)), Message("user", (Text("hello " * 100), picture))

    assert count(words, claude) == pytest.approx(
        1.15 * (REPLY + MESSAGE + tokens_of("hello " * 100))
    )
    assert count(Request("m", (both,)), claude) - count(words, claude) == pytest.approx(
        1024 * 1024 / 750
    )
