"""Which store an address means."""

from collections.abc import Callable
from pathlib import Path

from addons.conversations.memory import MemoryStore
from addons.conversations.redis import RedisStore
from addons.conversations.sqlite import SQLiteStore
from addons.conversations.store import Limits, Store, StoreError


def open_store(address: str, limits: Limits | None = None) -> Store:
    """The store at an address: `memory:`, `sqlite:PATH`, or the URL of a Redis or Valkey server.

    Raises `StoreError` for any other address, and if the store cannot be used.
    """
    scheme, _, rest = address.partition(":")
    opener = _OPENERS.get(scheme)
    if opener is None:
        known = ", ".join(sorted(_OPENERS))
        raise StoreError(
            f"there is no way to keep conversations in {scheme!r}: name one of {known}"
        )
    return opener(rest, limits)


def _memory(_: str, limits: Limits | None) -> Store:
    return MemoryStore(limits)


def _sqlite(path: str, limits: Limits | None) -> Store:
    if not path:
        raise StoreError("conversations in SQLite need a file: sqlite:PATH")
    return SQLiteStore(Path(path).expanduser(), limits)


def _redis(scheme: str) -> Callable[[str, Limits | None], Store]:
    return lambda rest, limits: RedisStore(f"{scheme}:{rest}", limits)


_OPENERS: dict[str, Callable[[str, Limits | None], Store]] = {
    "memory": _memory,
    "sqlite": _sqlite,
    "redis": _redis("redis"),
    "rediss": _redis("rediss"),
    "unix": _redis("unix"),
    "valkey": _redis("redis"),
    "valkeys": _redis("rediss"),
}
