"""A value for a JSON schema: what the bundled provider gives the tools that it calls.

Only as much of JSON Schema as tools use: references, alternatives, constants, types. Names help:
a `command` had better be one that runs anywhere and harms nothing.
"""

from collections.abc import Callable, Mapping

from translators.hub.document import Document, Json

COMMAND = "echo hello from Dragoman"
CODE = 'text("hello from Dragoman");'
"""For a tool that takes free text: Codex's default models have one that runs JavaScript."""

_BY_NAME: Mapping[str, str] = {
    "city": "Paris",
    "cmd": COMMAND,
    "command": COMMAND,
    "description": "Say hello",
    "file": "README.md",
    "file_path": "README.md",
    "filename": "README.md",
    "input": CODE,
    "location": "Paris",
    "path": ".",
    "pattern": "*",
    "script": COMMAND,
    "timezone": "UTC",
    "unit": "celsius",
    "url": "https://example.com/",
}
_BY_FORMAT: Mapping[str, str] = {
    "date": "2026-01-01",
    "date-time": "2026-01-01T00:00:00Z",
    "email": "someone@example.com",
    "time": "12:00:00Z",
    "uri": "https://example.com/",
    "uuid": "00000000-0000-4000-8000-000000000000",
}
_DEEPEST = 12
"""How deep a value may be nested: schemas may refer to themselves."""


def example(schema: Document, said: str) -> Json:
    """A value that fits `schema`, using the user's words where any words will do."""
    return _Examples(schema, said).value(schema, "", 0)


class _Examples:
    """Makes values out of one schema and its definitions."""

    def __init__(self, root: Document, said: str) -> None:
        self._root = root
        self._said = said.strip() or "hello"

    def value(self, schema: Json, name: str, depth: int) -> Json:
        """A value for `schema`, which stands under the property `name`."""
        if not isinstance(schema, dict) or depth > _DEEPEST:
            return None
        for key in ("const", "default"):
            if key in schema:
                return schema[key]
        for key in ("enum", "examples"):
            match schema.get(key):
                case [first, *_]:
                    return first
                case _:
                    pass
        other = self._elsewhere(schema)
        if other is not None:
            return self.value(other, name, depth + 1)
        return self._by_type(schema, name, depth)

    def _elsewhere(self, schema: Document) -> Json:
        """The schema that this one leaves it to: a reference's, or the first alternative."""
        reference = schema.get("$ref")
        if isinstance(reference, str):
            return self._resolve(reference)
        for key in ("anyOf", "oneOf", "allOf"):
            alternatives = schema.get(key)
            if isinstance(alternatives, list) and "properties" not in schema:
                return next((each for each in alternatives if each != {"type": "null"}), None)
        return None

    def _resolve(self, reference: str) -> Json:
        value: Json = self._root
        for step in reference.removeprefix("#").strip("/").split("/"):
            value = value.get(step) if isinstance(value, dict) else None
        return value

    def _by_type(self, schema: Document, name: str, depth: int) -> Json:
        kind = schema.get("type", "object" if "properties" in schema or not depth else "string")
        if isinstance(kind, list):
            kind = next((each for each in kind if each != "null"), "null")
        makers: dict[Json, Callable[[], Json]] = {
            "object": lambda: self._object(schema, depth),
            "array": lambda: self._array(schema, name, depth),
            "string": lambda: self._string(schema, name),
            "integer": lambda: self._number(schema),
            "number": lambda: self._number(schema),
            "boolean": lambda: False,
        }
        return makers.get(kind, lambda: None)()

    def _object(self, schema: Document, depth: int) -> Document:
        """The required properties; the first one if none is."""
        properties = schema.get("properties")
        if not isinstance(properties, dict):
            return {}
        required = schema.get("required")
        wanted = required if isinstance(required, list) and required else list(properties)[:1]
        return {
            name: self.value(properties.get(name), name, depth + 1)
            for name in wanted
            if isinstance(name, str)
        }

    def _array(self, schema: Document, name: str, depth: int) -> list[Json]:
        if _BY_NAME.get(name) == COMMAND:
            return ["sh", "-c", COMMAND]
        item = self.value(schema.get("items"), name, depth + 1)
        return [] if item is None else [item]

    def _string(self, schema: Document, name: str) -> str:
        format_name = schema.get("format")
        if isinstance(format_name, str) and format_name in _BY_FORMAT:
            return _BY_FORMAT[format_name]
        return _BY_NAME.get(name.lower(), self._said)

    def _number(self, schema: Document) -> Json:
        minimum = schema.get("minimum")
        return minimum if isinstance(minimum, int | float) else 1
