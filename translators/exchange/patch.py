"""Same dialect on both sides: edit a document without understanding it.

What needs no change is the same object afterwards. All that is ever edited here is the model's
name, whether the answer is streamed, and tokens of ours: a conversation that went through another
upstream carries seals and recaps which this one would refuse.
"""

from collections.abc import Callable

from translators.dialect import Dialect
from translators.hub.document import Document, Json
from translators.losses import Losses
from translators.opaque.recaps import recap_in
from translators.opaque.seals import MARKER


def patch_request(
    document: Document, dialect: Dialect, model: str | None, losses: Losses
) -> Document:
    """The document with `model` in place of its own (None: as it is) and without tokens of ours.

    These stand in `Dialect.seal_slots`; anywhere else our marker is what somebody wrote.
    """
    edits: Document = {}
    if model is not None and document.get("model") != model:
        edits["model"] = model
    for key in dialect.conversation_keys:
        conversation = document.get(key)
        if isinstance(conversation, list):
            kept = _without_seals(conversation, f"request.{key}", dialect.seal_slots, losses)
            kept = _with_recaps(kept, dialect.encode_user_text)
            if kept is not conversation:
                edits[key] = kept
    return {**document, **edits} if edits else document


def patch_stream(document: Document, streams: bool, options: Document) -> Document:
    """The document asking for a stream, or for a whole answer, whatever its client wants.

    `options` stand in requests for streams only (see `Dialect.stream_options`).
    """
    kept = {key: value for key, value in document.items() if key not in options}
    return {**kept, **(options if streams else {}), "stream": streams}


def _with_recaps(items: list[Json], encode: Callable[[str], Document] | None) -> list[Json]:
    """The items with messages in place of recaps of ours; the same list if there is none."""
    if encode is None:
        return items
    recaps = [recap_in(item) if isinstance(item, dict) else None for item in items]
    if not any(recaps):
        return items
    told: list[Json] = []
    for item, recap in zip(items, recaps, strict=True):
        told += [item] if recap is None else [encode(text) for text in recap.told()]
    return told


def _without_seals(
    items: list[Json], path: str, slots: tuple[str, ...], losses: Losses
) -> list[Json]:
    """The items without those that hold a wrapped seal; the same list if none does."""
    kept: list[Json] = []
    for index, item in enumerate(items):
        if isinstance(item, dict):
            if _is_sealed(item, slots):
                losses.dropped(f"{path}[{index}]", "a seal of another upstream")
                continue
            item = _inside(item, f"{path}[{index}]", slots, losses)
            if item is None:
                continue
        kept.append(item)
    same = len(kept) == len(items) and all(a is b for a, b in zip(kept, items, strict=True))
    return items if same else kept


def _is_sealed(item: Document, slots: tuple[str, ...]) -> bool:
    tokens = (item.get(slot) for slot in slots)
    return any(isinstance(token, str) and token.startswith(MARKER) for token in tokens)


def _inside(item: Document, path: str, slots: tuple[str, ...], losses: Losses) -> Document | None:
    """A message without sealed pieces; None if nothing is left of its content."""
    edits: Document = {}
    for key, value in item.items():
        if isinstance(value, list):
            kept = _without_seals(value, f"{path}.{key}", slots, losses)
            if kept is not value:
                edits[key] = kept
    if edits.get("content") == []:
        return None
    return {**item, **edits} if edits else item
