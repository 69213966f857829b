"""Keeps conversations: what a request continues is looked up, what an answer adds is put away.

Trouble with a store never costs an answer: the client gets it, it is only not kept, and the log
says so.
"""

import logging
from collections.abc import Callable
from functools import partial

from addons.conversations.store import Store, StoreError
from translators.errors import RequestError
from translators.exchange.stream import Stream
from translators.hub.document import Document, Json
from translators.memory.snapshot import Chain, Snapshot
from translators.memory.thoughts import Thoughts
from translators.responses_state.answers import (
    ApiReply,
    broken,
    no_previous_response,
    nothing_there,
    wrong,
)
from translators.responses_state.continuation import (
    Continuation,
    continue_from,
    conversation,
    for_another_store,
    previous_response,
)
from translators.responses_state.conversations import extend
from translators.responses_state.keeping import KeepingStream, answer_of
from translators.responses_state.snapshot import take

logger = logging.getLogger(__name__)

DEEP = RequestError("", "the document is nested too deeply")
UNAVAILABLE = "The proxy cannot look into its conversations now; its log says why"


class PendingTurn:
    """One request and its answer: `document` is what to translate, for it says all of the history.

    The answer is told once, in whichever of the three ways it comes.
    """

    def __init__(self, document: Document, keep: Callable[[Document], None]) -> None:
        self.document = document
        self.keep = keep

    def keep_body(self, body: bytes) -> None:
        """Keep the answer in a whole body, be it a document or an event stream."""
        response = answer_of(body)
        if response is not None:
            self.keep(response)

    def watch(self, stream: Stream) -> Stream:
        """The stream, with its answer kept before the client has the end of it."""
        return KeepingStream(stream, self.keep)


class Keeper:
    """What the addon does with conversations.

    `private` is for a store that lives and dies with one client's connection: there, what a client
    does not want to be stored is remembered as well, and what an upstream remembers, as a WebSocket
    needs it (clients 4).
    """

    def __init__(self, store: Store, *, private: bool = False) -> None:
        self._store = store
        self.private = private

    def begin(
        self, document: Document, *, upstream_remembers: bool = False
    ) -> PendingTurn | ApiReply:
        """The turn that a client's request for an answer begins, or the refusal it gets.

        `upstream_remembers` is for one that keeps its own answers: none is kept here then, unless
        in private, and an id that is not known here is left to it.
        """
        try:
            chain = self._chain(document)
            if isinstance(chain, ApiReply):
                return PendingTurn(document, _forget) if upstream_remembers else chain
            continued = continue_from(document, chain) if chain else Continuation(document, None)
        except RequestError as error:
            return wrong(error)
        except RecursionError:
            return wrong(DEEP)
        except StoreError as error:
            logger.error("[dragoman] a conversation cannot be continued: %s", error)
            return PendingTurn(document, _forget) if upstream_remembers else broken(UNAVAILABLE)
        if upstream_remembers and not self.private:
            return PendingTurn(
                (for_another_store(continued) if chain else continued).document, _forget
            )
        keep = partial(self._keep, document, chain, continued.added)
        return PendingTurn(continued.document, keep)

    def thoughts(self, document: Document, client: str) -> Thoughts | None:
        """Those that a client cannot carry itself; None if it wants nothing stored.

        `client` is a string that no other client has.
        """
        if document.get("store") is False and not self.private:
            return None
        return Thoughts(client, self._find_thoughts, self._keep_thoughts)

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()

    def _chain(self, document: Document) -> Chain | ApiReply:
        """What the request continues: nothing, an answer, or a conversation."""
        response_id, conversation_id = previous_response(document), conversation(document)
        if response_id is not None:
            chain = self._store.chain(response_id)
            found = chain is not None and chain[-1].is_answer
            return chain if chain and found else no_previous_response(response_id)
        if conversation_id is not None:
            chain = self._store.chain(conversation_id)
            found = chain is not None and chain[-1].is_conversation
            return chain if chain and found else nothing_there("Conversation", conversation_id)
        return ()

    def _keep(
        self, document: Document, chain: Chain, added: list[Json] | None, response: Document
    ) -> None:
        try:
            turn = take(document, response, chain, added, always=self.private)
            if turn is None:
                return
            # It may have grown, or been deleted, while the answer was on its way.
            last = chain[-1] if chain else None
            grown = self._store.get(last.id) if last and last.is_conversation else None
            self._store.put(*(extend(grown, turn) if grown else (turn,)))
        except (StoreError, RequestError, RecursionError) as error:
            logger.warning("[dragoman] an answer is not kept: %s", error)

    def _find_thoughts(self, snapshot_id: str) -> Chain | None:
        try:
            return self._store.chain(snapshot_id)
        except StoreError as error:
            logger.warning("[dragoman] thoughts are not put back: %s", error)
            return None

    def _keep_thoughts(self, snapshot: Snapshot) -> None:
        try:
            # The same conversation may have been led twice, and gone on after the first time.
            if self._store.get(snapshot.id) is None:
                self._store.put(snapshot)
        except StoreError as error:
            logger.warning("[dragoman] the thoughts of an answer are not kept: %s", error)


def _forget(_: Document) -> None:
    """Keep nothing."""
