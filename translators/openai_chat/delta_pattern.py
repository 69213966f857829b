"""How the parts of a streamed answer grow, where chunks hold nothing else."""

from translators.dialect import DeltaPattern
from translators.hub.document import Document, Json
from translators.openai_chat.call_reader import CallReader
from translators.openai_chat.vocabulary import SILENT, object_of

PADDING = ("obfuscation", "p")
"""Keys of a chunk that only mislead eavesdroppers (OpenAI, Mistral)."""

_PROSE = frozenset({"content", "refusal", "reasoning_content", "reasoning"})


def delta_pattern_of(document: Document, calls: CallReader) -> DeltaPattern | None:
    """How the part grows of which a chunk says more, and nothing else; None for any other chunk."""
    match document.get("choices"):
        case [{"delta": dict(delta), **choice}] if not choice.get("logprobs"):
            said = [key for key in delta if delta[key] and key not in SILENT]
        case _:
            return None
    idle = tuple(key for key in PADDING if key in document)
    if said == ["tool_calls"]:
        gathered = _arguments(delta["tool_calls"], calls)
        return None if gathered is None else DeltaPattern("arguments", idle, gathered)
    return DeltaPattern(said[0], idle) if len(said) == 1 and said[0] in _PROSE else None


def _arguments(entries: Json, calls: CallReader) -> list[str] | None:
    """Where the arguments of a call are gathered, if these entries are no more than their growth.

    What has an id or a name as well may be the beginning of another call.
    """
    entry = object_of(entries[0]) if isinstance(entries, list) and len(entries) == 1 else {}
    index, body = entry.get("index"), object_of(entry.get("function"))
    if not isinstance(index, int) or len(entry) != 2 or body.keys() != {"arguments"}:
        return None
    return calls.said(index)
