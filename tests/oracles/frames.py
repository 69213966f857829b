"""Our own streams, frame by frame: they are read more strictly than any client would."""

from typing import NamedTuple

from translators.hub.document import Document
from translators.wire import json_bytes

BAD_ARGUMENTS = "arguments are no object"
"""The one complaint that may be the model's own doing."""


class Frame(NamedTuple):
    """One event: its name ("" for none), its document (None for `[DONE]`)."""

    name: str
    document: Document | None


def frames(stream: bytes) -> tuple[list[Frame], list[str]]:
    """The frames of a stream, comments left out, and what is wrong with the framing."""
    found: list[Frame] = []
    complaints: list[str] = []
    *blocks, rest = stream.split(b"\n\n")
    if rest:
        complaints.append(f"the last frame has no blank line: {rest[:60]!r}")
    for block in blocks:
        name, complaint = "", ""
        data: list[bytes] = []
        for line in block.split(b"\n"):
            field, _, value = line.partition(b": ")
            if field == b"event" and not data:
                name = value.decode()
            elif field == b"data":
                data.append(value)
            elif field:
                complaint = f"odd line {line[:60]!r}"
        if complaint:
            complaints.append(complaint)
        if len(data) > 1:
            complaints.append(f"a frame of {len(data)} data lines")
        found += [_frame(name, value, complaints) for value in data]
    return found, complaints


def _frame(name: str, data: bytes, complaints: list[str]) -> Frame:
    if data == b"[DONE]":
        return Frame(name, None)
    try:
        return Frame(name, json_bytes.loads_object(data))
    except json_bytes.NotJsonError as error:
        complaints.append(f"data is not an object: {error}")
        return Frame(name, {})


def is_object(text: str) -> bool:
    """Whether a text is a JSON object."""
    try:
        json_bytes.loads_object(text)
    except json_bytes.NotJsonError:
        return False
    return True
