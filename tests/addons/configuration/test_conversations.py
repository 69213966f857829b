from pathlib import Path

import pytest

from addons.configuration.conversations import settings_of
from addons.configuration.tables import ConversationsTable
from addons.conversations.settings import Settings
from addons.conversations.store import DAY, Limits

FOLDER = Path("/etc/dragoman")


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        ({}, "sqlite:~/.local/state/dragoman/conversations.sqlite"),
        ({"XDG_STATE_HOME": "/state"}, "sqlite:/state/dragoman/conversations.sqlite"),
        ({"XDG_STATE_HOME": "state"}, "sqlite:~/.local/state/dragoman/conversations.sqlite"),
    ],
)
def test_a_file_that_nobody_names_is_in_the_state_folder(
    environment: dict[str, str], address: str
) -> None:
    assert settings_of(ConversationsTable(), FOLDER, environment, "F:1") == Settings(address)


@pytest.mark.parametrize(
    ("store", "address"),
    [
        ("memory:", "memory:"),
        ("redis://127.0.0.1:6379/0", "redis://127.0.0.1:6379/0"),
        ("sqlite:/var/x.sqlite", "sqlite:/var/x.sqlite"),
        ("sqlite:x.sqlite", "sqlite:/etc/dragoman/x.sqlite"),
        ("sqlite:", "sqlite:"),
    ],
)
def test_a_store_that_is_named_has_its_place(store: str, address: str) -> None:
    settings = settings_of(ConversationsTable(store=store), FOLDER, {}, "F:2")

    assert (settings.address, settings.place) == (address, "F:2")


def test_limits_are_said_in_units_that_people_use() -> None:
    table = ConversationsTable(answers=7, megabytes=0.5, days=2)

    assert settings_of(table, FOLDER, {}, "").limits == Limits(7, 512 * 1024, 2 * DAY)


def test_no_limit_can_be_said() -> None:
    table = ConversationsTable(answers=0, megabytes=0, days=0)

    assert settings_of(table, FOLDER, {}, "").limits == Limits(0, 0, 0)
