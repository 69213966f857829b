"""A vendor's own parameter types as a judge of requests: nothing unknown, no wrong type."""

from collections.abc import Mapping
from functools import cache
from typing import Literal, NamedTuple, cast

from pydantic import TypeAdapter
from pydantic_core import CoreSchema, ErrorDetails, SchemaValidator, ValidationError

from translators.hub.document import Document, Json

type Path = tuple[str | int, ...]
type Kind = Literal["unknown", "missing", "invalid"]
type Parameters = type[Mapping[str, object]]


class Complaint(NamedTuple):
    """What is wrong with a document, and where."""

    kind: Kind
    path: Path
    message: str


@cache
def judge(parameters: Parameters) -> SchemaValidator:
    """A strict validator for a TypedDict of parameters.

    The SDKs' types are for users: unknown keys are let through, arrays are any iterable, and some
    places take the SDK's own response objects, which no JSON can be.
    """
    return SchemaValidator(cast("CoreSchema", _tightened(TypeAdapter(parameters).core_schema)))


def complaint(parameters: Parameters, document: Document) -> Complaint | None:
    """The most telling thing that is wrong; None if nothing is."""
    try:
        judge(parameters).validate_python(document, strict=True)
    except ValidationError as error:
        return _most_telling(error.errors(include_context=False), document)
    return None


def _tightened(node: object) -> object:
    if isinstance(node, Mapping):
        table = cast("Mapping[str, object]", node)
        if table.get("type") == "model":
            return {"type": "literal", "expected": ["no JSON"], "ref": table.get("ref")}
        tightened = {key: _tightened(value) for key, value in table.items()}
        if table.get("type") == "generator":
            tightened["type"] = "list"
        if table.get("type") == "typed-dict":
            tightened["extra_behavior"] = "forbid"
        return tightened
    if isinstance(node, list | tuple):
        return [_tightened(item) for item in cast("list[object]", node)]
    return node


def _most_telling(errors: list[ErrorDetails], document: Document) -> Complaint:
    """A union complains once for each alternative: those that name another `type` do not count."""
    elsewhere = [
        error["loc"][:-1]
        for error in errors
        if error["type"] == "literal_error" and error["loc"][-1] in ("type", "role")
    ]
    telling = [
        error for error in errors if not any(_begins(error["loc"], branch) for branch in elsewhere)
    ]
    described = [_complaint(error, document) for error in telling or errors]
    return max(described, key=lambda found: (found.kind != "invalid", len(found.path)))


def _begins(path: Path, branch: Path) -> bool:
    return path[: len(branch)] == branch


def _complaint(error: ErrorDetails, document: Document) -> Complaint:
    kinds: dict[str, Kind] = {"extra_forbidden": "unknown", "missing": "missing"}
    kind = kinds.get(error["type"], "invalid")
    return Complaint(kind, _place(error["loc"], document, kind), error["msg"])


def _place(location: Path, document: Json, kind: str) -> Path:
    """The location without the names of the alternatives that were tried."""
    place: list[str | int] = []
    value: Json = document
    for step in location:
        if isinstance(value, dict) and isinstance(step, str) and step in value:
            value = value[step]
            place.append(step)
        if isinstance(value, list) and isinstance(step, int):
            value = value[step]
            place.append(step)
    if kind == "missing":
        place.append(location[-1])
    return tuple(place)
