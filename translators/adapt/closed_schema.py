"""Whether a schema can be held by an upstream that enforces closed schemas only.

Anthropic writes a grammar from the schema: every key must be known beforehand, and nothing may
refer to itself. Closing an open map (`dict[str, int]`) would leave `{}` as its only value, which is
not what the client asked for; it is asked for in another way then (`output.way`).
"""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from translators.hub.document import Document, Json
from translators.wire.json_schema import referred, within

_TYPES = frozenset(
    {"type", "properties", "anyOf", "oneOf", "allOf", "$ref", "const", "enum"},
)
"""One of these must be there: Anthropic's SDK refuses to send a schema without any."""

_UNKNOWN = frozenset(
    {
        "contains",
        "dependentRequired",
        "dependentSchemas",
        "else",
        "if",
        "not",
        "patternProperties",
        "prefixItems",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
"""Keywords that change what fits, and that no description could make up for."""


def can_close(schema: Document) -> bool:
    """Whether the schema means the same, or less by bounds only, with all of its objects closed."""
    return all(map(_is_closable, within(schema))) and not _refers_to_itself(schema)


def _is_closable(schema: Json) -> bool:
    if not isinstance(schema, dict) or schema.keys() & _UNKNOWN:
        return False
    return bool(schema.keys() & _TYPES) and not _is_map(schema)


def _is_map(schema: Document) -> bool:
    """Whether an object is there for the keys that it does not name."""
    others = schema.get("additionalProperties")
    if isinstance(others, dict) and others:
        return True
    kinds = schema.get("type")
    is_object = "object" in kinds if isinstance(kinds, list) else kinds == "object"
    if others is None:
        return is_object and "properties" not in schema
    return is_object and others is not False and not schema.get("properties")


def _refers_to_itself(root: Document) -> bool:
    references: TopologicalSorter[str] = TopologicalSorter()
    pending, seen = list(_references(root)), set[str]()
    while pending:
        place = pending.pop()
        if place not in seen:
            seen.add(place)
            inner = list(_references(referred(place, root)))
            references.add(place, *inner)
            pending += inner
    try:
        references.prepare()
    except CycleError:
        return True
    return False


def _references(schema: Json) -> Iterator[str]:
    for inner in within(schema):
        if isinstance(inner, dict) and isinstance(place := inner.get("$ref"), str):
            yield place
