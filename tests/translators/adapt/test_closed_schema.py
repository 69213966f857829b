"""Which schemas still mean the same once all of their objects are closed."""

import pytest
from pydantic import BaseModel, TypeAdapter

from translators.adapt.closed_schema import can_close
from translators.hub.document import Document

TEXT: Document = {"type": "string"}
NODE: Document = {
    "type": "object",
    "properties": {"next": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]}},
}


class Mast(BaseModel):
    """A definition that is referred to twice."""

    height: float


class Ship(BaseModel):
    """What most clients ask for."""

    name: str
    main: Mast
    mizzen: Mast | None = None
    crew: list[str]


CLOSABLE: dict[str, Document] = {
    "a model": Ship.model_json_schema(),
    "no keys at all": {"type": "object", "properties": {}},
    "closed, without keys": {"type": "object", "additionalProperties": False},
    "open beside the keys that it names": {
        "type": "object",
        "properties": {"name": TEXT},
        "additionalProperties": True,
    },
    "keys without a type": {"properties": {"name": TEXT}},
    "bounds": {"type": "array", "items": {"type": "integer", "minimum": 0}, "maxItems": 3},
    "keys that are called like keywords": {
        "type": "object",
        "properties": {"$ref": TEXT, "not": TEXT, "patternProperties": TEXT},
    },
    "a reference into nothing": {"$ref": "#/$defs/Missing"},
}
NOT_CLOSABLE: dict[str, Document] = {
    "a map": TypeAdapter(dict[str, int]).json_schema(),
    "a map of anything": TypeAdapter(dict[str, object]).json_schema(),
    "an object of which nothing is said": {"type": "object"},
    "an object or null of which nothing is said": {"type": ["object", "null"]},
    "open without keys": {"type": "object", "properties": {}, "additionalProperties": {}},
    "a map beside the keys that it names": {
        "type": "object",
        "properties": {"name": TEXT},
        "additionalProperties": TEXT,
    },
    "keys by pattern": {"type": "object", "properties": {}, "patternProperties": {"^x": TEXT}},
    "a map deep inside": {
        "type": "object",
        "properties": {"a": {"type": "array", "items": {"anyOf": [TEXT, {"type": "object"}]}}},
    },
    "a map in a definition": {"$ref": "#/$defs/M", "$defs": {"M": {"type": "object"}}},
    "anything": {"type": "object", "properties": {"any": {}}},
    "a tuple": TypeAdapter(tuple[int, str]).json_schema(),
    "a negation": {"not": TEXT},
    "a list of itself": {"$ref": "#/$defs/Node", "$defs": {"Node": NODE}},
    "itself by its root": {"type": "object", "properties": {"next": {"$ref": "#"}}},
    "itself by way of another": {
        "$ref": "#/definitions/A",
        "definitions": {
            "A": {"type": "array", "items": {"$ref": "#/definitions/B"}},
            "B": {"anyOf": [TEXT, {"$ref": "#/definitions/A"}]},
        },
    },
}


@pytest.mark.parametrize("what", CLOSABLE)
def test_a_schema_that_names_its_keys_can_be_closed(what: str) -> None:
    assert can_close(CLOSABLE[what])


@pytest.mark.parametrize("what", NOT_CLOSABLE)
def test_an_open_map_and_a_schema_of_itself_cannot(what: str) -> None:
    assert not can_close(NOT_CLOSABLE[what])


def test_a_long_chain_of_definitions_is_no_loop() -> None:
    chain: Document = {f"D{n}": {"$ref": f"#/$defs/D{n + 1}"} for n in range(5000)}

    assert can_close({"$ref": "#/$defs/D0", "$defs": {**chain, "D5000": TEXT}})
