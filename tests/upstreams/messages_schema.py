"""Schemas that Anthropic enforces: closed everywhere, bounded by nothing, and of finite depth."""

from tests.upstreams.refusal import RefusalError
from tests.upstreams.schema import Path
from translators.hub.document import Document, Json

_UNSUPPORTED = frozenset(
    {"oneOf", "not", "minimum", "maximum", "minLength", "maxLength", "maxItems", "prefixItems"}
)


def check_enforced(path: str, schema: Json) -> None:
    """Raise a refusal unless a grammar can be written from the schema."""
    if isinstance(schema, dict):
        _check(path, schema, schema, ())


def _check(path: str, schema: Document, root: Document, above: Path) -> None:
    for keyword in sorted(schema.keys() & _UNSUPPORTED):
        raise RefusalError(f"{path}: For this type, property '{keyword}' is not supported")
    if schema.get("type") == "object" and schema.get("additionalProperties") is not False:
        raise RefusalError(
            f"{path}: For 'object' type, 'additionalProperties' must be explicitly set to false"
        )
    reference = schema.get("$ref")
    if isinstance(reference, str):
        if reference in above:
            raise RefusalError(f"{path}: Circular reference detected in schema definitions")
        _check(path, _referred(reference, root), root, (*above, reference))
    for inner in _directly_within(schema):
        if isinstance(inner, dict):
            _check(path, inner, root, above)


def _referred(reference: str, root: Document) -> Document:
    found: Json = root
    for step in reference.split("/")[1:]:
        found = found.get(step) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _directly_within(schema: Document) -> list[Json]:
    named, branches = schema.get("properties"), schema.get("anyOf")
    return [
        schema.get("items"),
        *(named.values() if isinstance(named, dict) else ()),
        *(branches if isinstance(branches, list) else ()),
    ]
