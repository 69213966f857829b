"""What is kept of a turn, and what a chain of turns says."""

import pytest

from tests.translators.responses_state.turns import answer, call, result, said, talk, turn, user
from translators.hub.document import Document, Json
from translators.memory.snapshot import Snapshot
from translators.responses_state.snapshot import end, history, instructions, take, whole

CONVERSATION: Document = {
    "id": "conv_1",
    "object": "conversation",
    "created_at": 0,
    "metadata": {},
}


def test_a_turn_is_kept_under_the_id_of_its_answer() -> None:
    document: Document = {"model": "m", "input": [user("hi")], "instructions": "Be brief."}
    response = answer("resp_1", said("Hello."))

    assert take(document, response) == Snapshot(
        "resp_1", None, (user("hi"),), response, "Be brief.", 1700000000
    )


def test_a_turn_costs_only_what_it_adds() -> None:
    chain = talk(turn("resp_1"), turn("resp_2"))
    document: Document = {"input": [*history(chain), user("more")]}
    response = answer("resp_3", said("More."))

    kept = take(document, response, chain)

    assert kept == Snapshot("resp_3", "resp_2", (user("more"),), response, None, 1700000000)


TOOLS: Json = [{"type": "function", "name": "read"}]
OTHERS: Json = [{"type": "function", "name": "write"}]


def talk_with(*echoes: Document) -> list[Snapshot]:
    """Turns whose answers repeat this of their requests."""
    chain: list[Snapshot] = []
    for number, echo in enumerate(echoes):
        response = answer(f"resp_{number}", said(f"{number}"), **echo)
        kept = take({"input": [user("hi")], **echo}, response, chain, [user("hi")])
        assert kept is not None
        chain.append(kept)
    return chain


def test_what_every_answer_repeats_is_held_once() -> None:
    echo: Document = {"tools": TOOLS, "instructions": "Be brief."}
    chain = talk_with(echo, echo, echo)

    assert [turn.shared for turn in chain] == [{}, *[dict.fromkeys(echo, "resp_0")] * 2]
    assert [turn.instructions for turn in chain] == ["Be brief.", None, None]
    assert instructions(chain) == "Be brief."
    assert "tools" not in chain[2].response


@pytest.mark.parametrize(
    "echoes",
    [
        [{"tools": TOOLS}, {"tools": TOOLS}, {"tools": OTHERS}, {"tools": OTHERS}],
        [{"tools": TOOLS}, {"tools": OTHERS}, {"tools": TOOLS}],
        [{"tools": TOOLS}, {"tools": []}, {"tools": TOOLS, "instructions": "x"}],
        [{"instructions": "x"}, {"instructions": None}, {"instructions": "x"}],
    ],
)
def test_an_answer_is_whole_again(echoes: list[Document]) -> None:
    chain = talk_with(*echoes)
    kept = {turn.id: turn for turn in chain}

    assert [whole(turn, kept.get) for turn in chain] == [
        answer(turn.id, said(f"{number}"), **echo)
        for number, (turn, echo) in enumerate(zip(chain, echoes, strict=True))
    ]


def test_what_a_deleted_turn_held_is_gone() -> None:
    _, second = talk_with({"tools": TOOLS}, {"tools": TOOLS})

    assert whole(second, {second.id: second}.get) == answer("resp_1", said("1"))


def test_what_is_known_to_be_new_is_not_looked_for_again() -> None:
    kept = take({"input": 7}, answer("resp_2"), (turn("resp_1"),), [user("more")])

    assert kept is not None
    assert kept.input_items == (user("more"),)


def test_a_string_is_kept_as_a_message() -> None:
    kept = take({"input": "hi"}, answer("resp_1"))

    assert kept is not None
    assert kept.input_items == ({"type": "message", "role": "user", "content": "hi"},)


def test_nothing_is_kept_of_what_the_client_does_not_want_stored() -> None:
    document: Document = {"input": "hi", "store": False}

    assert take(document, answer("resp_1")) is None
    assert take(document, answer("resp_1"), always=True) is not None


@pytest.mark.parametrize("store", [True, None])
def test_answers_are_stored_by_default(store: bool | None) -> None:
    assert take({"input": "hi", "store": store}, answer("resp_1")) is not None


@pytest.mark.parametrize("status", ["failed", "cancelled", "in_progress", None])
def test_what_is_no_complete_answer_is_not_kept(status: str | None) -> None:
    assert take({"input": "hi"}, answer("resp_1", status=status)) is None


def test_an_answer_that_was_cut_short_is_kept() -> None:
    assert take({"input": "hi"}, answer("resp_1", status="incomplete")) is not None


@pytest.mark.parametrize("response_id", [None, "", 7, "\ud83d"])
def test_an_answer_without_a_proper_id_is_not_kept(response_id: str | int | None) -> None:
    assert take({"input": "hi"}, {**answer("resp_1"), "id": response_id}) is None


def test_history_is_what_was_sent_and_answered_in_its_order() -> None:
    first = Snapshot("resp_1", None, (user("hi"),), answer("resp_1", call("call_1")))
    second = Snapshot("resp_2", "resp_1", (result("call_1"),), answer("resp_2", said("Done.")))

    assert history((first, second)) == [
        user("hi"),
        call("call_1"),
        result("call_1"),
        said("Done."),
    ]


def test_the_latest_instructions_are_in_force() -> None:
    first = Snapshot("resp_1", None, (), {}, "Be brief.")
    second = Snapshot("resp_2", "resp_1", (), {})
    third = Snapshot("resp_3", "resp_2", (), {}, "")

    assert instructions(()) is None
    assert instructions((first, second)) == "Be brief."
    assert instructions((first, second, third)) == ""


def test_a_turn_in_a_conversation_follows_what_is_at_its_end() -> None:
    conversation = Snapshot("conv_1", "resp_1", (), CONVERSATION)

    assert conversation.is_conversation
    assert not conversation.is_answer
    assert end((turn("resp_1"), conversation)) == "resp_1"
    assert end((turn("resp_1"),)) == "resp_1"
    assert end(()) is None


def test_items_that_were_only_added_are_neither_answer_nor_conversation() -> None:
    added = Snapshot("items_1", None, (user("hi"),), {})

    assert (added.is_answer, added.is_conversation, added.output) == (False, False, [])
