"""What is new in an input whose sender may have repeated what was said before.

The API expects new items only, but clients also send along what they know of the history: all of
it, the end of it, or the call that a result belongs to. It comes back without ids, in the shorter
form of a message, without the reasoning, or with reasoning encrypted anew. Said twice, it would
mislead the model and break the pairs of calls and results.
"""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.wire.json_bytes import type_name

_INSTRUCTING = ("system", "developer")
_SAID = ("reasoning", "compaction", "mcp_list_tools", "mcp_approval_request", "program")
"""What a model says, besides messages and calls."""

_BESIDE = frozenset(
    {"id", "status", "phase", "encrypted_content", "internal_chat_message_metadata_passthrough"}
)
"""Keys of an item that say nothing of what it means; Codex adds the last one (clients 4)."""

_DECORATION = frozenset({"annotations", "logprobs"})
"""Keys of a text that clients leave out when they send it back."""

_TEXTS = ("input_text", "output_text", "text")


def new_items(history: Sequence[Json], given: Json) -> list[Json]:
    """The items of an input that are not in the history already, as they were sent.

    `given` is a request's `input`: a string is one message by the user, nothing is no items.
    Raises `RequestError` for anything else.
    """
    items = _items(given)
    if not history or not any(map(_is_said, items)):
        return items[_same_instructions(history, items) :]
    named = {str(item.get("id")): item for item in history if isinstance(item, dict)}
    meant = [_meaning(named.get(_reference(item) or "", item)) for item in items]
    start = _repeated(history, items, meant)
    steps = _repeated_steps(history, meant[start:])
    return [
        item
        for item, meaning in zip(items[start:], meant[start:], strict=True)
        if meaning not in steps and _reference(item) not in named
    ]


def _items(given: Json) -> list[Json]:
    if given is None:
        return []
    if isinstance(given, str):
        return [{"type": "message", "role": "user", "content": given}]
    if isinstance(given, list):
        return given
    raise RequestError("input", f"expected a string or an array, found {type_name(given)}")


def _is_said(item: Json) -> bool:
    """Whether a model said it, or may have: what a reference refers to is not known here."""
    if not isinstance(item, dict):
        return False
    by_model = item.get("role") == "assistant" or item.get("type") in _SAID or _is_call(item)
    return by_model or _reference(item) is not None


def _is_call(item: Document) -> bool:
    return str(item.get("type")).endswith("_call")


def _reference(item: Json) -> str | None:
    """The id of the item that is referred to; None for an item that speaks for itself."""
    if not isinstance(item, dict) or not isinstance(named := item.get("id"), str):
        return None
    bare = len(item) == 1  # a reference may leave out its type
    return named if bare or item.get("type") == "item_reference" else None


def _repeated(history: Sequence[Json], items: list[Json], meant: list[Json]) -> int:
    """How many items at the beginning repeat the end of the history, or all of it.

    Only what a model said proves it, because nobody else says that: a user may well say "go on"
    twice.
    """
    known = [_meaning(item) for item in history]
    for count in range(len(items), 0, -1):
        if _is_said(items[count - 1]) and _ends_with(known, meant[:count]):
            return count
    return _same_instructions(history, items)


def _ends_with(known: list[Json], meant: list[Json]) -> bool:
    """Whether the history ends with these items, some of its reasoning perhaps left out."""
    behind = reversed(known)
    return all(_follows(meaning, behind) for meaning in reversed(meant))


def _follows(meaning: Json, behind: Iterator[Json]) -> bool:
    for known in behind:
        if meaning == known:
            return True
        if not _is_reasoning(known):
            return False
    return False


def _same_instructions(history: Sequence[Json], items: list[Json]) -> int:
    """How many items at the beginning are instructions that the history begins with as well."""
    pairs = zip(history, items, strict=False)
    return sum(1 for _ in takewhile(lambda pair: _is_same_instruction(*pair), pairs))


def _is_same_instruction(known: Json, item: Json) -> bool:
    instructs = isinstance(item, dict) and item.get("role") in _INSTRUCTING
    return instructs and _meaning(item) == _meaning(known)


def _repeated_steps(history: Sequence[Json], meant: list[Json]) -> list[Json]:
    """What the last answer thought and called, if any of its calls are among these items.

    Some clients put each call before its result again, where several calls were made at once: then
    they are the end of no history.
    """
    answer = list(takewhile(_is_said, reversed(history)))
    steps = [_meaning(item) for item in answer if isinstance(item, dict)]
    calls = [step for step in steps if isinstance(step, dict) and _is_call(step)]
    if not any(call in meant for call in calls):
        return []
    return calls + [step for step in steps if _is_reasoning(step)]


def _is_reasoning(item: Json) -> bool:
    return isinstance(item, dict) and item.get("type") == "reasoning"


def _meaning(item: Json) -> Json:
    """An item without what may differ between two ways to say it."""
    if not isinstance(item, dict):
        return item
    if _is_call(item) and isinstance(item.get("call_id"), str):
        # Its arguments may have been written anew, with other spaces.
        return {key: item.get(key) for key in ("type", "call_id", "name")}
    meaning = {key: _plain(value) for key, value in item.items() if key not in _BESIDE}
    if "role" in item:
        meaning["type"] = item.get("type") or "message"
    if meaning.get("type") == "message":
        meaning["content"] = _content(item.get("content"))
    return _without_nothing(meaning)


def _content(content: Json) -> Json:
    """The pieces of a message, its text in as few of them as possible."""
    if isinstance(content, str):
        content = [{"type": "text", "text": content}]
    pieces: list[Json] = []
    for piece in content if isinstance(content, list) else []:
        if not (isinstance(piece, dict) and piece.get("type") in _TEXTS):
            pieces.append(_plain(piece))
        elif pieces and isinstance(pieces[-1], str):
            pieces[-1] += str(piece.get("text"))
        else:
            pieces.append(str(piece.get("text")))
    return pieces


def _plain(value: Json) -> Json:
    if isinstance(value, dict):
        kept = {key: _plain(item) for key, item in value.items() if key not in _DECORATION}
        return _without_nothing(kept)
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _without_nothing(document: Document) -> Document:
    """Null and empty lists say as little as no key at all."""
    return {key: value for key, value in document.items() if value is not None and value != []}
