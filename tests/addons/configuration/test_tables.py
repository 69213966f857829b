import pytest
from pydantic import ValidationError

from addons.configuration.tables import FileTable, RouteTable


def test_one_pattern_counts_as_a_list_of_one() -> None:
    table = RouteTable.model_validate({"host": "a", "model": ["b", "c"], "provider": "p"})

    assert (table.host, table.model, table.path) == (("a",), ("b", "c"), None)


def test_whole_numbers_are_seconds_too() -> None:
    assert FileTable.model_validate({"silence_seconds": 5}).silence_seconds == 5.0


def test_tables_do_not_change() -> None:
    table = FileTable()

    with pytest.raises(ValidationError):
        table.losses = "strict"
