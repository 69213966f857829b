import pytest

from translators.hub.document import Document, Json
from translators.wire.json_schema import referred, within

INNER: Document = {"type": "string"}


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"a": INNER}},
        {"$defs": {"a": INNER}},
        {"definitions": {"a": INNER}},
        {"anyOf": [INNER]},
        {"oneOf": [INNER]},
        {"allOf": [INNER]},
        {"items": INNER},
    ],
)
def test_a_schema_and_what_is_written_in_it_are_found(schema: Document) -> None:
    assert list(within(schema)) == [schema, INNER]


def test_schemas_are_found_at_any_depth() -> None:
    schema: Document = {"items": {"anyOf": [{"properties": {"a": INNER}}]}}

    assert list(within(schema))[-1] == INNER


@pytest.mark.parametrize("schema", [None, 1, {"properties": []}, {"anyOf": {}}])
def test_what_holds_no_schemas_is_found_alone(schema: Json) -> None:
    assert list(within(schema)) == [schema]


@pytest.mark.parametrize(
    ("place", "found"), [("#/$defs/a", INNER), ("#/$defs/b", None), ("#/$defs/a/type/x", None)]
)
def test_a_reference_points_to_a_place_in_the_schema(place: str, found: Json) -> None:
    assert referred(place, {"$defs": {"a": INNER}}) == found


def test_a_reference_may_point_to_the_whole_schema() -> None:
    assert referred("#", INNER) is INNER
