from pathlib import Path

import pytest

from addons.conversations.keeper import PendingTurn
from addons.conversations.service import Conversations
from addons.conversations.settings import Settings
from addons.conversations.store import StoreError
from tests.translators.responses_state.turns import answer, said
from translators.mint import Mint


def test_what_is_kept_is_shown() -> None:
    conversations = Conversations(Settings("memory:"), Mint())
    turn = conversations.keeper.begin({"model": "m", "input": "hi"})
    assert isinstance(turn, PendingTurn)
    response = answer("resp_1", said("Hello."))

    turn.keep(response)

    reply = conversations.endpoints.answer("GET", "/v1/responses/resp_1", b"")
    assert reply == (200, response)


def test_a_file_that_nobody_named_is_made_when_it_is_needed(tmp_path: Path) -> None:
    file = tmp_path / "state" / "x.sqlite"
    conversations = Conversations(Settings(f"sqlite:{file}"), Mint())
    assert not file.exists()

    conversations.endpoints.answer("GET", "/v1/responses/resp_1", b"")
    conversations.close()

    assert file.exists()


def test_a_store_that_is_named_must_be_usable_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StoreError, match="cannot be used"):
        Conversations(Settings(f"sqlite:{tmp_path}/file/x", place="F:1"), Mint())
