"""Which requests are ours, judged by their head. Pure: no mitmproxy, no files.

A request is looked at twice: before its body has come, to know whether it may be ours at all (a
`Claim`), and with its body, when the model's name decides between the claiming routes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from addons.conversations.endpoints import asks_for
from addons.routes.claims import Catalogue, Claim, Inquiry, VendorsList, WebSocket
from addons.routes.route import RequestHead, Route
from translators.dialect import Dialect
from translators.model_list import ModelList, asks_for_models
from translators.registry import conversation_keeper, endpoint_of, model_lister

type Disposition = (
    Claim
    | Inquiry
    | WebSocket
    | Catalogue
    | VendorsList
    | Literal["pass", "refuse", "upgrade required"]
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
        found = [(route, endpoint) for route in claiming if (endpoint := route.endpoint(head))]
        if found:
            first = found[0][1]
            return Claim(*first, tuple(route for route, other in found if other == first))
        if asks_for_models(head.method, head.path):
            lister = model_lister(head.path, head.header)
            if lister is not None and lister.model_list is not None:
                return _catalogue(lister, lister.model_list, claiming)
        return _without_model(head, claiming)


def _without_model(head: RequestHead, claiming: list[Route]) -> Disposition:
    """An inquiry if it asks for what can be kept here; what is new is the upstream's to make."""
    dialect, kept = conversation_keeper(), asks_for(head.method, head.bare_path)
    other = claiming[0].other
    if dialect is None or kept is None:
        return other
    inquiry = Inquiry(dialect, tuple(claiming))
    return other if kept == "something new" and inquiry.upstream_remembers else inquiry


def _catalogue(lister: Dialect, models: ModelList, claiming: list[Route]) -> Disposition:
    """The models that routes name, where any goes to another vendor; else its own vendor's.

    Codex gets its vendor's list where it can: that says how it is to behave with each model.
    """
    other = claiming[0].other
    names = dict.fromkeys(name for route in claiming for name in route.names)
    catalogue = Catalogue(lister, models, tuple(names))
    if models.offer_plain_tools is not None:
        if other != "pass":
            return catalogue
        plain = any(route.plain_tools for route in claiming)
        return VendorsList(models.offer_plain_tools) if plain else other
    own = all(route.is_family(lister.family) for route in claiming)
    return other if own or not names else catalogue


def _upgraded(head: RequestHead, claiming: list[Route]) -> Disposition:
    """Serve a WebSocket only if every request that may come on it goes where it is served.

    Codex tries one first; 426 is the one answer that makes it fall back at once. Other WebSockets
    on the same host, dictation for one, must live.
    """
    found = endpoint_of(head.path)
    if found is None or not found[1].websocket:
        return "pass"
    posted = head._replace(method="POST")
    claim = Claim(*found, tuple(route for route in claiming if route.endpoint(posted) == found))
    served = all(route.policy.websocket == "serve" for route in claim.routes)
    return WebSocket(claim) if served and claim.certain else "upgrade required"


def _wants_websocket(head: RequestHead) -> bool:
    return head.method == "GET" and (head.header("upgrade") or "").lower() == "websocket"
