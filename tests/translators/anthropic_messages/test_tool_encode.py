"""Tools and the choice among them."""

import pytest

from tests.translators.anthropic_messages.client import context, losses
from translators.anthropic_messages.tool_encode import say_tool_choice, say_tools
from translators.anthropic_messages.vocabulary import NAME
from translators.hub.document import Document
from translators.hub.parts import CacheMark, Foreign
from translators.hub.request import Request
from translators.hub.tools import AnyTool, Tool, ToolChoice

SCHEMA: Document = {"type": "object", "properties": {"x": {"type": "integer"}}}


def _request(*tools: AnyTool, choice: ToolChoice | None = None) -> Request:
    return Request("m", tools=tools, tool_choice=choice)


def test_a_tool_keeps_its_schema_as_the_same_object() -> None:
    here = context()
    tool = Tool("f", "Does it.", SCHEMA, cache=CacheMark())

    (said,) = say_tools(_request(tool), here)

    assert said == {
        "name": "f",
        "description": "Does it.",
        "input_schema": SCHEMA,
        "cache_control": {"type": "ephemeral"},
    }
    assert isinstance(said, dict)
    assert said["input_schema"] is SCHEMA
    assert losses(here) == []


def test_a_tool_without_parameters_takes_an_object() -> None:
    assert say_tools(_request(Tool("f")), context()) == [
        {"name": "f", "input_schema": {"type": "object", "properties": {}}}
    ]


def test_a_schema_that_would_be_refused_is_mended() -> None:
    here = context()
    tool = Tool("f", parameters={**SCHEMA, "anyOf": [{"required": ["x"]}]}, path="tools[0]")

    assert say_tools(_request(tool), here) == [{"name": "f", "input_schema": SCHEMA}]
    assert losses(here) == ["coerced request.tools[].parameters"]


def test_a_strict_tool_is_closed() -> None:
    here = context()

    assert say_tools(_request(Tool("f", parameters=SCHEMA, strict=True)), here) == [
        {"name": "f", "input_schema": {**SCHEMA, "additionalProperties": False}, "strict": True}
    ]
    assert losses(here) == ["coerced request.tools[].parameters"]


def test_a_tools_grammar_is_lost() -> None:
    here = context()

    say_tools(_request(Tool("f", kind="custom", format={"type": "grammar"})), here)

    assert losses(here) == ["dropped request.tools[].format"]


def test_a_hosted_tool_of_this_dialect_is_said_verbatim() -> None:
    tool: Document = {"type": "web_search_20250305", "name": "web_search"}

    (said,) = say_tools(_request(Foreign(NAME, "web_search_20250305", tool)), context())

    assert said is tool


def test_a_hosted_tool_of_another_dialect_is_lost() -> None:
    here = context()

    assert say_tools(_request(Foreign("openai-responses", "web_search", {})), here) == []
    assert losses(here) == ["dropped request.tools[]"]


def test_a_narrowed_choice_narrows_the_tools() -> None:
    here = context()
    request = _request(Tool("f"), Tool("g"), choice=ToolChoice("required", ("g",)))

    assert [isinstance(t, dict) and t["name"] for t in say_tools(request, here)] == ["g"]
    assert losses(here) == ["coerced request.tool_choice.names", "dropped request.tools[]"]


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (ToolChoice("auto"), {"type": "auto"}),
        (ToolChoice("required"), {"type": "any"}),
        (ToolChoice("none"), {"type": "none"}),
        (ToolChoice("named", ("f",)), {"type": "tool", "name": "f"}),
    ],
)
def test_tools_are_chosen(choice: ToolChoice, said: Document) -> None:
    assert say_tool_choice(_request(choice=choice)) == said


def test_nothing_is_chosen_where_nothing_was_said() -> None:
    assert say_tool_choice(_request()) is None


@pytest.mark.parametrize("parallel", [True, False])
def test_parallel_calls_are_said_beside_the_choice(parallel: bool) -> None:
    assert say_tool_choice(Request("m", parallel_tool_calls=parallel)) == {
        "type": "auto",
        "disable_parallel_tool_use": not parallel,
    }


def test_no_choice_at_all_has_no_parallel_calls() -> None:
    request = Request("m", tool_choice=ToolChoice("none"), parallel_tool_calls=False)

    assert say_tool_choice(request) == {"type": "none"}
