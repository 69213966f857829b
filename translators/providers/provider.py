"""A place that speaks a dialect: data, and nothing that happens.

Whoever sends requests reads address and authentication here; whoever makes a request fit reads the
profile of the model; quirks are plain functions on the finished document.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import translate
from functools import lru_cache
from operator import itemgetter
from typing import Literal
from urllib.parse import quote

from translators.dialect import Dialect
from translators.endpoint import Question
from translators.hub.document import Document
from translators.profile import Profile

type Quirk = Callable[[Document], Document]
type Authentication = Literal["bearer", "x-api-key", "api-key", "none"]

SPOKEN = ("anthropic-beta", "anthropic-version", "openai-beta")
"""Headers that say how the document behind them is meant."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider.

    `base_url` ends before the dialect's own path (`https://api.openai.com/v1`) and may be "" where
    the user must say it. `key_variable` names the environment variable that holds the credential,
    None where none is needed. `profiles` are (glob on the model's name, profile), first match wins;
    the last must match everything. `streaming` says whether upstream streams as the client asked,
    always, or never. `path` replaces the dialect's own path; `{model}` in it is the model's name.
    `client_headers` are globs on the headers that it takes from clients of its own dialect, whose
    document then is the client's as well.
    """

    name: str
    dialect: Dialect
    base_url: str
    key_variable: str | None
    profiles: tuple[tuple[str, Profile], ...]
    authentication: Authentication = "bearer"
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    request_quirks: tuple[Quirk, ...] = ()
    streaming: Literal["asked", "always", "never"] = "asked"
    path: str | None = None
    client_headers: tuple[str, ...] = SPOKEN

    def profile(self, model: str) -> Profile:
        """The facts about a model here."""
        globs = tuple(map(itemgetter(0), self.profiles))
        found = _first_of(globs).match(model.rpartition("/")[2].lower())
        if found is None or found.lastindex is None:
            raise LookupError(f"provider {self.name!r} has no profile that matches every model")
        return self.profiles[found.lastindex - 1][1]

    def path_and_query(self, model: str, question: Question = "answer") -> str:
        """The path of a request for a model, below `base_url`."""
        answers = self.dialect.endpoints[0].path
        asks = next((e.path for e in self.dialect.endpoints if e.question == question), answers)
        path, mark, query = (self.path or answers).partition("?")
        path += asks.removeprefix(answers) + mark + query
        return path.replace("{model}", quote(model, safe="/:@")) if "{model}" in path else path


@lru_cache(maxsize=64)
def _first_of(globs: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for all globs; the number of its group says which was the first to match."""
    return re.compile("|".join(f"({translate(glob)})" for glob in globs))
