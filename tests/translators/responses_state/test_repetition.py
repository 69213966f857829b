"""What counts as new, and what has been said before."""

import pytest
from hypothesis import given, strategies

from tests.translators.responses_state.turns import call, result, said, thought, user
from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.responses_state.repetition import new_items

FIRST, SECOND = user("What is in a?"), user("And in b?")
HISTORY: list[Json] = [FIRST, thought("gAAAA"), said("Nothing.")]


def test_a_string_is_one_message_by_the_user() -> None:
    assert new_items(HISTORY, "go on") == [{"type": "message", "role": "user", "content": "go on"}]


def test_no_input_is_no_items() -> None:
    assert new_items(HISTORY, None) == []


@pytest.mark.parametrize("wrong", [7, True, {"role": "user", "content": "x"}])
def test_anything_else_is_refused(wrong: Json) -> None:
    with pytest.raises(RequestError, match=r"^input: expected a string or an array, found "):
        new_items(HISTORY, wrong)


def test_items_that_repeat_nothing_are_all_new_and_the_same_objects() -> None:
    items: list[Json] = [SECOND, result("call_1")]

    assert [id(item) for item in new_items(HISTORY, items)] == [id(item) for item in items]


def test_a_user_may_say_the_same_twice() -> None:
    assert new_items(HISTORY, [FIRST]) == [FIRST]


def test_the_whole_history_is_recognised() -> None:
    assert new_items(HISTORY, [*HISTORY, SECOND]) == [SECOND]


def test_a_history_that_is_repeated_without_anything_new_adds_nothing() -> None:
    assert new_items(HISTORY, HISTORY) == []


@pytest.mark.parametrize(
    "item",
    [
        {**said("Nothing."), "id": "msg_of_another_name", "status": None},
        {"role": "assistant", "content": "Nothing."},
        {"role": "assistant", "content": [{"type": "output_text", "text": "Nothing."}]},
        {
            "type": "message",
            "role": "assistant",
            "content": [
                {"type": "output_text", "text": "Noth"},
                {"type": "output_text", "text": "ing."},
            ],
        },
        {**said("Nothing."), "phase": "final_answer"},
        {**said("Nothing."), "internal_chat_message_metadata_passthrough": {"turn_id": "1"}},
        {"type": "item_reference", "id": "msg_1"},
        {"id": "msg_1"},
    ],
    ids=["ids", "easy", "untyped", "pieces", "phase", "metadata", "reference", "bare reference"],
)
def test_an_answer_is_recognised_however_it_is_written(item: Document) -> None:
    typed: Document = {
        "type": "message",
        "role": "user",
        "content": [{"type": "input_text", "text": "What is in a?"}],
    }

    assert new_items(HISTORY, [typed, thought("gAAAA"), item, SECOND]) == [SECOND]


def test_reasoning_is_recognised_though_it_was_encrypted_anew() -> None:
    again = {**thought("another seal", "rs_9"), "content": None}

    assert new_items(HISTORY, [FIRST, again, said("Nothing."), SECOND]) == [SECOND]


def test_reasoning_may_be_left_out() -> None:
    assert new_items(HISTORY, [FIRST, said("Nothing."), SECOND]) == [SECOND]


def test_other_reasoning_is_other_history() -> None:
    told: Document = {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm."}]}
    items: list[Json] = [FIRST, told, said("Nothing."), SECOND]

    assert new_items(HISTORY, items) == items


def test_the_end_of_the_history_is_recognised() -> None:
    assert new_items(HISTORY, [said("Nothing."), SECOND]) == [SECOND]


def test_the_call_before_its_result_is_recognised() -> None:
    history = [FIRST, call("call_1")]
    spaced = {**call("call_1"), "arguments": '{ "path": "a" }', "id": None}

    assert new_items(history, [spaced, result("call_1")]) == [result("call_1")]


def test_calls_that_stand_before_each_of_their_results_are_recognised() -> None:
    history = [FIRST, thought("gAAAA"), call("call_1"), call("call_2")]
    items: list[Json] = [
        thought("another seal"),
        call("call_1"),
        result("call_1"),
        call("call_2"),
        result("call_2"),
    ]

    assert new_items(history, items) == [result("call_1"), result("call_2")]


def test_a_call_of_another_tool_is_another_call() -> None:
    history = [FIRST, call("call_1")]
    items: list[Json] = [call("call_1", "write"), result("call_1")]

    assert new_items(history, items) == items


def test_of_two_equal_answers_the_later_one_is_meant() -> None:
    history: list[Json] = [FIRST, said("Yes."), SECOND, said("Yes.")]

    assert new_items(history, [*history, user("Sure?")]) == [user("Sure?")]


def test_an_answer_that_the_client_made_up_is_new() -> None:
    items: list[Json] = [said("I never said that."), SECOND]

    assert new_items(HISTORY, items) == items


def test_another_beginning_is_another_history() -> None:
    items: list[Json] = [user("What is in c?"), thought("gAAAA"), said("Nothing."), SECOND]

    assert new_items(HISTORY, items) == items


@pytest.mark.parametrize("role", ["system", "developer"])
def test_instructions_that_are_given_at_the_beginning_of_every_turn_are_recognised(
    role: str,
) -> None:
    words: Document = {"role": role, "content": "Be brief."}
    others: Document = {"role": role, "content": "Be polite."}

    assert new_items([words, *HISTORY], [words, SECOND]) == [SECOND]
    assert new_items([words, *HISTORY], [others, SECOND]) == [others, SECOND]
    assert new_items([words, *HISTORY], [SECOND, words]) == [SECOND, words]


def test_a_reference_to_something_unknown_is_left_as_it_is() -> None:
    items: list[Json] = [{"type": "item_reference", "id": "msg_of_elsewhere"}, SECOND]

    assert new_items(HISTORY, items) == items


def test_images_are_compared_as_they_are() -> None:
    picture: Document = {"type": "input_image", "image_url": "data:image/png;base64,AAAA"}
    other: Document = {**picture, "image_url": "data:image/png;base64,BBBB"}
    history: list[Json] = [{"role": "user", "content": [picture]}, said("A cat.")]

    assert new_items(history, [*history, SECOND]) == [SECOND]
    assert new_items(history, [{"role": "user", "content": [other]}, said("A cat."), SECOND]) == [
        {"role": "user", "content": [other]},
        said("A cat."),
        SECOND,
    ]


ITEMS = strategies.lists(
    strategies.sampled_from(
        [FIRST, SECOND, said("Yes."), thought("gAAAA"), call("call_1"), result("call_1")]
    ),
    max_size=6,
)
JSON = strategies.recursive(
    strategies.none() | strategies.booleans() | strategies.integers() | strategies.text(),
    lambda values: strategies.lists(values) | strategies.dictionaries(strategies.text(), values),
    max_leaves=12,
)


@given(ITEMS, ITEMS)
def test_what_follows_a_repeated_answer_is_what_is_new(
    history: list[Document], added: list[Document]
) -> None:
    asked = [item for item in added if item in (FIRST, SECOND, result("call_1"))]
    answered: list[Json] = [*history, said("And so on.")]

    assert new_items(answered, [*answered, *asked]) == asked


@given(strategies.lists(JSON), strategies.lists(JSON))
def test_any_items_can_be_compared(history: list[Json], items: list[Json]) -> None:
    assert all(item in items for item in new_items(history, items))
