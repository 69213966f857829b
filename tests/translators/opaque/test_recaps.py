"""What stands for a conversation goes through a client's hands and tells the same afterwards."""

import base64

import pytest

from translators.hub.document import Document, Json
from translators.opaque import recaps
from translators.opaque.recaps import Recap


@pytest.mark.parametrize(
    "recap",
    [
        Recap("The file is made."),
        Recap("Then\n\n\ud83d half a smile, \U0001f600", ("make it", "now é\ud83d")),
        Recap("dragoman.recap.1.x", ("", "</notes>")),
    ],
)
def test_a_token_holds_all_of_it(recap: Recap) -> None:
    token = recaps.wrap(recap)

    assert token.startswith(recaps.MARKER)
    assert token.isascii()
    assert recaps.unwrap(token) == recap


@pytest.mark.parametrize(
    "token",
    [
        "",
        "gAAAAABp4CVuo",
        recaps.MARKER,
        recaps.MARKER + "é",
        recaps.MARKER + "e",
        recaps.MARKER + base64.urlsafe_b64encode(b"{}").decode(),
        recaps.MARKER + base64.urlsafe_b64encode(b"[1]").decode(),
        "dragoman.seal.1.WyJOb3RlcyJd",
    ],
)
def test_any_other_token_is_none_of_ours(token: str) -> None:
    assert recaps.unwrap(token) is None


@pytest.mark.parametrize("kind", ["compaction", "compaction_summary"])
def test_an_item_is_known_by_its_type_and_token(kind: str) -> None:
    made = recaps.item(Recap("Notes"), "cmp_1")

    token = recaps.wrap(Recap("Notes"))
    assert made == {"type": "compaction", "id": "cmp_1", "encrypted_content": token}
    assert recaps.recap_in({**made, "type": kind}) == Recap("Notes")


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "reasoning"},
        {"type": None},
        {"type": []},
        {"encrypted_content": None},
        {"encrypted_content": 1},
    ],
)
def test_any_other_item_holds_no_recap(changes: Document) -> None:
    value: Json = {**recaps.item(Recap("Notes"), "cmp_1"), **changes}

    assert recaps.recap_in(value) is None


def test_a_model_is_told_what_the_user_said_and_then_the_notes() -> None:
    *said, notes = Recap("It is made.", ("make it", "check it")).told()

    assert said == ["make it", "check it"]
    assert notes.endswith("\n\n<notes>\nIt is made.\n</notes>")
