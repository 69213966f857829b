"""What only the store in memory has to see to: that it lets go of what it forgot."""

from threading import Thread

from addons.conversations.memory import MemoryStore
from addons.conversations.store import Limits
from tests.translators.responses_state.turns import talk, turn


def test_two_stores_know_nothing_of_each_other() -> None:
    one, other = MemoryStore(), MemoryStore()
    one.put(turn("a"))

    assert other.get("a") is None


def test_nothing_is_left_of_a_closed_store() -> None:
    store = MemoryStore()
    store.put(turn("a"))
    store.close()

    assert store.get("a") is None


def test_a_conversation_that_is_moved_on_and_on_leaves_nothing_behind() -> None:
    store = MemoryStore(Limits(snapshots=10))
    store.put(turn("conv"))
    for number in range(100):
        store.put(turn(f"resp_{number}"), turn("conv", f"resp_{number}"))

    assert store.chain("conv") == (turn("resp_99"), turn("conv", "resp_99"))


def test_threads_may_use_it_at_once() -> None:
    store = MemoryStore()
    chains = [talk(*(turn(f"{name}_{number}") for number in range(50))) for name in "abcd"]

    def keep(number: int) -> None:
        for snapshot in chains[number]:
            store.put(snapshot)

    threads = [Thread(target=keep, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [store.chain(chain[-1].id) for chain in chains] == chains
