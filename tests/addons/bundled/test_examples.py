import pytest

from addons.bundled.examples import CODE, COMMAND, example
from translators.hub.document import Document, Json


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"const": 7, "type": "integer"}, 7),
        ({"enum": ["b", "a"]}, "b"),
        ({"type": "string", "default": "x"}, "x"),
        ({"type": "string", "examples": ["x", "y"]}, "x"),
        ({"type": "string"}, "what the user said"),
        ({"type": "string", "format": "date"}, "2026-01-01"),
        ({"type": ["null", "string"], "enum": []}, "what the user said"),
        ({"type": "integer"}, 1),
        ({"type": "number", "minimum": 2.5}, 2.5),
        ({"type": "boolean"}, False),
        ({"type": "null"}, None),
        ({"type": "array", "items": {"type": "integer"}}, [1]),
        ({"type": "array"}, []),
        ({"anyOf": [{"type": "null"}, {"type": "integer"}]}, 1),
        ({"oneOf": [{"type": "boolean"}, {"type": "integer"}]}, False),
        ({"type": "object"}, {}),
        ({}, {}),
    ],
)
def test_a_schema_gets_a_value_that_fits_it(schema: Document, expected: Json) -> None:
    assert example(schema, " what the user said ") == expected


def test_required_properties_are_filled_in_and_optional_ones_left_out() -> None:
    schema: Document = {
        "type": "object",
        "properties": {"city": {"type": "string"}, "days": {"type": "integer"}, "note": {}},
        "required": ["city", "days"],
    }
    assert example(schema, "hi") == {"city": "Paris", "days": 1}


def test_the_first_property_is_filled_in_where_none_is_required() -> None:
    schema: Document = {"properties": {"query": {"type": "string"}, "page": {"type": "integer"}}}
    assert example(schema, "hi") == {"query": "hi"}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string"}, COMMAND),
        ({"type": "array", "items": {"type": "string"}}, ["sh", "-c", COMMAND]),
    ],
)
def test_a_command_is_one_that_runs_anywhere_and_harms_nothing(
    schema: Document, expected: Json
) -> None:
    tool: Document = {"properties": {"command": schema}, "required": ["command"]}
    assert example(tool, "delete everything") == {"command": expected}


def test_free_text_is_code_that_runs_in_codex() -> None:
    tool: Document = {"properties": {"input": {"type": "string"}}, "required": ["input"]}
    assert example(tool, "hi") == {"input": CODE}


def test_references_are_followed() -> None:
    schema: Document = {
        "properties": {"when": {"$ref": "#/$defs/Day"}},
        "required": ["when"],
        "$defs": {"Day": {"enum": ["monday"]}},
    }
    assert example(schema, "hi") == {"when": "monday"}


def test_a_schema_that_holds_itself_comes_to_an_end() -> None:
    schema: Document = {"properties": {"next": {"$ref": "#"}}, "required": ["next"]}
    value = example(schema, "hi")
    for _ in range(20):
        value = value.get("next") if isinstance(value, dict) else None
    assert value is None
