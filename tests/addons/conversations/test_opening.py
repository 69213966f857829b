"""Addresses, and the stores they mean."""

from contextlib import closing
from pathlib import Path

import pytest

from addons.conversations.memory import MemoryStore
from addons.conversations.opening import open_store
from addons.conversations.redis import RedisStore
from addons.conversations.sqlite import SQLiteStore
from addons.conversations.store import Limits, StoreError
from tests.translators.responses_state.turns import turn


def test_memory() -> None:
    assert isinstance(open_store("memory:"), MemoryStore)


def test_a_file(tmp_path: Path) -> None:
    with closing(open_store(f"sqlite:{tmp_path}/x.sqlite")) as store:
        assert isinstance(store, SQLiteStore)
        assert (tmp_path / "x.sqlite").exists()


def test_a_file_in_ones_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    open_store("sqlite:~/state/x.sqlite").close()

    assert (tmp_path / "state" / "x.sqlite").exists()


@pytest.mark.parametrize("scheme", ["redis", "rediss", "valkey", "valkeys"])
def test_a_server(scheme: str) -> None:
    with closing(open_store(f"{scheme}://localhost:6379/0")) as store:
        assert isinstance(store, RedisStore)


def test_a_server_on_this_machine() -> None:
    with closing(open_store("unix:///run/redis.sock?db=1")) as store:
        assert isinstance(store, RedisStore)


def test_a_valkey_server_is_spoken_to(redis_url: str) -> None:
    with closing(open_store(redis_url.replace("redis:", "valkey:"))) as store:
        assert store.get("nothing") is None


def test_limits_are_passed_on() -> None:
    store = open_store("memory:", Limits(snapshots=1))
    store.put(turn("a"))
    store.put(turn("b"))

    assert (store.get("a"), store.get("b")) == (None, turn("b"))


@pytest.mark.parametrize("address", ["", "/tmp/x.sqlite", "mysql://localhost", "SQLITE:x"])
def test_any_other_address_is_refused(address: str) -> None:
    with pytest.raises(StoreError, match="name one of memory, redis, rediss, sqlite, unix"):
        open_store(address)


def test_a_file_must_be_named() -> None:
    with pytest.raises(StoreError, match="sqlite:PATH"):
        open_store("sqlite:")
