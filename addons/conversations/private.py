"""What one client's connection remembers, over what everybody may know.

A WebSocket's client goes on from answers that it does not want to be stored (clients 4), so they
are kept as long as it is there, and nowhere but here. Those that it wants to be stored are kept in
both places: this one never has to look for what the connection itself said.
"""

from addons.conversations.keeper import Keeper, PendingTurn
from addons.conversations.memory import MemoryStore
from addons.conversations.store import Limits, Store
from translators.hub.document import Document
from translators.memory.snapshot import Snapshot
from translators.responses_state.answers import ApiReply

LIMITS = Limits(snapshots=1000, bytes=256 * 1024 * 1024, age=0)
"""How much a connection remembers."""


class Memory:
    """One connection's memory. It lives as long as whoever holds it."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._store = MemoryStore(limits)

    def keeper(self, shared: Store) -> Keeper:
        """The keeper of this connection's conversations; `shared` is everybody's store."""
        return _PrivateKeeper(self._store, shared)


class _PrivateKeeper(Keeper):
    """Keeps an answer here, and for everybody too unless its upstream remembers it anyway."""

    def __init__(self, own: Store, shared: Store) -> None:
        super().__init__(LayeredStore(own, shared), private=True)
        self._own = Keeper(own, private=True)

    def begin(
        self, document: Document, *, upstream_remembers: bool = False
    ) -> PendingTurn | ApiReply:
        """See `Keeper`."""
        if upstream_remembers:
            return self._own.begin(document, upstream_remembers=True)
        return super().begin(document)


class LayeredStore:
    """See `Store`: `own` first, then `shared`, which gets only what its client lets be stored."""

    def __init__(self, own: Store, shared: Store) -> None:
        self._own = own
        self._shared = shared

    def get(self, snapshot_id: str) -> Snapshot | None:
        """See `Store`."""
        return self._own.get(snapshot_id) or self._shared.get(snapshot_id)

    def chain(self, snapshot_id: str) -> tuple[Snapshot, ...] | None:
        """See `Store`. Its end may be here and its beginning there."""
        here: list[Snapshot] = []
        wanted: str | None = snapshot_id
        while wanted is not None:
            snapshot = self._own.get(wanted)
            if snapshot is None:
                before = self._shared.chain(wanted)
                return None if before is None else (*before, *reversed(here))
            here.append(snapshot)
            wanted = snapshot.parent
        return tuple(reversed(here))

    def put(self, *snapshots: Snapshot) -> None:
        """See `Store`. Conversations are everybody's: others may go on with them meanwhile."""
        self._own.put(*(snapshot for snapshot in snapshots if not snapshot.is_conversation))
        if all(snapshot.response.get("store") is not False for snapshot in snapshots):
            self._shared.put(*snapshots)

    def delete(self, snapshot_id: str) -> bool:
        """See `Store`."""
        here = self._own.delete(snapshot_id)
        return self._shared.delete(snapshot_id) or here

    def close(self) -> None:
        """See `Store`. Everybody's stays open."""
        self._own.close()
