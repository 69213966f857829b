"""JSON schemas as Anthropic takes them. What needs no change is the same object afterwards.

A tool's schema is refused with a combination at its top ("input_schema does not support oneOf,
allOf, or anyOf at the top level"), and one such tool spoils the whole request (field guide 14).
Strict schemas, of answers and of strict tools, must close their objects and may not bound numbers,
lengths and counts.
"""

from translators.hub.document import Document, Json
from translators.wire.json_schema import BY_NAME, COMBINATIONS, referred

UNENFORCED = frozenset(
    {
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minProperties",
        "maxProperties",
    }
)
"""Keywords that a strict schema may not hold: they are told in the description instead."""


def tool_schema(parameters: Document) -> Document:
    """The schema of a tool's input: an object, with nothing combined at its top."""
    combined = [key for key in COMBINATIONS if key in parameters]
    if not combined and parameters.get("type") == "object":
        return parameters
    schema: Document = {"type": "object"}
    schema.update(
        (key, value)
        for key, value in parameters.items()
        if key != "type" and key not in COMBINATIONS
    )
    properties = _properties(parameters)
    for key in combined:
        branches = parameters[key]
        for branch in branches if isinstance(branches, list) else []:
            for name, value in _properties(_resolved(branch, parameters)).items():
                properties.setdefault(name, value)
    if properties:
        schema["properties"] = properties
    return schema


def strict_schema(schema: Document) -> Document:
    """The schema with every object closed and without what cannot be enforced."""
    strict = _strict(schema)
    return strict if isinstance(strict, dict) and strict != schema else schema


def _strict(schema: Json) -> Json:
    if isinstance(schema, list):
        return [_strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    strict: Document = {}
    unenforced: list[str] = []
    for key, value in schema.items():
        if key in BY_NAME and isinstance(value, dict):
            strict[key] = {name: _strict(item) for name, item in value.items()}
        elif key in ("anyOf", "allOf", "items"):
            strict[key] = _strict(value)
        elif key == "oneOf":
            strict["anyOf"] = _strict(value)
        elif key in UNENFORCED and not (key == "minItems" and value in (0, 1)):
            unenforced.append(f"{key}: {value}")
        else:
            strict[key] = value
    if "properties" in schema or schema.get("type") == "object":
        strict["additionalProperties"] = False
    if unenforced:
        strict["description"] = _told(schema.get("description"), unenforced)
    return strict


def _told(description: Json, unenforced: list[str]) -> str:
    told = f"({', '.join(unenforced)})"
    return f"{description} {told}" if isinstance(description, str) else told


def _properties(schema: Json) -> Document:
    properties = schema.get("properties") if isinstance(schema, dict) else None
    return dict(properties) if isinstance(properties, dict) else {}


def _resolved(branch: Json, root: Document) -> Json:
    """A branch, or the definition in the same schema that it refers to."""
    reference = branch.get("$ref") if isinstance(branch, dict) else None
    if not isinstance(reference, str) or not reference.startswith("#/"):
        return branch
    return referred(reference, root)
