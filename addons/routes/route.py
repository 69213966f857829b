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
from translators.catalogue import Wanted, asks_for_models
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
    much of the original request and of the original answer is kept on the flow, each. `websocket`
    is what becomes of a client that wants a WebSocket for its Responses.
    """

    strict: bool = False
    drop_content: bool = False
    websocket: Literal["refuse", "serve"] = "refuse"
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
    upstream's name: the first pattern that matches decides. `names` are the models that a client
    may ask for as far as the configuration names them. `plain_tools` makes Codex offer functions.
    `other` says what happens to requests on this route that are no model requests.
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
    names: tuple[str, ...] = ()
    plain_tools: bool = False
    other: Literal["pass", "refuse"] = "pass"

    def claims(self, asked: Asked) -> bool:
        """Whether everything matches that is known before the body."""
        path = asked.bare_path
        return (
            any(map(self.hosts.match, asked.hosts))
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


@dataclass(frozen=True, slots=True)
class WebSocket:
    """A WebSocket that is served; `claim` is what a request on it would be."""

    claim: Claim


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A request for the models there are; `names` are those that its routes name."""

    wanted: Wanted
    names: tuple[str, ...]


type Verdict = (
    Claim
    | Inquiry
    | WebSocket
    | Catalogue
    | Literal["pass", "pass with plain tools", "refuse", "upgrade required"]
)


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
            return _upgraded(asked, claiming)
        spoken = [(route, dialect) for route in claiming if (dialect := route.dialect(asked))]
        if not spoken:
            wanted = asks_for_models(asked.method, asked.path, asked.header("anthropic-version"))
            if wanted is not None:
                return _catalogue(wanted, claiming)
            return _without_model(asked, Inquiry(tuple(claiming)))
        first = spoken[0][1]
        return Claim(first, tuple(route for route, dialect in spoken if dialect is first))


def _without_model(asked: Asked, inquiry: Inquiry) -> Verdict:
    """An inquiry if something is asked for that can be kept here; what is new is the upstream's."""
    wanted = asks_for(asked.method, asked.bare_path)
    if wanted is None or (wanted == "something new" and inquiry.upstream_remembers):
        return inquiry.other
    return inquiry


def _catalogue(wanted: Wanted, claiming: list[Route]) -> Verdict:
    """The models that routes name, where any goes to another vendor; else its own vendor's.

    Codex gets its vendor's list where it can: that says how it is to behave with each model.
    """
    other = claiming[0].other
    names = dict.fromkeys(name for route in claiming for name in route.names)
    if wanted.shape == "codex":
        plain = any(route.plain_tools for route in claiming)
        passed = "pass with plain tools" if plain else "pass"
        return passed if other == "pass" else Catalogue(wanted, tuple(names))
    own = all(route.provider.dialect.family == wanted.shape for route in claiming)
    return other if own or not names else Catalogue(wanted, tuple(names))


def _upgraded(asked: Asked, claiming: list[Route]) -> Verdict:
    """Serve a WebSocket only if every request that may come on it goes where it is served.

    Codex tries one first; 426 is the one answer that makes it fall back at once (clients 4). Other
    WebSockets on the same host, dictation for one, must live (46).
    """
    if not asked.bare_path.endswith("/responses"):
        return "pass"
    posted = asked._replace(method="POST")
    claim = Claim(RESPONSES, tuple(r for r in claiming if _takes_responses(r, posted)))
    served = all(route.policy.websocket == "serve" for route in claim.routes)
    return WebSocket(claim) if served and claim.certain else "upgrade required"


def _takes_responses(route: Route, posted: Asked) -> bool:
    dialect = route.dialect(posted)
    return dialect is not None and dialect.name == RESPONSES.name


def _wants_websocket(asked: Asked) -> bool:
    return asked.method == "GET" and (asked.header("upgrade") or "").lower() == "websocket"
