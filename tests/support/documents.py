"""Looking into JSON documents without caring whether what is looked for is there."""

from collections.abc import Iterator

from translators.hub.document import Document, Json


def objects(value: Json) -> list[Document]:
    """The objects of an array; none for anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def inside(value: Json, *keys: str) -> Json:
    """What stands at a chain of keys; None where the chain breaks."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def text(value: Json) -> str:
    """A string; "" for anything else."""
    return value if isinstance(value, str) else ""


def number(value: Json) -> int:
    """A whole number; 0 for anything else."""
    return value if isinstance(value, int) else 0


def tables(value: Json, path: str = "") -> Iterator[tuple[str, Document]]:
    """Every object in a document with its path, the outermost first."""
    if isinstance(value, dict):
        yield path, value
        for key, item in value.items():
            yield from tables(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from tables(item, f"{path}[{index}]")
