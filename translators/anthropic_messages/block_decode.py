"""Blocks that stand in requests and in answers alike: text, thinking, tool calls, the unknown.

One reader a block type, in `READERS`. What only a client sends is in `content_decode`.
"""

from collections.abc import Callable

from translators.anthropic_messages.vocabulary import (
    CALLER,
    NAME,
    read_cache,
    read_citation,
)
from translators.hub.document import Json
from translators.hub.parts import EMPTY_ARGUMENTS, Foreign, Origin, Part, Reasoning, Text, ToolCall
from translators.losses import Losses
from translators.opaque import seals
from translators.wire import json_bytes
from translators.wire.cursor import Cursor

type BlockReader = Callable[[Cursor, Origin], Part | None]


def read_text(block: Cursor, _origin: Origin) -> Text:
    """Text with its citations."""
    return Text(
        block.require_string("text"),
        citations=tuple(read_citation(item.whole()) for item in block.children("citations")),
        cache=read_cache(block),
        path=block.path,
    )


def read_thinking(block: Cursor, origin: Origin) -> Reasoning | None:
    """Visible thinking under a signature; either may be empty, both together say nothing."""
    text = block.string("thinking", "")
    signature = block.string("signature", "")
    seal = seals.read(signature, "signature", origin) if signature else None
    if not text and seal is None:
        return None
    return Reasoning(text, seal=seal, path=block.path)


def read_redacted(block: Cursor, origin: Origin) -> Reasoning | None:
    """Thinking that is not shown."""
    data = block.string("data", "")
    if not data:
        return None
    return Reasoning(seal=seals.read(data, "redacted", origin), path=block.path)


def read_tool_use(block: Cursor, _origin: Origin) -> ToolCall:
    """A call of a client's tool."""
    if isinstance(block.json("caller"), dict) and (caller := block.child("caller")) is not None:
        caller.ignore(*CALLER)
    return ToolCall(
        block.string("id", ""),
        block.require_string("name"),
        arguments_of(block.json("input")),
        cache=read_cache(block),
        path=block.path,
    )


def arguments_of(value: Json) -> str:
    """`input` as the hub's string: an object, but also the string that sloppy senders put there."""
    if value is None or value == "":
        return EMPTY_ARGUMENTS
    return value if isinstance(value, str) else json_bytes.dumps(value).decode()


def report_input(value: Json, place: str, losses: Losses) -> None:
    """Tell of an upstream's `input` that is no object."""
    if value not in (None, "") and not isinstance(value, dict):
        losses.coerced(place, "no object: taken as the text of the arguments")


def read_foreign(block: Cursor, kind: str) -> Foreign:
    """Any other block, verbatim: hosted tools and their results, compaction, what may come."""
    return Foreign(NAME, kind, block.whole(), path=block.path)


READERS: dict[str, BlockReader] = {
    "text": read_text,
    "thinking": read_thinking,
    "redacted_thinking": read_redacted,
    "tool_use": read_tool_use,
}
