"""A tool says what its client said, and a choice is free unless it names tools."""

from translators.hub.tools import Tool, ToolChoice


def test_a_tool_is_a_function_and_nothing_else_is_filled_in() -> None:
    tool = Tool("f")

    assert tool.kind == "function"
    assert {tool.description, tool.strict, tool.namespace, tool.cache} == {None}
    assert (tool.parameters, tool.format) == (None, None)


def test_the_place_is_no_part_of_a_tool() -> None:
    assert Tool("f", path="tools[3]") == Tool("f")


def test_a_choice_that_names_no_tool_is_among_all() -> None:
    assert ToolChoice("required").names == ()
