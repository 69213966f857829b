"""Edits that leave alone what already fits: most of a request does, in nearly all of its stages."""

from dataclasses import replace

from translators.hub.parts import Part
from translators.hub.request import Message, Request
from translators.hub.tools import Tool, ToolChoice


def changed[T: Request | Message | Part | Tool | ToolChoice](value: T, **fields: object) -> T:
    """`value` with these fields; the same object if it has them already."""
    for name, said in fields.items():
        if getattr(value, name) != said:
            return replace(value, **fields)
    return value
