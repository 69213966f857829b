"""One configuration's conversations: the store, and the two sides that use it."""

from functools import partial

from addons.conversations.endpoints import Endpoints
from addons.conversations.keeper import Keeper
from addons.conversations.late import LateStore
from addons.conversations.opening import open_store
from addons.conversations.settings import Settings
from translators.mint import Mint


class Conversations:
    """`keeper` continues conversations, `endpoints` shows them; `store` is what both use.

    A store that the file names is opened at once, and a `StoreError` raised if it cannot be; the
    one that nobody asked for is opened when it is first needed.
    """

    def __init__(self, settings: Settings, mint: Mint) -> None:
        self.settings = settings
        store = LateStore(partial(open_store, settings.address, settings.limits))
        if settings.place:
            store.open()
        self.store = store
        self.keeper = Keeper(store)
        self.endpoints = Endpoints(store, mint)

    def close(self) -> None:
        """Let go of the store. Answers that are still under way are not kept."""
        self.keeper.close()
