"""What both of OpenAI's APIs refuse alike, and the shape in which they say so."""

import re
from collections.abc import Iterable, Mapping

from tests.upstreams.refusal import RefusalError, openai_path
from tests.upstreams.schema import Complaint, Parameters, Path, complaint
from translators.hub.document import Document, Json

NAME = re.compile(r"[a-zA-Z0-9_-]+")


def check_headers(headers: Mapping[str, str], key: str) -> None:
    """A bearer token, and the right one."""
    found = headers.get("authorization", "")
    if not found:
        raise RefusalError("You didn't provide an API key.", 401)
    if found != f"Bearer {key}":
        raise RefusalError("Incorrect API key provided.", 401, code="invalid_api_key")


def refusal(error: RefusalError) -> Document:
    """An error body."""
    return {
        "error": {
            "message": error.message,
            "type": error.kind,
            "param": error.param,
            "code": error.code,
        }
    }


def check_types(parameters: Parameters, document: Document) -> None:
    """Only what the vendor's own types allow."""
    found = complaint(parameters, document)
    if found is not None:
        raise _worded(found)


def _worded(found: Complaint) -> RefusalError:
    place = openai_path(found.path)
    if found.kind == "unknown":
        message, code = f"Unknown parameter: '{place}'.", "unknown_parameter"
    elif found.kind == "missing":
        message = f"Missing required parameter: '{place}'."
        code = "missing_required_parameter"
    else:
        message, code = f"Invalid type for '{place}': {found.message}.", "invalid_type"
    return RefusalError(message, code=code, param=place)


def invalid(path: Path, problem: str, code: str = "invalid_value") -> RefusalError:
    """`Invalid 'tools[0].name': string too long.`"""
    place = openai_path(path)
    return RefusalError(f"Invalid '{place}': {problem}", code=code, param=place)


def check_length(path: Path, value: Json, maximum: int, minimum: int = 0) -> None:
    """A string of so many characters, if it is one."""
    if not isinstance(value, str):
        return
    if len(value) > maximum:
        raise invalid(
            path,
            f"string too long. Expected a string with maximum length {maximum}, but got a string"
            f" with length {len(value)} instead.",
            "string_above_max_length",
        )
    if len(value) < minimum:
        raise invalid(
            path,
            f"empty string. Expected a string with minimum length {minimum}, but got an empty"
            " string instead.",
            "empty_string",
        )


def check_name(path: Path, value: Json) -> None:
    """A tool's name: letters, digits, underscores and dashes, at most 64."""
    check_length(path, value, 64, 1)
    if isinstance(value, str) and not NAME.fullmatch(value):
        raise invalid(
            path,
            "string does not match pattern. Expected a string that matches the pattern"
            " '^[a-zA-Z0-9_-]+$'.",
        )


RANGES: Mapping[str, tuple[float, float]] = {
    "temperature": (0, 2),
    "top_p": (0, 1),
    "presence_penalty": (-2, 2),
    "frequency_penalty": (-2, 2),
    "top_logprobs": (0, 20),
}


def check_ranges(document: Document) -> None:
    """Numbers that have bounds."""
    for key, (low, high) in RANGES.items():
        value = document.get(key)
        if isinstance(value, int | float) and not low <= value <= high:
            raise invalid((key,), f"expected a value between {low} and {high}, got {value}.")


def check_parameters(name: Json, parameters: Json, strict: Json) -> None:
    """A function's schema is an object's; a strict one is closed and has nothing optional."""
    if not isinstance(parameters, dict):
        return
    if parameters and parameters.get("type") != "object":
        raise RefusalError(
            f"Invalid schema for function '{name}': schema must be a JSON Schema of"
            f" 'type: \"object\"', got 'type: \"{parameters.get('type')}\"'.",
            code="invalid_function_parameters",
        )
    properties = parameters.get("properties")
    required = parameters.get("required")
    if strict is not True or not isinstance(properties, dict):
        return
    if parameters.get("additionalProperties") is not False:
        raise RefusalError(
            f"Invalid schema for function '{name}': In context=(), 'additionalProperties' is"
            " required to be supplied and to be false.",
            code="invalid_function_parameters",
        )
    if not isinstance(required, list) or set(properties) - set(_strings(required)):
        raise RefusalError(
            f"Invalid schema for function '{name}': In context=(), 'required' is required to be"
            " supplied and to be an array including every key in properties.",
            code="invalid_function_parameters",
        )


def check_common(document: Document) -> None:
    """Bounds of both APIs."""
    check_ranges(document)
    for key in ("user", "safety_identifier"):
        check_length((key,), document.get(key), 64)
    metadata = document.get("metadata")
    if isinstance(metadata, dict):
        if len(metadata) > 16:
            raise invalid(("metadata",), "too many properties. Expected at most 16.")
        for key, value in metadata.items():
            check_length(("metadata", key), value, 512)
    if document.get("tools") == []:
        raise invalid(
            ("tools",),
            "empty array. Expected an array with minimum length 1, but got an empty array instead.",
            "empty_array",
        )


def _strings(values: Iterable[Json]) -> list[str]:
    return [value for value in values if isinstance(value, str)]
