"""A route: what a request must match, and where that leads."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import translate
from typing import Literal, NamedTuple

from addons.routes.policy import USUAL, Policy
from addons.routes.target import Target
from translators.dialect import Dialect
from translators.endpoint import Endpoint
from translators.registry import endpoint_of


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

    `targets` are at least one, in the order in which they are asked. `models` matches the client's
    name of the model; None matches all. `names` are the models that a client may ask for as far as
    the configuration names them. `plain_tools` makes Codex offer functions. `other` says what
    happens to requests on this route that are no model requests.
    """

    name: str
    hosts: re.Pattern[str]
    targets: tuple[Target, ...]
    policy: Policy = USUAL
    paths: re.Pattern[str] | None = None
    prefix: str = ""
    headers: tuple[tuple[str, re.Pattern[str]], ...] = ()
    models: re.Pattern[str] | None = None
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

    def endpoint(self, head: RequestHead) -> tuple[Dialect, Endpoint] | None:
        """What a claimed request speaks and asks; None if it is no model request."""
        if head.method != "POST":
            return None
        return endpoint_of(head.bare_path.removeprefix(self.prefix))

    def serves(self, model: str) -> bool:
        """Whether the client's model is one of this route's."""
        return self.models is None or self.models.match(model) is not None

    def is_family(self, family: str) -> bool:
        """Whether every target is of the client's own family."""
        return all(target.provider.dialect.family == family for target in self.targets)

    @property
    def remembers(self) -> bool:
        """Whether a target keeps its answers under their ids."""
        return any(target.provider.dialect.keeps_conversations for target in self.targets)
