"""Stores of every kind, fresh for each test, and the clock they go by."""

from collections.abc import Callable, Generator
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path

import pytest

from addons.conversations.memory import MemoryStore
from addons.conversations.redis import RedisStore
from addons.conversations.sqlite import SQLiteStore
from addons.conversations.store import Limits, Store
from tests.addons.conversations.clock import Clock
from tests.addons.conversations.redis_server import running

type MakeStore = Callable[[Limits], Store]

_NUMBERS = count()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with running(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def redis_prefix() -> str:
    """Keys of one test alone."""
    return f"test:{next(_NUMBERS)}:"


def _memory(request: pytest.FixtureRequest) -> MakeStore:
    clock: Clock = request.getfixturevalue("clock")
    return lambda limits: MemoryStore(limits, clock)


def _sqlite(request: pytest.FixtureRequest) -> MakeStore:
    clock: Clock = request.getfixturevalue("clock")
    folder: Path = request.getfixturevalue("tmp_path")
    return lambda limits: SQLiteStore(folder / "conversations.sqlite", limits, clock)


def _redis(request: pytest.FixtureRequest) -> MakeStore:
    url: str = request.getfixturevalue("redis_url")
    prefix: str = request.getfixturevalue("redis_prefix")
    return lambda limits: RedisStore(url, limits, prefix)


_KINDS = {"memory": _memory, "sqlite": _sqlite, "redis": _redis}


def _maker(request: pytest.FixtureRequest) -> Generator[MakeStore]:
    make = _KINDS[request.param](request)
    with ExitStack() as stack:
        yield lambda limits: stack.enter_context(closing(make(limits)))


@pytest.fixture(params=list(_KINDS))
def store(request: pytest.FixtureRequest) -> Generator[Store]:
    """A store of each kind."""
    for make in _maker(request):
        yield make(Limits())


@pytest.fixture(params=["memory", "sqlite"])
def limited(request: pytest.FixtureRequest) -> Generator[MakeStore]:
    """Stores of the kinds that count what they keep, with limits of the test's choice."""
    yield from _maker(request)
