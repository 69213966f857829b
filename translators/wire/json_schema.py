"""JSON schemas as documents: what is written within one, and what its references point to.

What vendors make of schemas is not known here.
"""

from collections.abc import Iterator

from translators.hub.document import Document, Json

BY_NAME = ("properties", "$defs", "definitions")
"""Keywords that hold schemas by name."""

COMBINATIONS = ("anyOf", "oneOf", "allOf")
"""Keywords that hold a list of schemas."""


def within(schema: Json) -> Iterator[Json]:
    """A schema, and all schemas that are written inside of it."""
    pending = [schema]
    while pending:
        inner = pending.pop()
        yield inner
        if isinstance(inner, dict):
            pending.extend(_directly_within(inner))


def referred(place: str, root: Document) -> Json:
    """What a reference within the same schema points to; `#` is all of it, None is nothing."""
    found: Json = root
    for step in place.removeprefix("#").split("/")[1:]:
        found = found.get(step) if isinstance(found, dict) else None
    return found


def _directly_within(schema: Document) -> Iterator[Json]:
    for key in BY_NAME:
        named = schema.get(key)
        yield from named.values() if isinstance(named, dict) else ()
    for key in COMBINATIONS:
        branches = schema.get(key)
        yield from branches if isinstance(branches, list) else ()
    if "items" in schema:
        yield schema["items"]
