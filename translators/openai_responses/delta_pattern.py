"""How the parts of a streamed answer grow: which events say no more than that."""

from collections.abc import Callable

from translators.dialect import DeltaPattern
from translators.hub.document import Document
from translators.openai_responses.stream_items import Item
from translators.openai_responses.stream_vocabulary import number_at, word_at

_IDLE = ("sequence_number", "obfuscation")
"""Keys of events that number them, or only mislead eavesdroppers."""


def delta_pattern_of(document: Document, item: Item) -> DeltaPattern | None:
    """How the part of `item` grows of which an event gave more; None for any other event."""
    gathered = _GATHERED.get(word_at(document, "type"))
    said = gathered(document, item) if gathered and not document.get("logprobs") else None
    if said is None:
        return None
    return DeltaPattern("delta", idle=tuple(key for key in _IDLE if key in document), said=said)


def _words(document: Document, item: Item) -> list[str] | None:
    piece = item.pieces.get(number_at(document, "content_index"))
    return None if piece is None else piece.said


def _thinking(_document: Document, item: Item) -> list[str] | None:
    return item.sections.get(0)


def _summary(document: Document, item: Item) -> list[str] | None:
    return item.sections.get(max(number_at(document, "summary_index"), 0) + 1)


def _arguments(_document: Document, item: Item) -> list[str] | None:
    return item.arguments


_GATHERED: dict[str, Callable[[Document, Item], list[str] | None]] = {
    "response.output_text.delta": _words,
    "response.refusal.delta": _words,
    "response.reasoning_text.delta": _thinking,
    "response.reasoning_summary_text.delta": _summary,
    "response.function_call_arguments.delta": _arguments,
    "response.custom_tool_call_input.delta": _arguments,
}
"""Where an item gathers what an event of each type gives it."""
