"""Tools, and the choice between them, as the API declares them."""

import pytest

from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.parts import CacheMark, Foreign
from translators.hub.request import Request
from translators.hub.tools import AnyTool, Tool, ToolChoice
from translators.openai_responses.tools_encode import write_tool_choice, write_tools
from translators.openai_responses.vocabulary import NAME
from translators.profile import Profile

SCHEMA: Document = {"type": "object"}


def write(*tools: AnyTool, context: Context | None = None) -> list[Json]:
    return write_tools(Request(model="m", tools=tools), context or Context())


def losses(context: Context) -> list[tuple[str, str]]:
    return [(loss.effect, loss.path) for loss in context.losses]


def test_a_function_is_declared_whole() -> None:
    context = Context()

    assert write(Tool("f", "Does.", SCHEMA, strict=True), context=context) == [
        {
            "type": "function",
            "name": "f",
            "description": "Does.",
            "parameters": SCHEMA,
            "strict": True,
        }
    ]
    assert losses(context) == []


def test_a_function_that_is_not_said_to_be_strict_is_not() -> None:
    context = Context()

    (declared,) = write(Tool("f", parameters=SCHEMA), context=context)

    assert declared == {"type": "function", "name": "f", "parameters": SCHEMA, "strict": False}
    assert losses(context) == [("invented", "request.tools[].strict")]


def test_strictness_is_left_out_where_there_is_none() -> None:
    context = Context(profile=Profile(strict_tools=False))

    assert write(Tool("f", parameters=SCHEMA), context=context) == [
        {"type": "function", "name": "f", "parameters": SCHEMA}
    ]


def test_a_function_without_parameters_gets_an_empty_schema() -> None:
    context = Context()

    write(Tool("f", strict=False), context=context)

    assert losses(context) == [("invented", "request.tools[].parameters")]


def test_a_custom_tool_has_a_format() -> None:
    shape: Document = {"type": "text"}

    assert write(Tool("exec", kind="custom", format=shape)) == [
        {"type": "custom", "name": "exec", "format": shape}
    ]


def test_a_cache_mark_on_a_tool_is_a_loss() -> None:
    context = Context()

    write(Tool("exec", kind="custom", cache=CacheMark()), context=context)

    assert losses(context) == [("dropped", "request.tools[].cache")]


def test_tools_of_one_namespace_are_grouped() -> None:
    context = Context()

    assert write(
        Tool("a", kind="custom", namespace="n"),
        Tool("b", kind="custom"),
        Tool("c", kind="custom", namespace="n"),
        context=context,
    ) == [
        {
            "type": "namespace",
            "name": "n",
            "description": "n",
            "tools": [{"type": "custom", "name": "a"}, {"type": "custom", "name": "c"}],
        },
        {"type": "custom", "name": "b"},
    ]
    assert losses(context) == [("invented", "request.tools[].namespace.description")]


def test_hosted_tools_go_home_only() -> None:
    context = Context()
    own: Document = {"type": "web_search"}

    assert write(
        Foreign(NAME, "web_search", own),
        Foreign("anthropic-messages", "web_search_20250305", {}),
        context=context,
    ) == [own]
    assert losses(context) == [("dropped", "request.tools[]")]


REQUEST = Request(model="m", tools=(Tool("f"), Tool("exec", kind="custom")))


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (ToolChoice("auto"), "auto"),
        (ToolChoice("none"), "none"),
        (ToolChoice("none", ("f",)), "none"),
        (ToolChoice("required"), "required"),
        (ToolChoice("named"), "required"),
        (ToolChoice("named", ("f",)), {"type": "function", "name": "f"}),
        (ToolChoice("named", ("exec",)), {"type": "custom", "name": "exec"}),
        (
            ToolChoice("auto", ("f", "exec")),
            {
                "type": "allowed_tools",
                "mode": "auto",
                "tools": [
                    {"type": "function", "name": "f"},
                    {"type": "custom", "name": "exec"},
                ],
            },
        ),
    ],
)
def test_every_choice_has_its_form(choice: ToolChoice, expected: Json) -> None:
    assert write_tool_choice(choice, REQUEST) == expected
