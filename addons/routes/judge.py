"""Which requests are ours, judged by their head. Pure: no mitmproxy, no files.

A request is looked at twice: before its body has come, to know whether it may be ours at all (a
`Claim`), and with its body, when the model's name decides between the claiming routes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from addons.conversations.endpoints import asks_for
from addons.routes.claims import RESPONSES, Catalogue, Claim, Inquiry, WebSocket
from addons.routes.route import RequestHead, Route
from translators.catalogue import ModelListQuery, asks_for_models

type Disposition = (
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

    def judge(self, head: RequestHead) -> Disposition:
        """What is to be done with a request whose body has not come yet."""
        claiming = [route for route in self.routes if route.claims(head)]
        if not claiming:
            return "pass"
        if _wants_websocket(head):
            return _upgraded(head, claiming)
        spoken = [(route, dialect) for route in claiming if (dialect := route.dialect(head))]
        if not spoken:
            wanted = asks_for_models(head.method, head.path, head.header("anthropic-version"))
            if wanted is not None:
                return _catalogue(wanted, claiming)
            return _without_model(head, Inquiry(tuple(claiming)))
        first = spoken[0][1]
        return Claim(first, tuple(route for route, dialect in spoken if dialect is first))


def _without_model(head: RequestHead, inquiry: Inquiry) -> Disposition:
    """An inquiry if something is head for that can be kept here; what is new is the upstream's."""
    wanted = asks_for(head.method, head.bare_path)
    if wanted is None or (wanted == "something new" and inquiry.upstream_remembers):
        return inquiry.other
    return inquiry


def _catalogue(wanted: ModelListQuery, claiming: list[Route]) -> Disposition:
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


def _upgraded(head: RequestHead, claiming: list[Route]) -> Disposition:
    """Serve a WebSocket only if every request that may come on it goes where it is served.

    Codex tries one first; 426 is the one answer that makes it fall back at once (clients 4). Other
    WebSockets on the same host, dictation for one, must live (46).
    """
    if not head.bare_path.endswith("/responses"):
        return "pass"
    posted = head._replace(method="POST")
    claim = Claim(RESPONSES, tuple(r for r in claiming if _takes_responses(r, posted)))
    served = all(route.policy.websocket == "serve" for route in claim.routes)
    return WebSocket(claim) if served and claim.certain else "upgrade required"


def _takes_responses(route: Route, posted: RequestHead) -> bool:
    dialect = route.dialect(posted)
    return dialect is not None and dialect.name == RESPONSES.name


def _wants_websocket(head: RequestHead) -> bool:
    return head.method == "GET" and (head.header("upgrade") or "").lower() == "websocket"
