"""Redis: several proxies, lifetimes, and a server that is away."""

import sys
from collections.abc import Generator
from contextlib import closing

import pytest
import redis

from addons.conversations.redis import PATIENCE, PAUSE, RedisStore
from addons.conversations.store import Limits, StoreError
from tests.addons.conversations.clock import Clock
from tests.addons.conversations.redis_server import free_port
from tests.translators.responses_state.turns import talk, turn

CHAIN = talk(turn("a"), turn("b"), turn("c"))


class Server:
    """The server seen by another client, to look at what is there and to change it."""

    def __init__(self, url: str, prefix: str) -> None:
        self._client = redis.from_url(url)
        self._prefix = prefix

    def lifetime(self, name: str) -> int:
        """Milliseconds; -1 for ever, -2 for what is not there."""
        return self._client.pttl(self._prefix + name)

    def set_lifetime(self, name: str, milliseconds: int) -> None:
        self._client.pexpire(self._prefix + name, milliseconds)

    def put(self, name: str, value: str) -> None:
        self._client.set(self._prefix + name, value)

    def close(self) -> None:
        self._client.close()


@pytest.fixture
def server(redis_url: str, redis_prefix: str) -> Generator[Server]:
    with closing(Server(redis_url, redis_prefix)) as server:
        yield server


@pytest.fixture
def store(redis_url: str, redis_prefix: str) -> Generator[RedisStore]:
    with closing(RedisStore(redis_url, Limits(age=60), redis_prefix)) as store:
        yield store


def test_several_proxies_share_conversations(
    store: RedisStore, redis_url: str, redis_prefix: str
) -> None:
    store.put(CHAIN[0])
    with closing(RedisStore(redis_url, Limits(), redis_prefix)) as other:
        other.put(CHAIN[1])

    assert store.chain("b") == CHAIN[:2]


def test_prefixes_keep_proxies_apart(store: RedisStore, redis_url: str) -> None:
    store.put(turn("a"))
    with closing(RedisStore(redis_url, Limits(), "another:")) as other:
        assert other.get("a") is None


def test_a_snapshot_lives_as_long_as_the_limit_says(store: RedisStore, server: Server) -> None:
    store.put(turn("a"))

    assert 50_000 < server.lifetime("a") <= 60_000


def test_without_a_limit_it_lives_for_ever(
    redis_url: str, redis_prefix: str, server: Server
) -> None:
    with closing(RedisStore(redis_url, Limits(age=0), redis_prefix)) as store:
        store.put(turn("a"))

    assert server.lifetime("a") == -1


def test_what_is_continued_lives_as_long_as_what_continues_it(
    store: RedisStore, server: Server
) -> None:
    store.put(*CHAIN[:2])
    server.set_lifetime("a", 5_000)
    server.set_lifetime("b", 5_000)

    store.put(CHAIN[2])

    assert min(map(server.lifetime, "abc")) > 50_000


def test_what_has_expired_cannot_be_continued(store: RedisStore, server: Server) -> None:
    store.put(*CHAIN)
    server.set_lifetime("b", 0)

    assert server.lifetime("b") == -2
    assert store.get("b") is None
    assert store.chain("c") is None
    assert store.get("c") == CHAIN[2]


def test_what_others_keep_under_our_names_is_an_error(store: RedisStore, server: Server) -> None:
    server.put("a", "somebody else's")

    with pytest.raises(StoreError, match="refused: WRONGTYPE"):
        store.get("a")


def test_a_server_that_is_away_is_an_error_and_not_asked_again_at_once() -> None:
    clock, port = Clock(), free_port()
    with closing(RedisStore(f"redis://:secret@127.0.0.1:{port}", clock=clock)) as store:
        with pytest.raises(StoreError, match=f"at 127.0.0.1:{port} does not answer") as first:
            store.get("a")
        with pytest.raises(StoreError, match="not tried again yet"):
            store.put(turn("a"))
        clock.now += PAUSE
        with pytest.raises(StoreError, match="does not answer"):
            store.chain("a")

    assert "secret" not in str(first.value)


def test_a_server_that_comes_back_is_used_again(redis_url: str, redis_prefix: str) -> None:
    clock = Clock()
    with closing(RedisStore(redis_url, prefix=redis_prefix, clock=clock)) as store:
        store.put(turn("a"))
        clock.now += PAUSE

        assert store.get("a") == turn("a")


def test_a_long_chain_is_one_round_trip(store: RedisStore) -> None:
    chain = talk(*(turn(f"resp_{number}") for number in range(1_000)))
    store.put(*chain)

    assert store.chain("resp_999") == chain


def test_the_proxy_waits_for_less_than_a_moment() -> None:
    assert PATIENCE < 1


@pytest.mark.parametrize("url", ["http://localhost", "redis://localhost:port", "redis"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(StoreError, match="the address of the conversations in Redis is wrong"):
        RedisStore(url)


def test_the_package_is_needed_only_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)

    with pytest.raises(StoreError, match=r"pip install 'dragoman\[redis\]'"):
        RedisStore("redis://localhost")
