"""The Conversations API: what a request for one changes, as snapshots to keep.

The order of the snapshots matters: whatever is added comes first, the conversation that then ends
with it last. Everything here raises `RequestError` for a body that breaks the API.
"""

from collections.abc import Sequence
from dataclasses import replace

from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.memory.snapshot import Chain, Snapshot
from translators.mint import Mint
from translators.responses_state.listing import conversation_items
from translators.responses_state.snapshot import end
from translators.wire.cursor import Cursor


def create(body: Document, mint: Mint) -> tuple[Snapshot, ...]:
    """A new conversation, perhaps with items in it."""
    request = Cursor(body, RequestError)
    conversation_id, now = mint.id("conv_"), mint.now()
    conversation: Document = {
        "id": conversation_id,
        "object": "conversation",
        "created_at": now,
        "metadata": request.object("metadata") or {},
    }
    opened = Snapshot(conversation_id, None, (), conversation, created=now)
    items = _items(request)
    return _grown(opened, items, mint) if items else (opened,)


def describe(conversation: Snapshot, body: Document) -> Snapshot:
    """The conversation with other metadata."""
    metadata = Cursor(body, RequestError).object("metadata") or {}
    return replace(conversation, response={**conversation.response, "metadata": metadata})


def add(conversation: Snapshot, body: Document, mint: Mint) -> tuple[Snapshot, ...]:
    """The conversation with further items."""
    items = _items(Cursor(body, RequestError))
    if not items:
        raise RequestError("items", "give at least one item to add")
    return _grown(conversation, items, mint)


def remove(chain: Chain, item_id: str, mint: Mint) -> tuple[Snapshot, ...]:
    """The conversation at the end of a chain without one of its items.

    What came before is written anew, because its turns may be part of other conversations.
    """
    kept = [item for item in conversation_items(chain) if item["id"] != item_id]
    return _grown(replace(chain[-1], parent=None), kept, mint)


def extend(conversation: Snapshot, turn: Snapshot) -> tuple[Snapshot, Snapshot]:
    """A turn at the conversation's end, wherever that is by now."""
    return replace(turn, parent=end((conversation,))), replace(conversation, parent=turn.id)


def _grown(conversation: Snapshot, items: Sequence[Json], mint: Mint) -> tuple[Snapshot, ...]:
    added = Snapshot(mint.id("items_"), None, tuple(items), {}, created=mint.now())
    return extend(conversation, added)


def _items(request: Cursor) -> list[Json]:
    request.children("items")  # refuses what is no object
    return request.array("items")
