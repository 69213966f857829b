"""The file: who may read it, what survives, how large it gets, and who may share it."""

import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from addons.conversations.sqlite import SQLiteStore
from addons.conversations.store import Limits, StoreError, pack
from tests.addons.conversations.clock import Clock
from tests.addons.paths import ROOT
from tests.translators.responses_state.turns import talk, turn


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "conversations.sqlite"


def writer(path: Path, name: str, turns: int) -> "subprocess.Popen[str]":
    """Another process that writes into the file."""
    module = "tests.addons.conversations.writer"
    command = [sys.executable, "-m", module, str(path), name, str(turns)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def check(path: Path) -> None:
    """The file is whole, and its totals are those of what is in it."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        counted = connection.execute(
            "SELECT count(*), sum(length(packed)) FROM snapshots JOIN bodies USING (number)"
        ).fetchone()
        assert connection.execute("SELECT * FROM totals").fetchone() == counted
        assert connection.execute("SELECT count(*) FROM bodies").fetchone() == counted[:1]


def test_what_was_kept_is_there_in_the_next_process(path: Path) -> None:
    chain = talk(turn("a"), turn("b"))
    with closing(SQLiteStore(path)) as store:
        store.put(*chain)

    with closing(SQLiteStore(path)) as store:
        assert store.chain("b") == chain


def test_nobody_but_the_owner_can_read_the_files(path: Path) -> None:
    with closing(SQLiteStore(path)) as store:
        store.put(turn("a"))
        files = {file.name: mode(file) for file in path.parent.iterdir()}

    assert files == {
        "conversations.sqlite": 0o600,
        "conversations.sqlite-wal": 0o600,
        "conversations.sqlite-shm": 0o600,
    }
    assert mode(path.parent) == 0o700


def test_a_file_that_others_could_read_is_closed_to_them(path: Path) -> None:
    path.parent.mkdir()
    path.touch(mode=0o644)
    path.chmod(0o644)

    SQLiteStore(path).close()

    assert mode(path) == 0o600


def test_what_was_deleted_is_not_in_the_file(path: Path) -> None:
    with closing(SQLiteStore(path)) as store:
        store.put(turn("a", text="a secret " * 1_000), turn("b"))
        store.delete("a")

    assert b"a secret" not in path.read_bytes()
    assert b"You said hi" in path.read_bytes()


def test_everything_that_was_kept_survives_a_kill(path: Path) -> None:
    with writer(path, "a", 0) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        told = [process.stdout.readline().strip() for _ in range(200)]
        process.send_signal(signal.SIGKILL)
        told += process.stdout.read().split()

    with closing(SQLiteStore(path)) as store:
        chain = store.chain(told[-1])
        in_flight = store.get(f"a_{len(told)}"), store.get(f"a_{len(told) + 1}")
        store.put(turn("next", told[-1]))

    assert [snapshot.id for snapshot in chain or ()] == told
    assert in_flight[1] is None
    check(path)


def test_several_processes_may_share_a_file_from_its_beginning(path: Path) -> None:
    processes = [writer(path, name, 100) for name in "abc"]
    said = [process.communicate(timeout=60)[0] for process in processes]

    assert [process.returncode for process in processes] == [0, 0, 0]
    assert [len(lines.split()) for lines in said] == [101, 101, 101]
    with closing(SQLiteStore(path)) as store:
        assert [len(store.chain(f"{name}_99") or ()) for name in "abc"] == [100, 100, 100]
    check(path)


def test_the_file_grows_with_what_a_conversation_adds(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    sizes: dict[int, int] = {}
    for turns in (10, 100, 1_000):
        path = tmp_path / f"{turns}.sqlite"
        words = "x" * 2_000
        chain = talk(*(turn(f"resp_{number}", text=words) for number in range(turns)))
        with closing(SQLiteStore(path)) as store:
            for snapshot in chain:
                store.put(snapshot)
        sizes[turns] = path.stat().st_size
        record_property(f"bytes of {turns} turns", sizes[turns])
        sys.stdout.write(f"a conversation of {turns} turns: {sizes[turns]} bytes\n")
        assert sizes[turns] < 1.5 * sum(len(pack(snapshot)) for snapshot in chain) + 40_000

    assert sizes[1_000] < 11 * sizes[100]
    assert sizes[100] < 11 * sizes[10]


def test_the_file_stops_growing_at_the_limit(path: Path) -> None:
    with closing(SQLiteStore(path, Limits(snapshots=100))) as store:
        for number in range(200):
            store.put(turn(f"resp_{number}"))
        store.put(turn("resp_200"))
    half = path.stat().st_size

    with closing(SQLiteStore(path, Limits(snapshots=100))) as store:
        for number in range(201, 1_000):
            store.put(turn(f"resp_{number}"))

    assert path.stat().st_size <= half * 1.1
    check(path)


def test_nobody_waits_until_everything_old_is_forgotten(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("addons.conversations.sqlite.AT_ONCE", 10)
    clock = Clock()
    with closing(SQLiteStore(path, Limits(age=100), clock)) as store:
        store.put(*(turn(f"resp_{number}") for number in range(25)))
        clock.now += 101

        left = [store.get("resp_24") is not None for _ in range(3)]

    assert left == [True, True, False]


def test_totals_are_right_after_all_that_can_happen(path: Path) -> None:
    clock = Clock()
    with closing(SQLiteStore(path, Limits(snapshots=8, age=100), clock)) as store:
        for number in range(12):
            clock.now += 10
            store.put(turn(f"resp_{number}"), turn("conv", f"resp_{number}", str(number)))
        store.delete("resp_9")
        with pytest.raises(StoreError):
            store.put(turn("lost"), turn("resp_11", text="another"))

        assert store.get("lost") is None
    check(path)


def test_a_file_that_is_no_database_is_named(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"my diary, in plain text; it is longer than a page of SQLite's" * 100)

    with pytest.raises(StoreError, match=r"conversations\.sqlite cannot be used: file is not"):
        SQLiteStore(path)


def test_another_programs_database_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE diary (entry TEXT)")

    with pytest.raises(StoreError, match="the database of another program"):
        SQLiteStore(path)

    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == [("diary",)]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be used"):
        SQLiteStore(tmp_path)


def test_another_process_that_writes_for_too_long_is_an_error(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("addons.conversations.sqlite.PATIENCE", 0.01)
    with closing(SQLiteStore(path)) as store, closing(sqlite3.connect(path)) as other:
        store.put(turn("a"))
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreError, match="database is locked"):
            store.put(turn("b"))

        assert store.get("a") is not None
        other.rollback()
        store.put(turn("b"))


def test_a_closed_store_is_of_no_use(path: Path) -> None:
    store = SQLiteStore(path)
    store.close()

    with pytest.raises(StoreError, match="closed database"):
        store.get("a")
