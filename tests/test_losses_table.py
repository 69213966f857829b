"""What the README says is lost, and the form of the ledger that says it."""

import tomllib

import pytest

from scripts.losses import README, table, with_table, written
from tests.matrix.scenarios import LEDGER, Row, expected

ROW = Row("openai-chat", "anthropic-messages", "dropped", "request.seed", "no such knob")


def test_the_readme_has_the_table_of_the_ledger() -> None:
    readme = README.read_text()

    assert with_table(readme, table(expected())) == readme, "run scripts/losses --update"


def test_the_ledger_is_written_as_the_script_writes_it() -> None:
    assert written(expected()) == LEDGER.read_text(), "run scripts/losses --update"


def test_the_table_is_short_enough_to_be_read() -> None:
    assert len(table(expected()).splitlines()) <= 100


def test_a_written_loss_reads_as_the_same_loss() -> None:
    (loss,) = tomllib.loads(written({ROW: ("plain-text", "sampling")}))["loss"]

    assert loss == {**ROW._asdict(), "scenarios": ["plain-text", "sampling"]}


def test_places_lost_for_one_reason_share_a_row() -> None:
    rows = [ROW, ROW._replace(path="request.stop")]

    assert table(rows).splitlines()[2:] == [
        "| Chat → Messages | dropped | `request.seed`, `request.stop` | no such knob |"
    ]


def test_pairs_that_lose_the_same_share_a_row() -> None:
    rows = [ROW, ROW._replace(client="openai-responses"), ROW._replace(upstream="openai-responses")]

    assert table(rows).splitlines()[2:] == [
        "| Chat → Responses; Chat, Responses → Messages | dropped | `request.seed` | no such knob |"
    ]


def test_upstreams_that_lose_the_same_of_a_client_are_named_together() -> None:
    rows = [ROW, ROW._replace(upstream="openai-responses")]

    assert table(rows).splitlines()[2].startswith("| Chat → Responses, Messages | dropped |")


def test_a_bar_in_a_reason_ends_no_cell() -> None:
    assert table([ROW._replace(reason="a|b")]).splitlines()[2].endswith(r"| a\|b |")


def test_a_loss_between_all_dialects_says_so() -> None:
    names = ("openai-chat", "openai-responses", "anthropic-messages")
    rows = [
        ROW._replace(client=client, upstream=upstream)
        for client in names
        for upstream in names
        if client != upstream
    ]

    assert table(rows).splitlines()[2].startswith("| all | dropped |")


def test_a_readme_without_marks_is_not_written() -> None:
    with pytest.raises(ValueError, match="must have <!-- losses --> and <!-- /losses -->"):
        with_table("# Dragoman\n", "")
