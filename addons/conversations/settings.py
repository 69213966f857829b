"""What the configuration says of conversations: where they are kept, and how much of them.

Nothing is opened here. A file that nobody names is in the user's state folder, as the XDG base
directories have it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from addons.configuration.tables import ConversationsTable
from addons.conversations.store import DAY, Limits

_SQLITE = "sqlite:"
_FILE = "dragoman/conversations.sqlite"
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """Where and how much. `address` is one of `open_store`'s.

    `place` is where the file names the store (`FILE:LINE: conversations.store`), for errors; "" if
    it names none. Settings that differ by this alone are the same.
    """

    address: str = f"{_SQLITE}~/.local/state/{_FILE}"
    limits: Limits = field(default_factory=Limits)
    place: str = field(default="", compare=False)


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
