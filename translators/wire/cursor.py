"""A JSON document read once: typed, with paths in errors, knowing what was not read.

A decoder asks a `Cursor` for the keys it understands. A wrong type raises an error that names the
path; a key that nobody asked for is found again with `unread`, so none can vanish in silence. null
counts as absent everywhere: every dialect here reads it so.
"""

from collections.abc import Iterator
from typing import overload

from translators.errors import TranslationError
from translators.hub.document import Document, Json
from translators.wire.json_bytes import type_name


class Cursor:
    """One object of a document and its place.

    `fault` is the error to raise: `RequestError` for a client's document, `UpstreamError` for an
    upstream's.
    """

    __slots__ = ("_children", "_read", "document", "fault", "path")

    def __init__(self, document: Document, fault: type[TranslationError], path: str = "") -> None:
        self.document = document
        self.fault = fault
        self.path = path
        self._read: set[str] = set()
        self._children: list[Cursor] = []

    def at(self, key: str) -> str:
        """The path of `key` in this object."""
        return f"{self.path}.{key}" if self.path else key

    def has(self, key: str) -> bool:
        """Whether `key` is there and not null."""
        return self.document.get(key) is not None

    def keys(self) -> list[str]:
        """The keys that are not null."""
        return [key for key, value in self.document.items() if value is not None]

    def json(self, key: str) -> Json:
        """Any value, as it is; None if absent."""
        value = self.document.get(key)
        if value is not None:
            self._read.add(key)
        return value

    def ignore(self, *keys: str) -> None:
        """Declare keys that carry nothing a translation could lose: say why where you call it."""
        self._read.update(keys)

    @overload
    def string(self, key: str) -> str | None: ...
    @overload
    def string(self, key: str, default: str) -> str: ...
    def string(self, key: str, default: str | None = None) -> str | None:
        """A string, or `default` if absent."""
        value = self.json(key)
        if value is None:
            return default
        if not isinstance(value, str):
            raise self._wrong(key, "a string", value)
        return value

    def require_string(self, key: str) -> str:
        """A string that must be there."""
        value = self.string(key)
        if value is None:
            raise self.fault(self.at(key), "required, and missing")
        return value

    def boolean(self, key: str) -> bool | None:
        """A boolean, or None if absent."""
        value = self.json(key)
        if value is None or isinstance(value, bool):
            return value
        raise self._wrong(key, "a boolean", value)

    def integer(self, key: str) -> int | None:
        """A whole number (1.0 is one), or None if absent."""
        value = self.json(key)
        if value is None:
            return None
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._wrong(key, "a whole number", value)
        return value

    def number(self, key: str) -> float | None:
        """A number, int kept as int, or None if absent."""
        value = self.json(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._wrong(key, "a number", value)
        return value

    def object(self, key: str) -> Document | None:
        """An object carried whole, the same object, not looked into; None if absent."""
        value = self.json(key)
        if value is None or isinstance(value, dict):
            return value
        raise self._wrong(key, "an object", value)

    def child(self, key: str) -> "Cursor | None":
        """An object to be read in its turn; None if absent."""
        value = self.object(key)
        if value is None:
            return None
        child = Cursor(value, self.fault, self.at(key))
        self._children.append(child)
        return child

    def require_child(self, key: str) -> "Cursor":
        """An object that must be there."""
        child = self.child(key)
        if child is None:
            raise self.fault(self.at(key), "required, and missing")
        return child

    def array(self, key: str) -> list[Json]:
        """An array carried whole; empty if absent."""
        value = self.json(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self._wrong(key, "an array", value)
        return value

    def children(self, key: str) -> "list[Cursor]":
        """The objects of an array, to be read in their turn; empty if absent."""
        path = self.at(key)
        found: list[Cursor] = []
        for index, value in enumerate(self.array(key)):
            if not isinstance(value, dict):
                message = f"expected an object, found {type_name(value)}"
                raise self.fault(f"{path}[{index}]", message)
            found.append(Cursor(value, self.fault, f"{path}[{index}]"))
        self._children += found
        return found

    def strings(self, key: str) -> tuple[str, ...]:
        """An array of strings; a single string counts as one; empty if absent."""
        value = self.json(key)
        if isinstance(value, str):
            return (value,)
        found: list[str] = []
        for index, item in enumerate(self.array(key)):
            if not isinstance(item, str):
                message = f"expected a string, found {type_name(item)}"
                raise self.fault(f"{self.at(key)}[{index}]", message)
            found.append(item)
        return tuple(found)

    def rest(self) -> Document:
        """This object's keys that nobody has read, null ones left out; they count as read now."""
        left: Document = {
            key: value
            for key, value in self.document.items()
            if value is not None and key not in self._read
        }
        self._read.update(left)
        return left

    def whole(self) -> Document:
        """This object as it is; everything in it counts as read."""
        self._read.update(self.document)
        self._children.clear()
        return self.document

    def unread(self) -> Iterator[str]:
        """Paths of the keys, here and below, that nobody has read; null ones left out."""
        for key, value in self.document.items():
            if value is not None and key not in self._read:
                yield self.at(key)
        for child in self._children:
            yield from child.unread()

    def _wrong(self, key: str, expected: str, found: Json) -> TranslationError:
        return self.fault(self.at(key), f"expected {expected}, found {type_name(found)}")
