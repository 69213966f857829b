"""Deviations: each on a document of its own, and each leaving alone what it is not about."""

import re
from collections.abc import Callable
from functools import partial

import pytest

from translators.hub.document import Document, Json
from translators.providers.quirks import (
    each_call_id,
    nine_character_ids,
    nine_characters,
    rename,
    system_for_developer,
    with_reasoning,
    without_names,
)

PLAIN: Document = {
    "model": "m",
    "messages": [
        {"role": "system", "content": "a"},
        {"role": "user", "content": "b"},
        {"role": "assistant", "content": "c", "reasoning_content": "d"},
    ],
}
ODD: list[Document] = [
    {},
    {"messages": None},
    {"messages": "x"},
    {"messages": [1, None, "x", {}]},
    {"messages": [{"role": 1, "tool_calls": [1, {"id": 2}], "tool_call_id": None}]},
]
QUIRKS: dict[str, Callable[[Document], Document]] = {
    "rename": partial(rename, "seed", "random_seed"),
    "system_for_developer": system_for_developer,
    "without_names": without_names,
    "with_reasoning": partial(with_reasoning, ""),
    "nine_character_ids": nine_character_ids,
    "each_call_id": partial(each_call_id, str.upper),
}


@pytest.mark.parametrize("name", QUIRKS)
@pytest.mark.parametrize("document", [PLAIN, *ODD])
def test_a_document_that_is_not_concerned_is_the_same_object(name: str, document: Document) -> None:
    assert QUIRKS[name](document) is document


def test_a_key_is_renamed_where_it_stands() -> None:
    document: Document = {"a": 1, "seed": 7, "b": 2}

    renamed = rename("seed", "random_seed", document)

    assert list(renamed.items()) == [("a", 1), ("random_seed", 7), ("b", 2)]


def test_a_developer_becomes_the_system() -> None:
    user: Json = {"role": "user", "content": "b"}

    outcome = system_for_developer({"messages": [{"role": "developer", "content": "a"}, user]})

    assert outcome == {"messages": [{"role": "system", "content": "a"}, user]}
    assert isinstance(outcome["messages"], list)
    assert outcome["messages"][1] is user


def test_names_of_speakers_are_left_out() -> None:
    document: Document = {"messages": [{"role": "user", "name": "ann", "content": "a"}]}

    assert without_names(document) == {"messages": [{"role": "user", "content": "a"}]}


CALLS: list[Json] = [
    {"role": "user", "content": "a"},
    {"role": "assistant", "content": "b"},
    {"role": "assistant", "tool_calls": [{"id": "1"}]},
    {"role": "tool", "tool_call_id": "1", "content": "c"},
    {"role": "assistant", "reasoning_content": "hm", "tool_calls": [{"id": "2"}]},
    {"role": "assistant", "content": "d"},
]


@pytest.mark.parametrize("placeholder", ["", " "])
def test_every_turn_has_thinking_before_the_first_call_as_well(placeholder: str) -> None:
    outcome = with_reasoning(placeholder, {"messages": CALLS})

    assert outcome["messages"] == [
        CALLS[0],
        {"role": "assistant", "content": "b", "reasoning_content": placeholder},
        {"role": "assistant", "tool_calls": [{"id": "1"}], "reasoning_content": placeholder},
        CALLS[3],
        CALLS[4],
        {"role": "assistant", "content": "d", "reasoning_content": placeholder},
    ]
    assert with_reasoning(placeholder, outcome) is outcome


def test_thinking_that_is_empty_is_no_thinking_where_something_must_be_said() -> None:
    document: Document = {
        "messages": [{"role": "assistant", "reasoning_content": "", "tool_calls": [{"id": "1"}]}]
    }

    assert with_reasoning(" ", document) == {
        "messages": [{"role": "assistant", "reasoning_content": " ", "tool_calls": [{"id": "1"}]}]
    }


def test_ids_of_calls_and_of_their_results_change_alike() -> None:
    document: Document = {
        "messages": [
            {"role": "assistant", "tool_calls": [{"id": "a", "type": "function"}, {"id": "B"}]},
            {"role": "tool", "tool_call_id": "a", "content": "x"},
        ]
    }

    assert each_call_id(str.upper, document) == {
        "messages": [
            {"role": "assistant", "tool_calls": [{"id": "A", "type": "function"}, {"id": "B"}]},
            {"role": "tool", "tool_call_id": "A", "content": "x"},
        ]
    }


@pytest.mark.parametrize("identifier", ["", "call_1", "abcdefgh", "abcdefghi_", "\ud83d", "a" * 99])
def test_nine_letters_and_digits(identifier: str) -> None:
    made = nine_characters(identifier)

    assert re.fullmatch(r"[A-Za-z0-9]{9}", made)
    assert nine_characters(made) == made


def test_nine_characters_for_a_call_and_its_result() -> None:
    document: Document = {
        "messages": [
            {"role": "assistant", "tool_calls": [{"id": "call_1"}, {"id": "abcdefghi"}]},
            {"role": "tool", "tool_call_id": "call_1"},
            {"role": "tool", "tool_call_id": "abcdefghi"},
        ]
    }
    made = nine_characters("call_1")

    assert nine_character_ids(document) == {
        "messages": [
            {"role": "assistant", "tool_calls": [{"id": made}, {"id": "abcdefghi"}]},
            {"role": "tool", "tool_call_id": made},
            {"role": "tool", "tool_call_id": "abcdefghi"},
        ]
    }
