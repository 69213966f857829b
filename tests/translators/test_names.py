"""Names that every upstream accepts, rewritten alike every time."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translators.names import LIMIT, IdentifierMaker, flat_name, legal_identifier

LEGAL = re.compile(r"[A-Za-z0-9_-]{1,64}")
LONG = "mcp__plugin_chrome-devtools-mcp_chrome-devtools__take_a_very_long_snapshot"


@pytest.mark.parametrize("name", ["a", "call_1", "Bash-0", "x" * LIMIT])
def test_a_legal_name_stays(name: str) -> None:
    assert legal_identifier(name) == name


@pytest.mark.parametrize(
    ("name", "readable"),
    [
        ("Bash:0", "Bash_0_"),
        ("functions.ls:12", "functions_ls_12_"),
        ("x" * (LIMIT + 1), "x" * 55 + "_"),
        (LONG, LONG[:55] + "_"),
        ("naïve", "na_ve_"),
        ("", "_"),
        ("a\n", "a__"),
        ("\ud83d", "__"),
    ],
)
def test_an_illegal_name_keeps_what_can_be_read_and_gets_a_digest(name: str, readable: str) -> None:
    legal = legal_identifier(name)

    assert legal.startswith(readable)
    assert len(legal) == len(readable) + 8
    assert LEGAL.fullmatch(legal)


def test_names_that_look_alike_stay_apart() -> None:
    names = ["a.b", "a:b", "a/b", LONG + "1", LONG + "2"]

    assert len({legal_identifier(name) for name in names}) == len(names)


@given(st.text())
def test_every_name_becomes_legal_and_then_stays(name: str) -> None:
    legal = legal_identifier(name)

    assert LEGAL.fullmatch(legal)
    assert legal_identifier(legal) == legal


def test_a_namespace_becomes_part_of_the_name() -> None:
    assert flat_name("wait", "functions") == "functions__wait"
    assert flat_name("wait", None) == "wait"
    assert LEGAL.fullmatch(flat_name(LONG, "functions"))


def test_a_repeated_identifier_gets_a_number() -> None:
    make = IdentifierMaker().make

    assert [make("a"), make("a"), make("b"), make("a")] == ["a", "a_2", "b", "a_3"]


def test_a_number_is_never_one_that_is_taken() -> None:
    make = IdentifierMaker().make

    assert [make("a_2"), make("a"), make("a")] == ["a_2", "a", "a_3"]


def test_what_was_taken_before_counts() -> None:
    assert IdentifierMaker(["a", "a_2"]).make("a") == "a_3"


def test_a_numbered_identifier_is_no_longer_than_allowed() -> None:
    make = IdentifierMaker(["x" * LIMIT]).make

    assert LEGAL.fullmatch(make("x" * LIMIT))


def test_many_repetitions_take_linear_time() -> None:
    make = IdentifierMaker().make

    # Counting from 2 for each of them would be 200 million steps.
    assert len({make("Bash:0") for _ in range(20_000)}) == 20_000


@given(st.lists(st.sampled_from(["a", "a_2", "a_3", "Bash:0", "", "b"])))
def test_no_two_identifiers_are_the_same(identifiers: list[str]) -> None:
    make = IdentifierMaker().make

    assert len({make(identifier) for identifier in identifiers}) == len(identifiers)


def test_a_longer_conversation_keeps_the_identifiers_of_a_shorter_one() -> None:
    turns = ["Bash:0", "Bash:0", "b", "Bash:0"]
    short, long = IdentifierMaker().make, IdentifierMaker().make

    assert [short(turn) for turn in turns[:2]] == [long(turn) for turn in turns][:2]
