"""What the configuration says of conversations.

A file that nobody names is in the user's state folder, as the XDG base directories have it.
"""

from collections.abc import Mapping
from pathlib import Path

from addons.configuration.tables import ConversationsTable
from addons.conversations.settings import Settings
from addons.conversations.store import DAY, Limits

_SQLITE = "sqlite:"
_FILE = "dragoman/conversations.sqlite"
_MEGABYTE = 1024 * 1024


def settings_of(
    table: ConversationsTable, folder: Path, environment: Mapping[str, str], place: str
) -> Settings:
    """What a table means; relative files are looked for in `folder`."""
    limits = _limits(table)
    if table.store is None:
        return Settings(_default(environment), limits)
    name = table.store.removeprefix(_SQLITE)
    if name and name != table.store:
        return Settings(f"{_SQLITE}{folder / Path(name).expanduser()}", limits, place)
    return Settings(table.store, limits, place)


def _default(environment: Mapping[str, str]) -> str:
    state = environment.get("XDG_STATE_HOME", "")
    # The specification ignores relative folders.
    return f"{_SQLITE}{Path(state, _FILE)}" if Path(state).is_absolute() else Settings().address


def _limits(table: ConversationsTable) -> Limits:
    usual = Limits()
    return Limits(
        usual.snapshots if table.answers is None else table.answers,
        usual.bytes if table.megabytes is None else round(table.megabytes * _MEGABYTE),
        usual.age if table.days is None else table.days * DAY,
    )
