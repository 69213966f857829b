"""Whether the schema of a client's answer can be enforced by the vendors that ask before they do.

Anthropic enforces every schema that it takes. OpenAI enforces one only where `strict` is said, and
then refuses what it cannot enforce: objects that are open, properties that are optional, all but a
few keywords ("In context=(), 'oneOf' is not permitted"). Bounds and formats are left out because
only its newer models take them.
"""

from translators.hub.document import Document, Json

_ENFORCED = frozenset(
    {
        "$defs",
        "$ref",
        "additionalProperties",
        "anyOf",
        "const",
        "definitions",
        "description",
        "enum",
        "items",
        "properties",
        "required",
        "title",
        "type",
    }
)

_BY_NAME = ("properties", "$defs", "definitions")


def can_be_strict(schema: Document) -> bool:
    """Whether `strict` may be said of a schema."""
    pending: list[Json] = [schema]
    while pending:
        inner = pending.pop()
        if not isinstance(inner, dict) or not _is_strict(inner):
            return False
        pending.extend(_below(inner))
    return schema.get("type") == "object"


def _is_strict(schema: Document) -> bool:
    if not schema.keys() <= _ENFORCED:
        return False
    properties = schema.get("properties")
    if properties is None and schema.get("type") != "object":
        return True
    named = properties if isinstance(properties, dict) else {}
    required = schema.get("required")
    needed = required if isinstance(required, list) else []
    return schema.get("additionalProperties") is False and all(name in needed for name in named)


def _below(schema: Document) -> list[Json]:
    """The schemas inside of a schema."""
    below: list[Json] = []
    for key in _BY_NAME:
        named = schema.get(key)
        below.extend(named.values() if isinstance(named, dict) else ())
    branches = schema.get("anyOf")
    below.extend(branches if isinstance(branches, list) else ())
    if "items" in schema:
        below.append(schema["items"])
    return below
