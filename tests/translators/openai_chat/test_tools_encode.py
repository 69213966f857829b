import pytest

from tests.translators.openai_chat.client import context, losses
from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.parts import CacheMark, Foreign
from translators.hub.request import Request
from translators.hub.tools import AnyTool, Tool, ToolChoice
from translators.openai_chat.tools_encode import write_tools

SCHEMA: Document = {"type": "object"}
F = Tool("f")
C = Tool("c", kind="custom")


def write(*tools: AnyTool, choice: ToolChoice | None = None, of: Context | None = None) -> Document:
    return write_tools(Request("m", tools=tools, tool_choice=choice), of or context())


def test_a_function_is_written_whole() -> None:
    tool = Tool("f", "d", SCHEMA, strict=False, cache=CacheMark("5m"))

    assert write(tool) == {
        "tools": [
            {
                "type": "function",
                "function": {
                    "name": "f",
                    "description": "d",
                    "parameters": SCHEMA,
                    "strict": False,
                },
                "cache_control": {"type": "ephemeral", "ttl": "5m"},
            }
        ]
    }


def test_what_was_not_said_is_not_written() -> None:
    assert write(F) == {"tools": [{"type": "function", "function": {"name": "f"}}]}


@pytest.mark.parametrize(
    "shape",
    [
        {"type": "grammar", "syntax": "lark", "definition": "start: /.+/"},
        {"type": "grammar", "grammar": {"syntax": "lark", "definition": "start: /.+/"}},
    ],
)
def test_a_grammar_has_an_object_of_its_own(shape: Document) -> None:
    written = write(Tool("c", kind="custom", format=shape))

    assert written["tools"] == [
        {
            "type": "custom",
            "custom": {
                "name": "c",
                "format": {
                    "type": "grammar",
                    "grammar": {"syntax": "lark", "definition": "start: /.+/"},
                },
            },
        }
    ]


@pytest.mark.parametrize(
    ("choice", "written"),
    [
        (ToolChoice("auto"), "auto"),
        (ToolChoice("none"), "none"),
        (ToolChoice("required"), "required"),
        (ToolChoice("named", ("f",)), {"type": "function", "function": {"name": "f"}}),
        (ToolChoice("named", ("c",)), {"type": "custom", "custom": {"name": "c"}}),
        (
            ToolChoice("required", ("f", "c")),
            {
                "type": "allowed_tools",
                "allowed_tools": {
                    "mode": "required",
                    "tools": [
                        {"type": "function", "function": {"name": "f"}},
                        {"type": "custom", "custom": {"name": "c"}},
                    ],
                },
            },
        ),
    ],
)
def test_a_choice_is_written_in_all_its_forms(choice: ToolChoice, written: Json) -> None:
    assert write(F, C, choice=choice)["tool_choice"] == written


def test_without_tools_nothing_is_said_of_them() -> None:
    of = context()
    request = Request("m", tool_choice=ToolChoice("auto"), parallel_tool_calls=True)

    assert write_tools(request, of) == {}
    assert losses(of) == ["dropped request.tool_choice", "dropped request.parallel_tool_calls"]


def test_parallel_calls_are_switched_beside_the_tools() -> None:
    request = Request("m", tools=(F,), parallel_tool_calls=False)

    assert write_tools(request, context())["parallel_tool_calls"] is False


def test_an_own_hosted_tool_is_written_verbatim() -> None:
    hosted: Document = {"type": "openrouter:web_search"}

    assert write(Foreign("openai-chat", "openrouter:web_search", hosted)) == {"tools": [hosted]}


def test_a_hosted_tool_of_another_is_lost() -> None:
    of = context()
    hosted = Foreign("anthropic-messages", "web_search_20250305", {}, path="tools[1]")

    assert write(F, hosted, of=of) == write(F)
    assert losses(of) == ["dropped request.tools[]"]


def test_a_namespace_is_lost() -> None:
    of = context()
    write(Tool("f", namespace="n", path="tools[0]"), of=of)

    assert losses(of) == ["dropped request.tools[].namespace"]
