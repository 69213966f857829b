"""A store that is opened when it is first used, so that who needs none gets no file."""

from collections.abc import Callable

from addons.conversations.store import Store, StoreError
from translators.memory.snapshot import Snapshot


class LateStore:
    """See `Store`. `opener` may raise `StoreError`; the next use tries again."""

    def __init__(self, opener: Callable[[], Store]) -> None:
        self._opener = opener
        self._store: Store | None = None
        self._closed = False

    def open(self) -> Store:
        """The store itself. Raises `StoreError` if it cannot be used, or is closed already."""
        if self._closed:
            raise StoreError("the store is closed: the proxy ends, or its configuration changed")
        if self._store is None:
            self._store = self._opener()
        return self._store

    def get(self, snapshot_id: str) -> Snapshot | None:
        """See `Store`."""
        return self.open().get(snapshot_id)

    def chain(self, snapshot_id: str) -> tuple[Snapshot, ...] | None:
        """See `Store`."""
        return self.open().chain(snapshot_id)

    def put(self, *snapshots: Snapshot) -> None:
        """See `Store`."""
        self.open().put(*snapshots)

    def delete(self, snapshot_id: str) -> bool:
        """See `Store`."""
        return self.open().delete(snapshot_id)

    def close(self) -> None:
        """See `Store`. What was never opened is not opened any more either."""
        store, self._store, self._closed = self._store, None, True
        if store is not None:
            store.close()
