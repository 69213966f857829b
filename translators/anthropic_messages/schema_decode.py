"""Whether the schema of a client's answer can be enforced by the vendors that ask before they do.

Anthropic enforces every schema that it takes. OpenAI enforces one only where `strict` is said, and
then refuses what it cannot enforce: objects that are open, properties that are optional, all but a
few keywords ("In context=(), 'oneOf' is not permitted"). Bounds and formats are left out because
only its newer models take them.
"""

from translators.hub.document import Document, Json
from translators.wire.json_schema import within

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


def can_be_strict(schema: Document) -> bool:
    """Whether `strict` may be said of a schema."""
    return schema.get("type") == "object" and all(map(_is_strict, within(schema)))


def _is_strict(schema: Json) -> bool:
    if not isinstance(schema, dict) or not schema.keys() <= _ENFORCED:
        return False
    properties = schema.get("properties")
    if properties is None and schema.get("type") != "object":
        return True
    named = properties if isinstance(properties, dict) else {}
    required = schema.get("required")
    needed = required if isinstance(required, list) else []
    return schema.get("additionalProperties") is False and all(name in needed for name in named)
