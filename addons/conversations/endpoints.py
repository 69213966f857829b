"""The requests of the Responses API that ask for what is kept, answered here.

A table says which these are; everything else is left alone.
"""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, unquote

from addons.conversations.keeper import DEEP, UNAVAILABLE
from addons.conversations.store import Store, StoreError
from translators.errors import RequestError
from translators.hub.document import Document
from translators.memory.snapshot import Chain, Snapshot
from translators.mint import Mint
from translators.responses_state import conversations
from translators.responses_state.answers import (
    ApiReply,
    broken,
    deleted_conversation,
    deleted_response,
    nothing_there,
    wrong,
)
from translators.responses_state.listing import conversation_items, input_items, list_of, page
from translators.responses_state.snapshot import whole
from translators.wire import json_bytes

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _ApiRequest:
    """A request: the ids in its path, its parameters, and its body."""

    ids: tuple[str, ...]
    query: Mapping[str, str]
    body: bytes

    @property
    def document(self) -> Document:
        """The body; an empty one says nothing."""
        try:
            return json_bytes.loads_object(self.body) if self.body.strip() else {}
        except json_bytes.NotJsonError as error:
            raise RequestError("", f"The body is not what it should be: {error}") from error


class _AbsentError(Exception):
    """What is asked for is not kept."""

    def __init__(self, kind: str, thing_id: str) -> None:
        super().__init__(kind, thing_id)
        self.reply = nothing_there(kind, thing_id)


class Endpoints:
    """See `answer`. `mint` makes the ids of new conversations."""

    def __init__(self, store: Store, mint: Mint) -> None:
        self._store = store
        self._mint = mint

    def answer(self, method: str, path: str, body: bytes) -> ApiReply | None:
        """What a request gets: `path` is with its query, `body` without its coding.

        None for a request that is none of these. A 404 may be somebody else's to answer: an
        upstream's that keeps answers itself.
        """
        bare, _, query = path.partition("?")
        for wanted, pattern, handler in _ENDPOINTS:
            found = pattern.search(bare)
            if found and method == wanted:
                ids = tuple(map(unquote, found.groups()))
                return self._answer(handler, _ApiRequest(ids, dict(parse_qsl(query)), body))
        return None

    def _answer(self, handler: "_Endpoint", asked: _ApiRequest) -> ApiReply:
        try:
            return handler(self, asked)
        except _AbsentError as absent:
            return absent.reply
        except RequestError as error:
            return wrong(error)
        except RecursionError:
            return wrong(DEEP)
        except StoreError as error:
            logger.error("[dragoman] conversations cannot be looked into: %s", error)
            return broken(UNAVAILABLE)

    # Answers.

    def retrieve(self, asked: _ApiRequest) -> ApiReply:
        """One answer."""
        kept = self._response(asked.ids[0])
        if asked.query.get("stream") == "true":
            raise RequestError("stream", "an answer that is kept is given whole: leave it out")
        return ApiReply(200, whole(kept, self._store.get))

    def delete(self, asked: _ApiRequest) -> ApiReply:
        """Forget one answer."""
        self._store.delete(self._response(asked.ids[0]).id)
        return deleted_response(asked.ids[0])

    def list_input(self, asked: _ApiRequest) -> ApiReply:
        """What one answer was given."""
        self._response(asked.ids[0])
        return ApiReply(200, page(input_items(self._chain("Response", asked.ids[0])), asked.query))

    # Conversations.

    def create_conversation(self, asked: _ApiRequest) -> ApiReply:
        """A new one."""
        return self._put(*conversations.create(asked.document, self._mint))

    def retrieve_conversation(self, asked: _ApiRequest) -> ApiReply:
        """The conversation's object."""
        return ApiReply(200, self._conversation(asked.ids[0]).response)

    def update_conversation(self, asked: _ApiRequest) -> ApiReply:
        """Other metadata."""
        conversation = self._conversation(asked.ids[0])
        return self._put(conversations.describe(conversation, asked.document))

    def delete_conversation(self, asked: _ApiRequest) -> ApiReply:
        """Forget one; the answers in it stay."""
        self._store.delete(self._conversation(asked.ids[0]).id)
        return deleted_conversation(asked.ids[0])

    def list_items(self, asked: _ApiRequest) -> ApiReply:
        """What was said in a conversation."""
        chain = self._conversation_chain(asked.ids[0])
        return ApiReply(200, page(conversation_items(chain), asked.query))

    def create_items(self, asked: _ApiRequest) -> ApiReply:
        """Something more to be said in a conversation."""
        conversation = self._conversation(asked.ids[0])
        added, grown = conversations.add(conversation, asked.document, self._mint)
        self._store.put(added, grown)
        return ApiReply(200, list_of(conversation_items((added,))))

    def retrieve_item(self, asked: _ApiRequest) -> ApiReply:
        """One thing that was said."""
        return ApiReply(200, self._item(asked)[1])

    def delete_item(self, asked: _ApiRequest) -> ApiReply:
        """A conversation without one thing that was said."""
        chain, item = self._item(asked)
        return self._put(*conversations.remove(chain, str(item["id"]), self._mint))

    # What they look for.

    def _response(self, snapshot_id: str) -> Snapshot:
        snapshot = self._store.get(snapshot_id)
        if snapshot is None or not snapshot.is_answer:
            raise _AbsentError("Response", snapshot_id)
        return snapshot

    def _conversation(self, snapshot_id: str) -> Snapshot:
        snapshot = self._store.get(snapshot_id)
        if snapshot is None or not snapshot.is_conversation:
            raise _AbsentError("Conversation", snapshot_id)
        return snapshot

    def _conversation_chain(self, snapshot_id: str) -> Chain:
        self._conversation(snapshot_id)
        return self._chain("Conversation", snapshot_id)

    def _chain(self, kind: str, snapshot_id: str) -> Chain:
        chain = self._store.chain(snapshot_id)
        if chain is None:
            raise _AbsentError(kind, snapshot_id)
        return chain

    def _item(self, asked: _ApiRequest) -> tuple[Chain, Document]:
        conversation_id, item_id = asked.ids
        chain = self._conversation_chain(conversation_id)
        for item in conversation_items(chain):
            if item["id"] == item_id:
                return chain, item
        raise _AbsentError("Item", item_id)

    def _put(self, *snapshots: Snapshot) -> ApiReply:
        """Keep what has changed; the conversation's object is the answer."""
        self._store.put(*snapshots)
        return ApiReply(200, snapshots[-1].response)


def asks_for(method: str, path: str) -> Literal["something kept", "something new"] | None:
    """What a request asks for, by its method and its path without a query; None for neither."""
    for wanted, pattern, _ in _ENDPOINTS:
        if method == wanted and pattern.search(path):
            return "something kept" if pattern.groups else "something new"
    return None


type _Endpoint = Callable[[Endpoints, _ApiRequest], ApiReply]

_ID = "([^/]+)"
_ENDPOINTS: tuple[tuple[str, re.Pattern[str], _Endpoint], ...] = tuple(
    (method, re.compile(f"/{path}/?$"), handler)
    for method, path, handler in (
        ("GET", f"responses/{_ID}", Endpoints.retrieve),
        ("DELETE", f"responses/{_ID}", Endpoints.delete),
        ("GET", f"responses/{_ID}/input_items", Endpoints.list_input),
        ("POST", "conversations", Endpoints.create_conversation),
        ("GET", f"conversations/{_ID}", Endpoints.retrieve_conversation),
        ("POST", f"conversations/{_ID}", Endpoints.update_conversation),
        ("DELETE", f"conversations/{_ID}", Endpoints.delete_conversation),
        ("GET", f"conversations/{_ID}/items", Endpoints.list_items),
        ("POST", f"conversations/{_ID}/items", Endpoints.create_items),
        ("GET", f"conversations/{_ID}/items/{_ID}", Endpoints.retrieve_item),
        ("DELETE", f"conversations/{_ID}/items/{_ID}", Endpoints.delete_item),
    )
)
