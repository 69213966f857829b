"""Which requests are ours, and where they go. Pure: no mitmproxy, no files.

A request is looked at twice: before its body has come, to know whether it may be ours at all (a
`Claim`), and with its body, when the model's name decides between the claiming routes.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fnmatch import translate
from typing import Literal, NamedTuple

from pydantic import SecretStr

from addons.conversations.endpoints import asks_for
from translators.dialect import Dialect
from translators.providers.provider import Provider
from translators.registry import DIALECTS, dialect_of

RESPONSES = DIALECTS["openai-responses"]
"""The one dialect whose clients expect their conversations to be kept."""


def glob(*patterns: str) -> re.Pattern[str]:
    """One pattern for several globs; case does not matter, `*` matches everything."""
    return re.compile("|".join(map(translate, patterns)), re.IGNORECASE)


class Address(NamedTuple):
    """Where an upstream is: `path` is "" or begins with a slash and has none at its end."""

    scheme: Literal["http", "https"]
    host: str
    port: int
    path: str


@dataclass(frozen=True, slots=True)
class Policy:
    """How an exchange is treated. Times are seconds, 0 for no limit; sizes are bytes.

    `first_byte` is how long an upstream may take to begin its answer, `silence` how long it may
    then be silent, `keep_alive` how long a client waits for a sign of life. `record_limit` is how
    much of the original request and of the original answer is kept on the flow, each.
    """

    strict: bool = False
    drop_content: bool = False
    keep_alive: float = 15.0
    first_byte: float = 600.0
    silence: float = 300.0
    request_limit: int = 64 * 1024 * 1024
    response_limit: int = 64 * 1024 * 1024
    record_limit: int = 256 * 1024


class Asked(NamedTuple):
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
    upstream's name: the first pattern that matches decides. `other` says what happens to requests
    on this route that are no model requests.
    """

    name: str
    hosts: re.Pattern[str]
    provider: Provider
    address: Address
    key: SecretStr | None = None
    policy: Policy = Policy()
    paths: re.Pattern[str] | None = None
    prefix: str = ""
    headers: tuple[tuple[str, re.Pattern[str]], ...] = ()
    models: re.Pattern[str] | None = None
    model_map: tuple[tuple[re.Pattern[str], str], ...] = ()
    other: Literal["pass", "refuse"] = "pass"

    def claims(self, asked: Asked) -> bool:
        """Whether everything matches that is known before the body."""
        path = asked.bare_path
        return (
            any(self.hosts.match(host) for host in asked.hosts)
            and (self.paths is None or self.paths.match(path) is not None)
            and (not self.prefix or path == self.prefix or path.startswith(self.prefix + "/"))
            and all(
                (value := asked.header(name)) is not None and pattern.match(value)
                for name, pattern in self.headers
            )
        )

    def dialect(self, asked: Asked) -> Dialect | None:
        """What a claimed request speaks; None if it is no model request."""
        if asked.method != "POST":
            return None
        return dialect_of(asked.bare_path.removeprefix(self.prefix))

    def serves(self, model: str) -> bool:
        """Whether the client's model is one of this route's."""
        return self.models is None or self.models.match(model) is not None

    def upstream_model(self, model: str) -> str | None:
        """The upstream's name for the client's model; None if it is the same."""
        return next((name for pattern, name in self.model_map if pattern.match(model)), None)


@dataclass(frozen=True, slots=True)
class Claim:
    """A model request that is ours, or will be once its model is known; routes in their order."""

    dialect: Dialect
    routes: tuple[Route, ...]

    @property
    def certain(self) -> Route | None:
        """The route that takes it whatever its model, if there is one."""
        return next((route for route in self.routes if route.models is None), None)

    @property
    def request_limit(self) -> int:
        """How many bytes its body may have: as many as the most generous route takes."""
        return max(route.policy.request_limit for route in self.routes)

    def route(self, model: str) -> Route | None:
        """The first route that serves the model."""
        return next((route for route in self.routes if route.serves(model)), None)


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A request for what is kept: answers, and conversations. No model is asked.

    It names no model either, so any of the claiming routes may have kept it.
    """

    routes: tuple[Route, ...]
    dialect: Dialect = RESPONSES

    @property
    def upstream_remembers(self) -> bool:
        """Whether what is not known here may be known to an upstream."""
        return any(route.provider.dialect is RESPONSES for route in self.routes)

    @property
    def request_limit(self) -> int:
        """How many bytes its body may have."""
        return max(route.policy.request_limit for route in self.routes)

    @property
    def other(self) -> Literal["pass", "refuse"]:
        """What happens to it if it is not answered here."""
        return self.routes[0].other


type Verdict = Claim | Inquiry | Literal["pass", "refuse", "upgrade required"]


@dataclass(frozen=True, slots=True)
class Routes:
    """All routes, in the order in which they are tried."""

    routes: tuple[Route, ...] = field(default=())

    def intercepts(self, hosts: Iterable[str]) -> bool:
        """Whether a connection to a host that goes by these names must be looked into."""
        names = tuple(hosts)
        return any(route.hosts.match(name) for route in self.routes for name in names)

    def judge(self, asked: Asked) -> Verdict:
        """What is to be done with a request whose body has not come yet."""
        claiming = [route for route in self.routes if route.claims(asked)]
        if not claiming:
            return "pass"
        if _wants_websocket(asked):
            # Codex tries a WebSocket first; 426 is the one answer that makes it fall back at once
            # (clients 4). Other WebSockets on the same host, dictation for one, must live (46).
            return "upgrade required" if asked.bare_path.endswith("/responses") else "pass"
        spoken = [(route, dialect) for route in claiming if (dialect := route.dialect(asked))]
        if not spoken:
            return _without_model(asked, Inquiry(tuple(claiming)))
        first = spoken[0][1]
        return Claim(first, tuple(route for route, dialect in spoken if dialect is first))


def _without_model(asked: Asked, inquiry: Inquiry) -> Verdict:
    """An inquiry if something is asked for that can be kept here; what is new is the upstream's."""
    wanted = asks_for(asked.method, asked.bare_path)
    if wanted is None or (wanted == "something new" and inquiry.upstream_remembers):
        return inquiry.other
    return inquiry


def _wants_websocket(asked: Asked) -> bool:
    return asked.method == "GET" and (asked.header("upgrade") or "").lower() == "websocket"
