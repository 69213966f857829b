"""What every store does, whatever it is made of."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from addons.conversations.store import Limits, Store, StoreError, pack, unpack
from tests.addons.conversations.clock import Clock
from tests.translators.responses_state.turns import answer, talk, turn, user
from translators.memory.snapshot import Snapshot
from translators.wire import json_bytes

type MakeStore = Callable[[Limits], Store]
NO_LIMITS = Limits(0, 0, 0)
FULL = Snapshot(
    "resp_1",
    "resp_0",
    (user("日本 \U0001f600 \ud83d"), {"type": "x", "deep": [[None, True, 1.5, 2**80]]}),
    answer("resp_1"),
    "Be brief.",
    1700000000,
    {"tools": "resp_0"},
)


def test_what_was_put_is_got(store: Store) -> None:
    store.put(turn("resp_1"))

    assert store.get("resp_1") == turn("resp_1")


def test_nothing_is_lost_of_a_snapshot(store: Store) -> None:
    store.put(FULL)

    assert store.get("resp_1") == FULL


def test_what_was_not_put_is_not_there(store: Store) -> None:
    store.put(turn("resp_1"))

    assert store.get("resp_2") is None
    assert store.chain("resp_2") is None
    assert store.get("") is None
    assert store.chain("") is None


def test_what_is_got_is_the_callers_own(store: Store) -> None:
    given = turn("resp_1")
    store.put(given)
    given.response["status"] = "edited"
    got = store.get("resp_1")
    assert got is not None
    got.response["status"] = "edited"

    assert store.get("resp_1") == turn("resp_1")


def test_a_chain_begins_with_its_oldest_turn(store: Store) -> None:
    chain = talk(*(turn(f"resp_{number}") for number in range(20)))
    for snapshot in chain:
        store.put(snapshot)

    assert store.chain("resp_19") == chain
    assert store.chain("resp_4") == chain[:5]
    assert store.chain("resp_0") == chain[:1]


def test_a_conversation_may_go_on_in_two_ways(store: Store) -> None:
    first, one, other = turn("a"), turn("b", "a"), turn("c", "a")
    store.put(first)
    store.put(other)
    store.put(one)

    assert store.chain("b") == (first, one)
    assert store.chain("c") == (first, other)


def test_a_chain_with_a_gap_is_none(store: Store) -> None:
    for snapshot in talk(turn("a"), turn("b"), turn("c")):
        store.put(snapshot)

    assert store.delete("a")

    assert store.chain("c") is None
    assert store.chain("b") is None
    assert store.get("c") == turn("c", "b")


def test_a_turn_whose_parent_is_not_kept_can_be_got_but_not_continued(store: Store) -> None:
    store.put(turn("b", "a"))

    assert store.get("b") == turn("b", "a")
    assert store.chain("b") is None


def test_what_was_deleted_is_gone(store: Store) -> None:
    store.put(turn("a"))

    assert store.delete("a")
    assert not store.delete("a")
    assert store.get("a") is None


def test_an_id_that_nothing_continues_can_be_given_again(store: Store) -> None:
    store.put(turn("a"))
    store.put(turn("conv", "a"))

    store.put(turn("b", "a"), turn("conv", "b", "again"))

    assert store.chain("conv") == (turn("a"), turn("b", "a"), turn("conv", "b", "again"))


def test_an_id_that_something_continues_cannot_be_given_again(store: Store) -> None:
    store.put(turn("a"))
    store.put(turn("b", "a"))

    with pytest.raises(StoreError, match="the id 'a' is taken"):
        store.put(turn("c"), turn("a", text="another"))

    assert store.chain("b") == (turn("a"), turn("b", "a"))
    assert store.get("c") is None


def test_nothing_continues_itself(store: Store) -> None:
    store.put(turn("a"))

    with pytest.raises(StoreError, match="the id 'a' is taken"):
        store.put(turn("a", "a"))

    assert store.chain("a") == (turn("a"),)


def test_what_is_there_may_be_put_again(store: Store) -> None:
    first, second = turn("a"), turn("b", "a")
    store.put(first, second)

    store.put(first, second)

    assert store.chain("b") == (first, second)


def test_nothing_put_is_nothing_changed(store: Store) -> None:
    store.put()

    assert store.get("a") is None


# Stores that count.


def test_as_many_snapshots_are_kept_as_the_limit_says(limited: MakeStore) -> None:
    store = limited(Limits(snapshots=1_000))
    for number in range(10_000):
        store.put(turn(f"resp_{number}"))

    kept = [number for number in range(10_000) if store.get(f"resp_{number}")]

    assert kept == list(range(9_000, 10_000))


def test_as_many_bytes_are_kept_as_the_limit_says(limited: MakeStore) -> None:
    size = len(pack(turn("resp_0")))
    store = limited(Limits(snapshots=0, bytes=3 * size))
    for number in range(9):
        store.put(turn(f"resp_{number}"))

    kept = [number for number in range(9) if store.get(f"resp_{number}")]

    assert kept == [6, 7, 8]


def test_the_oldest_conversation_that_is_not_continued_goes_first(limited: MakeStore) -> None:
    store = limited(Limits(snapshots=4))
    store.put(turn("old"))
    store.put(turn("dead"))
    store.put(turn("dead too", "dead"))
    store.put(turn("continued", "old"))

    store.put(turn("new"))
    assert store.get("dead too") is None
    store.put(turn("newer"))
    assert store.get("dead") is None

    assert store.chain("continued") == (turn("old"), turn("continued", "old"))


def test_a_long_conversation_that_is_over_goes_from_its_end(limited: MakeStore) -> None:
    store = limited(Limits(snapshots=50))
    for snapshot in talk(*(turn(f"old_{number}") for number in range(40))):
        store.put(snapshot)
    for snapshot in talk(*(turn(f"new_{number}") for number in range(30))):
        store.put(snapshot)

    assert len(store.chain("new_29") or ()) == 30
    assert store.get("old_20") is None
    assert len(store.chain("old_19") or ()) == 20


def test_a_conversation_larger_than_the_store_is_refused(limited: MakeStore) -> None:
    store = limited(Limits(snapshots=5))
    chain = talk(*(turn(f"resp_{number}") for number in range(6)))
    for snapshot in chain[:5]:
        store.put(snapshot)

    with pytest.raises(StoreError, match="larger than the whole store"):
        store.put(chain[5])

    assert store.get("resp_5") is None
    assert store.chain("resp_4") == chain[:5]
    store.put(turn("another"))
    assert store.get("another") is not None


def test_a_snapshot_larger_than_the_store_is_refused_and_costs_no_other(
    limited: MakeStore,
) -> None:
    store = limited(Limits(bytes=1_000))
    store.put(turn("small"))

    with pytest.raises(StoreError, match="larger than the whole store"):
        store.put(turn("large", text="x" * 1_000))

    assert store.get("small") is not None


def test_what_is_too_old_is_gone(limited: MakeStore, clock: Clock) -> None:
    store = limited(Limits(age=60))
    store.put(turn("a"))
    clock.now += 60
    assert store.get("a") is not None

    clock.now += 1

    assert store.get("a") is None
    assert store.chain("a") is None


def test_what_is_continued_lives_as_long_as_what_continues_it(
    limited: MakeStore, clock: Clock
) -> None:
    store = limited(Limits(age=60))
    chain = talk(*(turn(f"resp_{number}") for number in range(5)))
    for snapshot in chain:
        store.put(snapshot)
        clock.now += 50

    assert store.chain("resp_4") == chain
    clock.now += 11
    assert [store.get(snapshot.id) for snapshot in chain] == [None] * 5


def test_without_limits_everything_is_kept(limited: MakeStore, clock: Clock) -> None:
    store = limited(NO_LIMITS)
    store.put(turn("a"))
    clock.now += 1e9

    assert store.get("a") is not None


# Packing.


def test_what_was_packed_is_unpacked() -> None:
    assert unpack(pack(FULL)) == FULL


def test_what_was_packed_before_turns_shared_anything_is_unpacked() -> None:
    before = json_bytes.loads_object(pack(FULL))
    del before["shared"]

    assert unpack(json_bytes.dumps(before)) == replace(FULL, shared={})


@pytest.mark.parametrize("packed", [b"", b"{}", b"[]", b'{"id":1}', b"\xff\xfe"])
def test_anything_else_is_not_unpacked(packed: bytes) -> None:
    with pytest.raises(StoreError, match="delete the store"):
        unpack(packed)


@pytest.mark.parametrize(
    ("snapshots", "size", "age", "forbidden"),
    [(2, 20, 200, False), (3, 20, 200, True), (2, 21, 200, True), (2, 20, 201, True)],
)
def test_limits_are_what_is_still_allowed(
    snapshots: int, size: int, age: float, forbidden: bool
) -> None:
    assert Limits(2, 20, 200).forbid(snapshots, size, age) is forbidden
    assert NO_LIMITS.forbid(snapshots, size, age) is False
