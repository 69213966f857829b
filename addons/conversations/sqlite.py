"""Snapshots in one SQLite file, which several processes on one machine may share.

Everything that was kept survives the end of the process, however that comes: a write-ahead log
needs no closing. It is not flushed to the disk at every commit, so the last snapshots may be lost
if the machine itself goes down; the file stays whole even then. And so a commit takes less than a
millisecond, in which the proxy stands still; `scripts/store-growth` measures it.
"""

import sqlite3
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from addons.conversations.sqlite_schema import migrate, transaction
from addons.conversations.store import (
    Limits,
    StoreError,
    pack,
    refuse_large,
    refuse_taken,
    unpack,
)
from translators.memory.snapshot import Snapshot

PATIENCE = 1.0
"""Seconds to wait for another process that is writing: the proxy stands still meanwhile."""

AT_ONCE = 100
"""How many snapshots are forgotten at once, which takes about ten milliseconds: after a month's
holiday, all of them are too old, and the first request must not wait for that."""

_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    # What is forgotten must not be found in the file.
    "PRAGMA secure_delete = ON",
    "PRAGMA journal_size_limit = 16777216",
)

_GET = "SELECT packed FROM snapshots JOIN bodies USING (number) WHERE id = ?"

_CHAIN = """
WITH RECURSIVE chain (number, parent) AS (
    SELECT number, parent FROM snapshots WHERE id = ?
    UNION
    SELECT snapshots.number, snapshots.parent FROM chain JOIN snapshots ON id = chain.parent
)
SELECT parent, packed FROM chain JOIN bodies USING (number) ORDER BY number
"""
"""Nothing is kept before what it continues, so the numbers of a chain count up."""

_IS_KEPT = "SELECT EXISTS (SELECT 1 FROM snapshots WHERE id = ?)"
_IS_CONTINUED = "SELECT EXISTS (SELECT 1 FROM snapshots WHERE parent = ?)"

_OLDEST_LEAF = """
SELECT number, kept, totals.snapshots, totals.bytes FROM snapshots, totals
WHERE children = 0 ORDER BY number LIMIT 1
"""


class SQLiteStore:
    """See `Store`. The file is made if it is not there, for its owner only.

    `clock` counts seconds. Raises `StoreError` if the file cannot be used.
    """

    def __init__(
        self,
        path: Path,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._path = path
        self._limits = limits or Limits()
        self._clock = clock
        self._lock = Lock()
        with _told(path):
            _make_private(path)
            self._connection = _connected(path)

    def get(self, snapshot_id: str) -> Snapshot | None:
        """See `Store`."""
        with self._using() as connection:
            self._forget_old(connection)
            row = connection.execute(_GET, (snapshot_id,)).fetchone()
        return unpack(row[0]) if row else None

    def chain(self, snapshot_id: str) -> tuple[Snapshot, ...] | None:
        """See `Store`."""
        with self._using() as connection:
            self._forget_old(connection)
            rows = connection.execute(_CHAIN, (snapshot_id,)).fetchall()
        if not rows or rows[0][0] is not None:
            return None
        return tuple(unpack(packed) for _, packed in rows)

    def put(self, *snapshots: Snapshot) -> None:
        """See `Store`."""
        packed = [pack(snapshot) for snapshot in snapshots]
        with self._using() as connection, transaction(connection):
            for snapshot, body in zip(snapshots, packed, strict=True):
                self._add(connection, snapshot, body)
            if not self._forget(connection):
                return
            for snapshot in snapshots:
                if not _answer(connection, _IS_KEPT, snapshot.id):
                    raise refuse_large(snapshot, self._limits)

    def delete(self, snapshot_id: str) -> bool:
        """See `Store`."""
        with self._using() as connection:
            cursor = connection.execute("DELETE FROM snapshots WHERE id = ?", (snapshot_id,))
            return cursor.rowcount > 0

    def close(self) -> None:
        """See `Store`."""
        with self._using() as connection:
            connection.close()

    @contextmanager
    def _using(self) -> Generator[sqlite3.Connection]:
        with self._lock, _told(self._path):
            yield self._connection

    def _add(self, connection: sqlite3.Connection, snapshot: Snapshot, packed: bytes) -> None:
        earlier = connection.execute(_GET, (snapshot.id,)).fetchone()
        if earlier == (packed,):
            return
        if _answer(connection, _IS_CONTINUED, snapshot.id) or snapshot.id == snapshot.parent:
            raise refuse_taken(snapshot)
        if 0 < self._limits.bytes < len(packed):
            raise refuse_large(snapshot, self._limits)
        if earlier is not None:
            connection.execute("DELETE FROM snapshots WHERE id = ?", (snapshot.id,))
        number = connection.execute(
            "INSERT INTO snapshots (id, parent, kept, size) VALUES (?, ?, ?, ?)",
            (snapshot.id, snapshot.parent, self._clock(), len(packed)),
        ).lastrowid
        connection.execute("INSERT INTO bodies VALUES (?, ?)", (number, packed))

    def _forget_old(self, connection: sqlite3.Connection) -> None:
        """Forget what is too old before anybody is told of it."""
        if self._leaf_to_forget(connection) is not None:
            with transaction(connection):
                self._forget(connection)

    def _forget(self, connection: sqlite3.Connection) -> int:
        """Forget what the limits forbid, though not too much at once; how many that were."""
        for forgotten in range(AT_ONCE):
            number = self._leaf_to_forget(connection)
            if number is None:
                return forgotten
            connection.execute("DELETE FROM snapshots WHERE number = ?", (number,))
        return AT_ONCE

    def _leaf_to_forget(self, connection: sqlite3.Connection) -> int | None:
        """The number of the oldest snapshot that nothing continues, if the limits forbid it."""
        row = connection.execute(_OLDEST_LEAF).fetchone()
        if row is None:
            return None
        number, kept, snapshots, size = row
        too_much = self._limits.forbid(snapshots, size, self._clock() - kept)
        return number if too_much else None


def _make_private(path: Path) -> None:
    """See to it that nobody but the owner can read the file: conversations hold secrets.

    SQLite gives the files beside it (`-wal`, `-shm`) the same mode.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.chmod(0o600)


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
    )
    try:
        for setting in _SETTINGS:
            connection.execute(setting)
        migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _answer(connection: sqlite3.Connection, question: str, snapshot_id: str) -> bool:
    (answer,) = connection.execute(question, (snapshot_id,)).fetchone()
    return bool(answer)


@contextmanager
def _told(path: Path) -> Generator[None]:
    """Say of which file the trouble is, and that of the database as that of the store."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"the conversations in {path} cannot be used: {error}") from error
