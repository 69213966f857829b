"""The tables of the SQLite store, version by version, and how a file comes from one to the next.

A version that has left the house is never edited: the next one changes what it made.
"""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager

type Migration = tuple[str, ...]

MIGRATIONS: tuple[Migration, ...] = (
    (
        # `number` counts up and is never given twice: the smaller, the older. `children` counts
        # the snapshots that continue this one, and bodies stand apart, so that counting them does
        # not write the bodies again.
        """CREATE TABLE snapshots (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            parent TEXT,
            kept REAL NOT NULL,
            size INTEGER NOT NULL,
            children INTEGER NOT NULL DEFAULT 0
        ) STRICT""",
        "CREATE INDEX snapshots_by_parent ON snapshots (parent)",
        "CREATE INDEX snapshots_by_children ON snapshots (children)",
        "CREATE TABLE bodies (number INTEGER PRIMARY KEY, packed BLOB NOT NULL) STRICT",
        "CREATE TABLE totals (snapshots INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT",
        "INSERT INTO totals VALUES (0, 0)",
        """CREATE TRIGGER snapshot_added AFTER INSERT ON snapshots BEGIN
            UPDATE totals SET snapshots = snapshots + 1, bytes = bytes + NEW.size;
            UPDATE snapshots SET children = children + 1 WHERE id = NEW.parent;
        END""",
        """CREATE TRIGGER snapshot_removed AFTER DELETE ON snapshots BEGIN
            UPDATE totals SET snapshots = snapshots - 1, bytes = bytes - OLD.size;
            UPDATE snapshots SET children = children - 1 WHERE id = OLD.parent;
            DELETE FROM bodies WHERE number = OLD.number;
        END""",
    ),
)


class SchemaError(sqlite3.DatabaseError):
    """The tables in a file are not ours to use."""


def migrate(connection: sqlite3.Connection, migrations: tuple[Migration, ...] = MIGRATIONS) -> None:
    """Bring a file to the newest version, whole or not at all.

    Raises `SchemaError` for a file that is newer than this program, or another program's.
    """
    with transaction(connection):
        version = _version(connection)
        if version > len(migrations):
            raise SchemaError(
                f"its version is {version}, and this Dragoman knows them up to {len(migrations)}:"
                " run the newer one, or name another file"
            )
        for migration in migrations[version:]:
            for statement in migration:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(migrations)}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Generator[None]:
    """Write all of it, or nothing; wait for others that write."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # Some errors, a full disk for one, end the transaction by themselves.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if not version and tables:
        raise SchemaError("it is the database of another program: name another file")
    return version
