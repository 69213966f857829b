import pytest

from tests.translators.openai_chat.client import context, cursor, losses
from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.hub.parts import CacheMark, Foreign
from translators.hub.tools import Tool, ToolChoice
from translators.openai_chat.tools_decode import read_tool_choice, read_tools

SCHEMA: Document = {"type": "object", "properties": {}}


def test_a_function_is_read_whole() -> None:
    document: Document = {
        "tools": [
            {
                "type": "function",
                "function": {
                    "name": "f",
                    "description": "d",
                    "parameters": SCHEMA,
                    "strict": True,
                },
                "cache_control": {"type": "ephemeral"},
            }
        ]
    }

    assert read_tools(cursor(document)) == (Tool("f", "d", SCHEMA, strict=True, cache=CacheMark()),)


def test_a_schema_is_the_same_object() -> None:
    document: Document = {"tools": [{"type": "function", "function": {"name": "f"}}]}
    document["tools"] = [{"type": "function", "name": "f", "parameters": SCHEMA}]
    (tool,) = read_tools(cursor(document))

    assert isinstance(tool, Tool)
    assert tool.parameters is SCHEMA


def test_functions_of_old_are_tools() -> None:
    document: Document = {"functions": [{"name": "f", "description": "d", "parameters": SCHEMA}]}

    assert read_tools(cursor(document)) == (Tool("f", "d", SCHEMA),)


def test_a_custom_tools_grammar_is_made_flat() -> None:
    grammar: Document = {"syntax": "lark", "definition": "start: /.+/"}
    document: Document = {
        "tools": [
            {
                "type": "custom",
                "custom": {"name": "c", "format": {"type": "grammar", "grammar": grammar}},
            }
        ]
    }

    assert read_tools(cursor(document)) == (
        Tool("c", kind="custom", format={"type": "grammar", **grammar}),
    )


def test_a_format_without_a_grammar_stays() -> None:
    shape: Document = {"type": "text"}
    document: Document = {"tools": [{"type": "custom", "custom": {"name": "c", "format": shape}}]}

    assert read_tools(cursor(document)) == (Tool("c", kind="custom", format=shape),)


def test_a_tool_that_the_server_runs_is_foreign() -> None:
    hosted: Document = {"type": "openrouter:web_search"}

    assert read_tools(cursor({"tools": [hosted]})) == (
        Foreign("openai-chat", "openrouter:web_search", hosted),
    )


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("auto", ToolChoice("auto")),
        ("none", ToolChoice("none")),
        ("required", ToolChoice("required")),
        ("any", ToolChoice("required")),
        ({"type": "auto"}, ToolChoice("auto")),
        ({"type": "function", "function": {"name": "f"}}, ToolChoice("named", ("f",))),
        ({"type": "function", "name": "f"}, ToolChoice("named", ("f",))),
        ({"type": "custom", "custom": {"name": "c"}}, ToolChoice("named", ("c",))),
        (
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
            ToolChoice("required", ("f", "c")),
        ),
        (None, None),
    ],
)
def test_a_choice_is_read_in_all_its_forms(choice: Json, expected: ToolChoice | None) -> None:
    of = context()
    reader = cursor({"tool_choice": choice})

    assert expected == read_tool_choice(reader, of.losses)
    assert [*losses(of), *reader.unread()] == []


@pytest.mark.parametrize(
    ("choice", "expected"),
    [("auto", ToolChoice("auto")), ({"name": "f"}, ToolChoice("named", ("f",)))],
)
def test_the_choice_of_old_is_read(choice: Json, expected: ToolChoice) -> None:
    assert expected == read_tool_choice(cursor({"function_call": choice}), context().losses)


def test_of_two_choices_the_newer_counts() -> None:
    of = context()
    document: Document = {"tool_choice": "none", "function_call": "auto"}

    assert read_tool_choice(cursor(document), of.losses) == ToolChoice("none")
    assert losses(of) == ["dropped request.function_call"]


def test_a_choice_that_only_the_server_knows_is_lost() -> None:
    of = context()

    assert read_tool_choice(cursor({"tool_choice": {"type": "web_search"}}), of.losses) is None
    assert losses(of) == ["dropped request.tool_choice"]


def test_an_unknown_word_is_refused() -> None:
    with pytest.raises(RequestError, match="'maybe' is none of auto, none, required"):
        read_tool_choice(cursor({"tool_choice": "maybe"}), context().losses)


def test_an_unknown_key_beside_a_grammar_is_not_read() -> None:
    grammar: Document = {"syntax": "lark", "definition": "start: /a/"}
    shape: Document = {"type": "grammar", "grammar": grammar, "x_new": 1}
    read = cursor({"tools": [{"type": "custom", "custom": {"name": "c", "format": shape}}]})

    read_tools(read)

    assert list(read.unread()) == ["tools[0].custom.format.x_new"]
