"""Schemas that Anthropic would refuse are mended, and no others touched."""

from translators.anthropic_messages.schema_encode import strict_schema, tool_schema
from translators.hub.document import Document


def test_a_plain_schema_is_the_same_object() -> None:
    schema: Document = {"type": "object", "properties": {"minimum": {"type": "integer"}}}

    assert tool_schema(schema) is schema


def test_a_schema_without_a_type_is_an_object() -> None:
    assert tool_schema({"properties": {"a": {}}}) == {"type": "object", "properties": {"a": {}}}


def test_a_choice_of_required_keys_at_the_top_is_left_out() -> None:
    # `anyOf: [{required: [...]}, ...]`, as MCP servers write "at least one of" (field guide 14)
    schema: Document = {
        "type": "object",
        "properties": {"route": {"type": "string"}},
        "required": ["name"],
        "anyOf": [{"required": ["route"]}, {"required": ["file"]}],
    }

    assert tool_schema(schema) == {
        "type": "object",
        "properties": {"route": {"type": "string"}},
        "required": ["name"],
    }


def test_alternatives_at_the_top_lend_their_properties() -> None:
    schema: Document = {
        "$defs": {"B": {"type": "object", "properties": {"b": {"type": "integer"}}}},
        "oneOf": [
            {"type": "object", "properties": {"a": {"type": "string"}}},
            {"$ref": "#/$defs/B"},
            {"$ref": "#/$defs/Missing"},
        ],
    }

    assert tool_schema(schema) == {
        "type": "object",
        "$defs": schema["$defs"],
        "properties": {"a": {"type": "string"}, "b": {"type": "integer"}},
    }


def test_a_closed_schema_is_the_same_object() -> None:
    schema: Document = {
        "type": "object",
        "properties": {"list": {"type": "array", "items": {"type": "string"}, "minItems": 1}},
        "required": ["list"],
        "additionalProperties": False,
    }

    assert strict_schema(schema) is schema


def test_objects_are_closed_at_every_depth() -> None:
    inner: Document = {"type": "object", "properties": {}}
    closed: Document = {**inner, "additionalProperties": False}

    assert strict_schema(
        {
            "type": "array",
            "items": {"anyOf": [inner, {"$ref": "#/$defs/D"}]},
            "$defs": {"D": inner},
        }
    ) == {
        "type": "array",
        "items": {"anyOf": [closed, {"$ref": "#/$defs/D"}]},
        "$defs": {"D": closed},
    }


def test_bounds_are_told_in_words() -> None:
    assert strict_schema(
        {"type": "integer", "description": "Age", "minimum": 0, "maximum": 150}
    ) == {"type": "integer", "description": "Age (minimum: 0, maximum: 150)"}
    assert strict_schema({"type": "array", "minItems": 2}) == {
        "type": "array",
        "description": "(minItems: 2)",
    }


def test_one_of_is_any_of() -> None:
    assert strict_schema({"oneOf": [{"type": "string"}, {"type": "null"}]}) == {
        "anyOf": [{"type": "string"}, {"type": "null"}]
    }


def test_a_property_may_be_called_like_a_keyword() -> None:
    schema: Document = {
        "type": "object",
        "properties": {"minimum": {"type": "integer"}, "oneOf": {"type": "string"}},
        "additionalProperties": False,
    }

    assert strict_schema(schema) is schema
