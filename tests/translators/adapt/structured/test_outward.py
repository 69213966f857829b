"""How the shape of an answer is asked for, by what the upstream promises."""

from dataclasses import replace

import pytest

from tests.support.fitting import Fitted, fitted, said, talk
from translators.adapt.structured import outward
from translators.adapt.structured.outward import TOOL
from translators.errors import RequestError
from translators.hub.document import Document
from translators.hub.parts import CacheMark, Text
from translators.hub.request import Message, OutputFormat, Request, Thinking
from translators.hub.tools import Tool, ToolChoice
from translators.profile import Profile

SCHEMA: Document = {"type": "object", "properties": {"naïve": {"type": "boolean"}}}
SHIP = OutputFormat("schema", SCHEMA, "ship", "A ship.", strict=True)
JSON = OutputFormat("json")
QUESTION = said("user", "Describe her.")
ASKED = replace(talk(QUESTION), output=SHIP)
LOOK = Tool("look", parameters={"type": "object"})

NOTHING = Profile(output="none")
ANY_JSON = Profile(output="json")
SCHEMAS_ONLY = Profile(output_without_schema=False)
NOT_BESIDE_TOOLS = Profile(output_beside_tools=False)

IN_WORDS = [
    "coerced request.output: the upstream promises no such output: asked for in words, checked here"
]
BY_TOOL = [
    "coerced request.output: the upstream promises no such output: asked for by a forced tool"
]
WORDS = """\
Your answer must be a single JSON value that satisfies the JSON schema below and nothing else: \
no words before or after it, and no code fence around it.

JSON schema (ship: A ship.):
{"type":"object","properties":{"naïve":{"type":"boolean"}}}"""
OBJECT_WORDS = """\
Your answer must be a single JSON object and nothing else: \
no words before or after it, and no code fence around it."""


def fit(profile: Profile, request: Request = ASKED) -> Fitted:
    return fitted(outward.fit, request, profile)


@pytest.mark.parametrize(
    ("profile", "asked"),
    [
        (Profile(), SHIP),
        (Profile(), JSON),
        (ANY_JSON, JSON),
        (SCHEMAS_ONLY, SHIP),
        (NOT_BESIDE_TOOLS, SHIP),
        (NOTHING, OutputFormat("text")),
        (NOTHING, None),
    ],
)
def test_what_the_upstream_has_is_asked_for_as_it_is(
    profile: Profile, asked: OutputFormat | None
) -> None:
    request = replace(ASKED, output=asked)

    outcome = fit(profile, request)

    assert outcome.request is request
    assert outcome.losses == []


def test_a_forced_tool_takes_the_answer() -> None:
    outcome = fit(NOTHING)

    assert outcome.request == replace(
        ASKED,
        output=None,
        tools=(
            Tool(
                TOOL,
                "Gives the final answer. Its arguments are the whole of it.\n\nA ship.",
                SCHEMA,
            ),
        ),
        tool_choice=ToolChoice("named", (TOOL,)),
        parallel_tool_calls=False,
    )
    assert outcome.losses == BY_TOOL


def test_several_calls_are_only_forbidden_where_they_can_be() -> None:
    outcome = fit(replace(NOTHING, parallel_tool_calls=False))

    assert outcome.request.parallel_tool_calls is None


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "additionalProperties": {"type": "integer"}},
        {"type": "object", "properties": {"next": {"$ref": "#"}}},
    ],
)
def test_a_map_or_recursion_is_not_asked_of_an_upstream_that_closes_schemas(
    schema: Document,
) -> None:
    closes = replace(SCHEMAS_ONLY, closed_schemas=True)
    asked = OutputFormat("schema", schema, strict=True)
    request = replace(ASKED, output=asked)

    assert outward.way(request, SCHEMAS_ONLY) == "native"
    assert outward.way(request, closes) == "tool"
    assert outward.way(replace(request, tools=(LOOK,)), closes) == "words"
    assert outward.way(ASKED, closes) == "native"


THINKS = replace(ASKED, thinking=Thinking(effort="high"))
IN_WORDS_ONLY: dict[str, tuple[Profile, Request]] = {
    "a call cannot be demanded": (replace(NOTHING, tool_choice_required=False), ASKED),
    "the client has tools": (NOTHING, replace(ASKED, tools=(LOOK,))),
    "the model is to think by budget": (replace(NOTHING, thinking="budget"), THINKS),
    "the model is to think as it likes": (replace(NOTHING, thinking="adaptive"), THINKS),
    "the answer is no object": (
        NOTHING,
        replace(ASKED, output=OutputFormat("schema", {"type": "array"})),
    ),
    "the answer may be many things": (
        NOTHING,
        replace(ASKED, output=OutputFormat("schema", {"anyOf": [SCHEMA]})),
    ),
    "structured output excludes tools": (NOT_BESIDE_TOOLS, replace(ASKED, tools=(LOOK,))),
}


@pytest.mark.parametrize("why", IN_WORDS_ONLY)
def test_where_no_tool_can_be_forced_words_must_do(why: str) -> None:
    profile, request = IN_WORDS_ONLY[why]

    outcome = fit(profile, request)

    assert outcome.losses == IN_WORDS
    assert outcome.request.output is None
    assert outcome.request.tools == request.tools
    assert outcome.request.tool_choice == request.tool_choice


@pytest.mark.parametrize(
    ("thinking", "way"),
    [
        (Thinking(enabled=False), "tool"),
        (Thinking(effort="none"), "tool"),
        (Thinking(summary="auto"), "tool"),
        (Thinking(enabled=True), "words"),
        (Thinking(budget=2000), "words"),
        (Thinking(effort="low"), "words"),
    ],
)
def test_only_thinking_that_is_wanted_excludes_a_forced_tool(thinking: Thinking, way: str) -> None:
    request = replace(ASKED, thinking=thinking)

    assert outward.way(request, replace(NOTHING, thinking="budget")) == way


def test_any_json_is_demanded_beside_the_words_where_it_can_be() -> None:
    outcome = fit(ANY_JSON)

    assert outcome.request == replace(
        ASKED, output=JSON, messages=(Message("system", (Text(WORDS),)), QUESTION)
    )
    assert outcome.losses == IN_WORDS


@pytest.mark.parametrize(
    ("profile", "request_"),
    [
        (replace(ANY_JSON, output_beside_tools=False), replace(ASKED, tools=(LOOK,))),
        (ANY_JSON, replace(ASKED, output=OutputFormat("schema", {"type": "array"}))),
        (SCHEMAS_ONLY, replace(ASKED, output=JSON)),
    ],
)
def test_any_json_is_not_demanded_where_it_would_be_refused(
    profile: Profile, request_: Request
) -> None:
    assert fit(profile, request_).request.output is None


def test_without_a_schema_an_object_is_asked_for() -> None:
    outcome = fit(NOTHING, replace(ASKED, output=JSON))

    assert outcome.messages == (Message("system", (Text(OBJECT_WORDS),)), QUESTION)


def test_the_clients_tools_stay_of_use() -> None:
    outcome = fit(NOTHING, replace(ASKED, output=JSON, tools=(LOOK,)))

    assert outcome.messages[0].parts == (
        Text(
            f"{OBJECT_WORDS} Tools may be called first, as usual;"
            " this is about the answer that follows."
        ),
    )


def test_the_words_follow_the_clients_instructions() -> None:
    late = said("system", "Be kind.")
    request = replace(
        ASKED,
        messages=(said("system", "Be brief."), said("developer", "Be", "blunt."), QUESTION, late),
    )

    assert fit(ANY_JSON, request).messages == (
        said("system", "Be brief."),
        said("developer", "Be", f"blunt.\n\n{WORDS}"),
        QUESTION,
        late,
    )


@pytest.mark.parametrize(
    ("marks", "parts"),
    [
        (4, (Text("Be brief.", cache=CacheMark()), Text(WORDS))),
        (0, (Text(f"Be brief.\n\n{WORDS}", cache=CacheMark()),)),
    ],
)
def test_the_words_stand_behind_a_cache_mark(marks: int, parts: tuple[Text, ...]) -> None:
    request = replace(
        ASKED, messages=(said("system", Text("Be brief.", cache=CacheMark())), QUESTION)
    )

    assert fit(replace(ANY_JSON, cache_marks=marks), request).messages[0].parts == parts


@pytest.mark.parametrize("profile", [NOTHING, ANY_JSON])
def test_a_schema_that_nobody_can_check_is_refused(profile: Profile) -> None:
    with pytest.raises(RequestError, match="the schema of the answer cannot be used"):
        fit(profile, replace(ASKED, output=OutputFormat("schema", {"type": "ship"})))


def test_a_schema_that_the_upstream_checks_is_left_to_it() -> None:
    request = replace(ASKED, output=OutputFormat("schema", {"type": "ship"}))

    assert fit(Profile(), request).request is request
