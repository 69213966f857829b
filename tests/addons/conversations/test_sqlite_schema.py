"""From one version of the file to the next, whole or not at all."""

import sqlite3
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import pytest

from addons.conversations.sqlite_schema import MIGRATIONS, SchemaError, migrate, transaction

FIRST = ("CREATE TABLE words (word TEXT)", "INSERT INTO words VALUES ('kept')")
SECOND = ("ALTER TABLE words ADD COLUMN length INTEGER", "UPDATE words SET length = length(word)")
BROKEN = ("DELETE FROM words", "INSERT INTO nowhere VALUES (1)")


@pytest.fixture
def connection(tmp_path: Path) -> Generator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "x.sqlite", isolation_level=None)) as connection:
        yield connection


def version(connection: sqlite3.Connection) -> int:
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    return number


def words(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    return connection.execute("SELECT * FROM words").fetchall()


def test_a_new_file_gets_every_version(connection: sqlite3.Connection) -> None:
    migrate(connection, (FIRST, SECOND))

    assert version(connection) == 2
    assert words(connection) == [("kept", 4)]


def test_an_old_file_gets_what_it_lacks_and_keeps_what_it_has(
    connection: sqlite3.Connection,
) -> None:
    migrate(connection, (FIRST,))
    assert words(connection) == [("kept",)]

    migrate(connection, (FIRST, SECOND))

    assert version(connection) == 2
    assert words(connection) == [("kept", 4)]


def test_a_file_of_this_version_is_left_alone(connection: sqlite3.Connection) -> None:
    migrate(connection, (FIRST,))
    migrate(connection, (FIRST,))

    assert words(connection) == [("kept",)]


def test_a_migration_that_fails_changes_nothing(connection: sqlite3.Connection) -> None:
    migrate(connection, (FIRST,))

    with pytest.raises(sqlite3.OperationalError, match="no such table: nowhere"):
        migrate(connection, (FIRST, SECOND, BROKEN))

    assert version(connection) == 1
    assert words(connection) == [("kept",)]


def test_a_newer_file_is_refused(connection: sqlite3.Connection) -> None:
    migrate(connection, (FIRST, SECOND))

    with pytest.raises(SchemaError, match="its version is 2, and this Dragoman knows them up to 1"):
        migrate(connection, (FIRST,))


def test_another_programs_file_is_refused(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE diary (entry TEXT)")

    with pytest.raises(SchemaError, match="another program"):
        migrate(connection)


def test_our_own_tables_are_made(connection: sqlite3.Connection) -> None:
    migrate(connection)

    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    assert version(connection) == len(MIGRATIONS)
    assert {name for (name,) in tables} >= {"snapshots", "bodies", "totals"}


def test_a_transaction_is_all_or_nothing(connection: sqlite3.Connection) -> None:
    migrate(connection, (FIRST,))

    def delete_and_fail() -> None:
        with transaction(connection):
            connection.execute("DELETE FROM words")
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        delete_and_fail()

    assert words(connection) == [("kept",)]
    assert not connection.in_transaction


def test_an_error_that_ends_a_transaction_is_the_one_that_is_told(
    connection: sqlite3.Connection,
) -> None:
    migrate(connection, (FIRST,))
    connection.execute("CREATE UNIQUE INDEX words_once ON words (word)")

    # As a full disk would, this conflict ends the transaction by itself.
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"), transaction(connection):
        connection.execute("INSERT OR ROLLBACK INTO words VALUES ('kept')")

    assert words(connection) == [("kept",)]
