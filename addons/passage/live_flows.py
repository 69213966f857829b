"""The flows that are in our hands, and what is known of each. Nothing here keeps a flow alive."""

from collections.abc import Callable
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from mitmproxy import http
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layer import Layer
from mitmproxy.proxy.layers.http import HTTPMode

from addons.conversations.private import Memory
from addons.passage.passage import Passage
from addons.routes.claims import Claim, Inquiry, VendorsList

type Upgrade = Callable[[Context, HTTPMode], Layer]
"""What a connection goes on as, when HTTP is over."""


def _claims() -> WeakKeyDictionary[http.HTTPFlow, Claim | Inquiry]:
    return WeakKeyDictionary()


def _passages() -> WeakKeyDictionary[http.HTTPFlow, Passage]:
    return WeakKeyDictionary()


def _upgrades() -> WeakKeyDictionary[http.HTTPFlow, Upgrade]:
    return WeakKeyDictionary()


def _memories() -> WeakKeyDictionary[http.HTTPFlow, Memory]:
    return WeakKeyDictionary()


def _vendors_lists() -> WeakKeyDictionary[http.HTTPFlow, VendorsList]:
    return WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class LiveFlows:
    """The flows in our hands: claimed until their body has come, then with their passage.

    `upgrades` are of flows that end in another protocol; `memories` are of flows on a connection
    that remembers what was said on it; `vendors_lists` are of requests for models, the answer to
    which is edited.
    """

    claims: WeakKeyDictionary[http.HTTPFlow, Claim | Inquiry] = field(default_factory=_claims)
    passages: WeakKeyDictionary[http.HTTPFlow, Passage] = field(default_factory=_passages)
    upgrades: WeakKeyDictionary[http.HTTPFlow, Upgrade] = field(default_factory=_upgrades)
    memories: WeakKeyDictionary[http.HTTPFlow, Memory] = field(default_factory=_memories)
    vendors_lists: WeakKeyDictionary[http.HTTPFlow, VendorsList] = field(
        default_factory=_vendors_lists
    )
