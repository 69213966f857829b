"""Where conversations are kept, and how much of them. Nothing is opened here."""

from dataclasses import dataclass, field

from addons.conversations.store import Limits

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
