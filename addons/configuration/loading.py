"""The TOML file → one frozen `Configuration`, or a refusal that names file, line and field."""

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from addons.configuration.conversations import settings_of
from addons.configuration.resolution import Resolution
from addons.configuration.tables import (
    ConversationsTable,
    Fault,
    FileTable,
    ProviderTable,
    RouteTable,
    Table,
)
from addons.configuration.toml_lines import Place, line_of
from addons.conversations.settings import Settings
from addons.routes.judge import Routes

WORDS = {
    "bool_type": "must be true or false",
    "dict_type": "must be a table",
    "float_type": "must be a number",
    "int_type": "must be a whole number",
    "model_type": "must be a table",
    "string_type": "must be a string",
    "too_short": "must not be empty",
    "tuple_type": "must be a string or a list",
}
"""pydantic speaks of Python's types; the reader of a refusal has written TOML."""

_STORE: Place = ("conversations", "store")
_OWNERS: Mapping[tuple[str | int, int], type[Table]] = {
    ("routes", 3): RouteTable,
    ("providers", 3): ProviderTable,
    ("conversations", 2): ConversationsTable,
}
"""Which table a key belongs to, by the first key of its place and the number of keys."""


class ConfigurationError(ValueError):
    """The configuration cannot be used. The message has one line for each fault."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """What the file says. A change of any of `files`, itself or a file with a key, changes it."""

    routes: Routes = field(default_factory=Routes)
    files: tuple[Path, ...] = ()
    conversations: Settings = field(default_factory=Settings)


def load(path: Path, environment: Mapping[str, str], *, strict: bool = False) -> Configuration:
    """Read a file. `environment` holds the keys; `strict` makes every route refuse all losses.

    Raises:
        ConfigurationError: it cannot be read, or something in it is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: cannot be read: {error}") from error
    try:
        table = FileTable.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(_syntax(path, text, str(error))) from error
    except ValidationError as error:
        raise _refusal(path, text, [_fault(details) for details in error.errors()]) from error
    resolution = Resolution(table, path.parent, environment, strict=strict)
    routes = resolution.routes()
    if resolution.faults:
        raise _refusal(path, text, resolution.faults)
    place = f"{path}:{line_of(text, _STORE)}: {_field(_STORE)}"
    conversations = settings_of(table.conversations, path.parent, environment, place)
    return Configuration(routes, (path, *resolution.key_files), conversations)


def _refusal(path: Path, text: str, faults: list[Fault]) -> ConfigurationError:
    placed = sorted(((line_of(text, fault.place), fault) for fault in faults), key=itemgetter(0))
    lines = [f"{path}:{line}: {_field(fault.place)}: {fault.message}" for line, fault in placed]
    return ConfigurationError("\n".join(lines))


def _syntax(path: Path, text: str, message: str) -> str:
    """The TOML reader says the line in words, or that it is the end of the file."""
    match = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", message)
    if match:
        return f"{path}:{match[2]}: column {match[3]}: {match[1]}"
    return f"{path}:{text.count('\n') + 1}: {message}"


def _field(place: Place) -> str:
    """`routes[1].provider`."""
    words = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in place]
    return "".join(words).removeprefix(".") or "the file"


def _fault(details: ErrorDetails) -> Fault:
    """One complaint of pydantic's, in our words where that helps."""
    place = details["loc"]
    if details["type"] == "extra_forbidden":
        return Fault(place, "unknown key" + _suggestion(place))
    if place == ("routes",):
        return Fault(place, "must be tables, each headed [[routes]]")
    if details["type"] == "missing":
        return Fault(place, "required, and missing")
    said = details["msg"].replace("Input should be", "must be", 1)
    return Fault(place, WORDS.get(details["type"], said))


def _suggestion(place: Place) -> str:
    """The known key that was probably meant."""
    owner = _OWNERS.get((place[0], len(place)), FileTable)
    close = difflib.get_close_matches(str(place[-1]), list(owner.model_fields), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
