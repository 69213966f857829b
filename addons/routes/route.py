"""A route: what a request must match, and where that leads."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import translate
from typing import Literal, NamedTuple

from pydantic import SecretStr

from addons.messages.address import Address
from addons.routes.policy import USUAL, Policy
from translators.dialect import Dialect
from translators.providers.provider import Provider
from translators.registry import dialect_of


def glob(*patterns: str) -> re.Pattern[str]:
    """One pattern for several globs; case does not matter, `*` matches everything."""
    return re.compile("|".join(map(translate, patterns)), re.IGNORECASE)


class RequestHead(NamedTuple):
    """A request before its body: `hosts` are all names that its destination goes by."""

    method: str
    hosts: tuple[str, ...]
    path: str
    header: Callable[[str], str | None]

    @property
    def bare_path(self) -> str:
        """The path without its query."""
        return self.path.partition("?")[0]


@dataclass(frozen=True, slots=True)
class Route:
    """What it matches, and where that goes.

    `models` matches the client's name of the model; None matches all. `model_map` gives the
    upstream's name: the first pattern that matches decides. `names` are the models that a client
    may ask for as far as the configuration names them. `plain_tools` makes Codex offer functions.
    `other` says what happens to requests on this route that are no model requests.
    """

    name: str
    hosts: re.Pattern[str]
    provider: Provider
    address: Address
    key: SecretStr | None = None
    policy: Policy = USUAL
    paths: re.Pattern[str] | None = None
    prefix: str = ""
    headers: tuple[tuple[str, re.Pattern[str]], ...] = ()
    models: re.Pattern[str] | None = None
    model_map: tuple[tuple[re.Pattern[str], str], ...] = ()
    names: tuple[str, ...] = ()
    plain_tools: bool = False
    other: Literal["pass", "refuse"] = "pass"

    def claims(self, head: RequestHead) -> bool:
        """Whether everything matches that is known before the body."""
        path = head.bare_path
        return (
            any(map(self.hosts.match, head.hosts))
            and (self.paths is None or self.paths.match(path) is not None)
            and (not self.prefix or path == self.prefix or path.startswith(self.prefix + "/"))
            and all(
                (value := head.header(name)) is not None and pattern.match(value)
                for name, pattern in self.headers
            )
        )

    def dialect(self, head: RequestHead) -> Dialect | None:
        """What a claimed request speaks; None if it is no model request."""
        if head.method != "POST":
            return None
        return dialect_of(head.bare_path.removeprefix(self.prefix))

    def serves(self, model: str) -> bool:
        """Whether the client's model is one of this route's."""
        return self.models is None or self.models.match(model) is not None

    def upstream_model(self, model: str) -> str | None:
        """The upstream's name for the client's model; None if it is the same."""
        return next((name for pattern, name in self.model_map if pattern.match(model)), None)
