"""Tools, and the choice between them."""

import pytest

from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.hub.parts import Foreign
from translators.hub.tools import AnyTool, Tool, ToolChoice
from translators.openai_responses.tools_decode import read_tool_choice, read_tools
from translators.openai_responses.vocabulary import NAME
from translators.wire.cursor import Cursor

SCHEMA: Document = {"type": "object", "properties": {"path": {"type": "string"}}}


def tools(*declarations: Json, context: Context | None = None) -> list[AnyTool]:
    cursor = Cursor({"tools": [*declarations]}, RequestError)
    return read_tools(cursor.children("tools"), context or Context())


def choice(value: Json, context: Context | None = None) -> tuple[ToolChoice | None, Json]:
    return read_tool_choice(Cursor({"tool_choice": value}, RequestError), context or Context())


def test_a_function_keeps_its_schema_as_the_same_object() -> None:
    (tool,) = tools(
        {
            "type": "function",
            "name": "read",
            "description": "Reads.",
            "parameters": SCHEMA,
            "strict": True,
        }
    )

    assert tool == Tool("read", "Reads.", SCHEMA, strict=True)
    assert isinstance(tool, Tool)
    assert tool.parameters is SCHEMA


def test_a_function_in_the_manner_of_chat_is_forgiven() -> None:
    assert tools({"type": "function", "function": {"name": "read", "parameters": SCHEMA}}) == [
        Tool("read", parameters=SCHEMA)
    ]


def test_a_custom_tool_has_a_format() -> None:
    shape: Document = {"type": "grammar", "syntax": "lark", "definition": "start: /.+/"}

    assert tools({"type": "custom", "name": "exec", "format": shape}) == [
        Tool("exec", kind="custom", format=shape)
    ]


def test_tools_inside_of_a_namespace_know_it() -> None:
    context = Context()

    found = tools(
        {
            "type": "namespace",
            "name": "functions",
            "description": "All of them.",
            "tools": [{"type": "custom", "name": "exec"}, {"type": "function", "name": "wait"}],
        },
        context=context,
    )

    assert found == [
        Tool("exec", kind="custom", namespace="functions"),
        Tool("wait", namespace="functions"),
    ]
    assert [loss.path for loss in context.losses] == ["request.tools[].description"]


def test_a_hosted_tool_is_carried_verbatim() -> None:
    tool: Document = {"type": "web_search", "external_web_access": False}

    assert tools(tool) == [Foreign(NAME, "web_search", tool)]


@pytest.mark.parametrize("mode", ["auto", "none", "required"])
def test_a_choice_may_be_one_word(mode: str) -> None:
    found, hosted = choice(mode)

    assert (found and found.mode, hosted) == (mode, None)


@pytest.mark.parametrize(
    "named",
    [
        {"type": "function", "name": "read"},
        {"type": "custom", "name": "read"},
        {"type": "function", "function": {"name": "read"}},
    ],
)
def test_a_choice_may_name_a_tool(named: Document) -> None:
    assert choice(named) == (ToolChoice("named", ("read",)), None)


def test_a_choice_may_allow_some_tools() -> None:
    context = Context()
    allowed: Document = {
        "type": "allowed_tools",
        "mode": "required",
        "tools": [
            {"type": "function", "name": "read"},
            {"type": "custom", "name": "exec"},
            {"type": "mcp", "server_label": "wiki"},
        ],
    }

    assert choice(allowed, context) == (ToolChoice("required", ("read", "exec")), None)
    assert [loss.path for loss in context.losses] == ["request.tool_choice.tools[]"]


def test_a_choice_of_a_hosted_tool_stays_as_it_is() -> None:
    hosted: Document = {"type": "web_search_preview"}

    assert choice(hosted) == (None, hosted)


def test_no_choice_is_none() -> None:
    assert choice(None) == (None, None)


@pytest.mark.parametrize("value", ["sometimes", 7, {"type": "function"}, {}])
def test_broken_choices_are_refused(value: Json) -> None:
    with pytest.raises(RequestError, match="tool_choice"):
        choice(value)


def test_a_tool_without_name_is_refused() -> None:
    with pytest.raises(RequestError, match=r"tools\[0\]\.name: required"):
        tools({"type": "function"})
