import pytest

from addons.conversations.late import LateStore
from addons.conversations.memory import MemoryStore
from addons.conversations.store import Store, StoreError
from tests.translators.responses_state.turns import turn


class Opener:
    """Counts how often it is asked; fails as often as it is told."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.opened: list[MemoryStore] = []

    def __call__(self) -> Store:
        if self.failures:
            self.failures -= 1
            raise StoreError("not now")
        self.opened.append(MemoryStore())
        return self.opened[-1]


def test_it_is_opened_at_its_first_use_and_once() -> None:
    opener = Opener()
    store = LateStore(opener)
    assert opener.opened == []

    store.put(turn("resp_1"))

    assert store.get("resp_1") == turn("resp_1")
    assert store.chain("resp_1") == (turn("resp_1"),)
    assert store.delete("resp_1")
    assert len(opener.opened) == 1


def test_what_could_not_be_opened_is_tried_again() -> None:
    store = LateStore(Opener(failures=1))

    with pytest.raises(StoreError, match="not now"):
        store.get("resp_1")

    assert store.get("resp_1") is None


def test_what_is_closed_stays_closed() -> None:
    opener = Opener()
    store = LateStore(opener)
    store.put(turn("resp_1"))

    store.close()

    assert opener.opened[0].get("resp_1") is None
    with pytest.raises(StoreError, match="the store is closed"):
        store.put(turn("resp_2"))


def test_what_was_never_opened_is_not_opened_to_be_closed() -> None:
    opener = Opener()

    LateStore(opener).close()

    assert opener.opened == []
