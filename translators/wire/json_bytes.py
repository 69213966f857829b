r"""JSON bytes in and out: orjson, and what orjson refuses.

orjson refuses lone surrogate escapes (`"\ud83d"`), which real streams contain when an emoji is cut
in two, and writes no integers beyond 64 bits (it reads them as floats). The standard library takes
both, so it is the fallback on either way; whichever reads, such integers are floats. Neither NaN
nor Infinity is JSON: neither is read, and a number too large for a float is written as null.
"""

import json
import math

import orjson

from translators.hub.document import Document, Json


class NotJsonError(ValueError):
    """The bytes are not JSON."""


def loads(data: bytes | str) -> Json:
    """Read JSON; raise `NotJsonError`, with position, if it is not.

    Bytes that are not UTF-8 are read with U+FFFD in their place.
    """
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        text = data if isinstance(data, str) else data.decode("utf-8", "replace")
    try:
        return json.loads(
            text.removeprefix("\ufeff"), parse_constant=_refuse_constant, parse_int=_integer
        )
    except RecursionError:
        raise NotJsonError("nested too deeply") from None
    except ValueError as error:
        raise NotJsonError(str(error)) from error


def loads_object(data: bytes | str) -> Document:
    """Read JSON that must be an object; raise `NotJsonError` if it is none."""
    try:
        value: Json = orjson.loads(data)
    except orjson.JSONDecodeError:
        value = loads(data)
    if not isinstance(value, dict):
        raise NotJsonError(f"expected an object, found {type_name(value)}")
    return value


def dumps(value: Json) -> bytes:
    """Write compact JSON, in UTF-8."""
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:
        return _dumps_slowly(value).encode("ascii")


def type_name(value: Json) -> str:
    """The JSON name of a value's type, for errors."""
    return _TYPE_NAMES.get(type(value), type(value).__name__)


_TYPE_NAMES: dict[type, str] = {
    type(None): "null",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    str: "a string",
    list: "an array",
    dict: "an object",
}


def _refuse_constant(name: str) -> Json:
    raise ValueError(f"{name} is not JSON")


def _integer(digits: str) -> int | float:
    value = int(digits)
    return value if -(2**63) <= value < 2**64 else float(digits)


def _dumps_slowly(value: Json) -> str:
    try:
        return _ENCODER.encode(value)
    except ValueError:
        return _ENCODER.encode(_finite(value))


_ENCODER = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def _finite(value: Json) -> Json:
    """The value with null for what is no number: `1e999` is read as infinity."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
