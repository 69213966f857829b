"""Which schemas of Messages OpenAI would enforce, and which it would refuse if told to."""

import pytest

from translators.anthropic_messages.schema_decode import can_be_strict
from translators.hub.document import Document, Json


def _object(**properties: Json) -> Document:
    return {
        "type": "object",
        "properties": properties,
        "required": [*properties],
        "additionalProperties": False,
    }


@pytest.mark.parametrize(
    "schema",
    [
        _object(),
        {"type": "object", "additionalProperties": False},
        _object(a={"type": "string", "enum": ["x"]}, b={"const": 1, "title": "B"}),
        _object(a={"anyOf": [_object(b={"type": ["string", "null"]}), {"type": "null"}]}),
        _object(a={"type": "array", "items": _object(b={"type": "number", "description": "B"})}),
        {**_object(a={"$ref": "#/$defs/A"}), "$defs": {"A": _object(default={"type": "integer"})}},
    ],
)
def test_closed_schemas_that_require_everything_can_be_strict(schema: Document) -> None:
    assert can_be_strict(schema)


OPEN: Document = {"type": "object", "properties": {"a": {}}, "required": ["a"]}
OPTIONAL: Document = {**_object(a={}), "required": []}


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"type": "array", "items": _object()},
        {"anyOf": [_object()]},
        OPEN,
        OPTIONAL,
        _object(a=OPEN),
        _object(a={"type": "array", "items": OPTIONAL}),
        _object(a={"anyOf": [OPTIONAL, {"type": "null"}]}),
        {**_object(), "$defs": {"A": OPEN}},
        _object(a={"oneOf": [{"type": "string"}]}),
        _object(a={"type": "string", "format": "uri"}),
        _object(a={"type": "integer", "default": 3}),
        _object(a=True),
        {**_object(), "properties": 5, "required": 5, "items": 5},
    ],
)
def test_schemas_that_would_be_refused_cannot(schema: Document) -> None:
    assert not can_be_strict(schema)
