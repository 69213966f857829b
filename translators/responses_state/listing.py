"""The items of a conversation as the API lists them: each with a type, an id and a state.

Items are kept as they were sent, often without any of the three. What is missing is worked out from
where an item stands, so that it is the same whenever somebody asks.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.memory.snapshot import Chain, Snapshot

_DONE: Document = {"status": "completed"}
_COMPLETIONS: dict[str, Document] = {
    "message": _DONE,
    "function_call": _DONE,
    "function_call_output": _DONE,
    "custom_tool_call": _DONE,
    "custom_tool_call_output": _DONE,
    "computer_call_output": _DONE,
    "local_shell_call": _DONE,
    "shell_call": _DONE,
    "shell_call_output": _DONE,
    "tool_search_call": {**_DONE, "execution": "client"},
    "tool_search_output": {**_DONE, "execution": "client"},
    "reasoning": {"summary": []},
}
"""What the SDK's `ResponseItem` requires and inputs may leave out, by type."""

_PREFIXES = {"message": "msg_", "reasoning": "rs_", "function_call": "fc_"}
_UNLISTED = ("item_reference", "compaction_trigger")
"""Items that ask for something and hold nothing; the SDK has no type for them in lists."""

_NO_LETTER = re.compile(r"[^A-Za-z0-9]+")
_MOST = 100
_USUAL = 20


def input_items(chain: Chain) -> list[Document]:
    """Everything that the last answer of a chain was given, in its order."""
    before = [item for turn in chain[:-1] for item in _items(turn)]
    return [*before, *_given(chain[-1])]


def conversation_items(chain: Chain) -> list[Document]:
    """Everything that was said in a conversation, in its order."""
    return [item for turn in chain for item in _items(turn)]


def page(items: Sequence[Document], query: Mapping[str, str]) -> Document:
    """A list object with a part of the items.

    `query` holds the request's parameters: `order` (`desc` unless it says `asc`), `after` and
    `before` (ids of items), `limit` (1 to 100, 20 by default). Raises `RequestError`, naming the
    parameter, for one that cannot be followed.
    """
    ordered = _ordered(items, query.get("order", "desc"))
    ids = [str(item["id"]) for item in ordered]
    start = _place(ids, "after", query["after"]) + 1 if "after" in query else 0
    stop = _place(ids, "before", query["before"]) if "before" in query else len(ids)
    shown = ordered[start:stop][: _limit(query.get("limit", str(_USUAL)))]
    return {**list_of(shown), "has_more": start + len(shown) < stop}


def list_of(items: Sequence[Document]) -> Document:
    """A list object with all of the items."""
    return {
        "object": "list",
        "data": list(items),
        "first_id": items[0]["id"] if items else None,
        "last_id": items[-1]["id"] if items else None,
        "has_more": False,
    }


def _items(turn: Snapshot) -> Iterator[Document]:
    yield from _given(turn)
    for index, item in enumerate(turn.output, len(turn.input_items)):
        if isinstance(item, dict):
            yield _listed(item, turn.id, index)


def _given(turn: Snapshot) -> Iterator[Document]:
    for index, item in enumerate(turn.input_items):
        if isinstance(item, dict) and item.get("type") not in _UNLISTED:
            yield _listed(item, turn.id, index)


def _listed(item: Document, turn_id: str, index: int) -> Document:
    kind = str(item.get("type") or "message")
    token = _NO_LETTER.sub("", turn_id.partition("_")[2] or turn_id)
    given = {key: value for key, value in item.items() if value is not None}
    identity: Document = {"id": f"{_PREFIXES.get(kind, 'item_')}{token}{index:04d}", "type": kind}
    listed = {**identity, **_COMPLETIONS.get(kind, {}), **given}
    if kind == "message":
        listed["content"] = _content(item.get("content"), item.get("role") == "assistant")
    return listed


def _content(content: Json, by_model: bool) -> list[Json]:
    if isinstance(content, str):
        return [_piece({"text": content}, by_model)]
    return [_piece(piece, by_model) for piece in content] if isinstance(content, list) else []


def _piece(piece: Json, by_model: bool) -> Json:
    """A piece of a message; texts are typed by who says them, as the SDK requires."""
    if not isinstance(piece, dict):
        return piece
    kind = piece.get("type", "text")
    if kind == "input_image":
        return {"detail": "auto", **piece}
    if kind not in ("text", "input_text", "output_text"):
        return piece
    if by_model:
        return {"annotations": [], **piece, "type": "output_text"}
    return {**piece, "type": "input_text"}


def _ordered(items: Sequence[Document], order: str) -> Sequence[Document]:
    if order not in ("asc", "desc"):
        raise RequestError("order", f"expected asc or desc, found {order!r}")
    return items if order == "asc" else items[::-1]


def _place(ids: list[str], parameter: str, item_id: str) -> int:
    if item_id not in ids:
        raise RequestError(parameter, f"there is no item with id {item_id!r} in this list")
    return ids.index(item_id)


def _limit(limit: str) -> int:
    if not (limit.isascii() and limit.isdigit() and 1 <= int(limit) <= _MOST):
        raise RequestError("limit", f"expected a number from 1 to {_MOST}, found {limit!r}")
    return int(limit)
