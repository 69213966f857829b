"""The proxy in memory: a vendor's own client at one end, a strict upstream at the other."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import httpx2

from addons.conversations.keeper import Keeper
from addons.conversations.memory import MemoryStore
from addons.conversations.store import Store
from tests.upstreams.server import VENDORS
from tests.upstreams.turns import Turn
from tests.upstreams.vendor import Tolerance
from translators.exchange.exchange import Exchange
from translators.hub.document import Document
from translators.memory.thoughts import remembered
from translators.mint import Mint
from translators.providers.provider import Provider
from translators.registry import endpoint_of
from translators.wire import json_bytes

BASE_URL = "http://relay.invalid/v1"


@dataclass
class Relay:
    """Answers a client's n-th request with the n-th turn, and keeps what upstream was sent.

    Fields may be changed between two requests: the provider, the account, who the client is.
    """

    provider: Provider
    model: str
    turns: Iterable[Turn]
    client: str = "a client"
    account: str = ""
    store: Store = field(default_factory=MemoryStore)
    tolerance: Tolerance = field(default_factory=Tolerance)
    sent: list[Document] = field(default_factory=list[Document])
    losses: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        self._script = iter(self.turns)
        self._mint = Mint()
        self.http = httpx2.Client(transport=httpx2.MockTransport(self._handle))

    def _handle(self, request: httpx2.Request) -> httpx2.Response:
        found = endpoint_of(request.url.path)
        assert found is not None
        dialect, endpoint = found
        document = json_bytes.loads_object(request.content)
        keeper = Keeper(self.store)
        thoughts = keeper.thoughts(document, self.client) if not dialect.returns_reasoning else None
        exchange = Exchange(
            remembered(dialect, thoughts) if thoughts else dialect,
            self.provider,
            self.model,
            self._mint,
            endpoint=endpoint,
            account=self.account,
        )
        turn = keeper.begin(document)
        assert not isinstance(turn, tuple), turn
        self.sent.append(json_bytes.loads_object(json_bytes.dumps(exchange.request(turn.document))))
        body = self._upstream(self.sent[-1])
        if exchange.client_streams:
            stream = turn.watch(exchange.stream())
            said = b"".join((*stream.feed(body), *stream.finish()))
        else:
            said = exchange.response(200, body).body
            turn.keep_body(said)
        self.losses = [str(loss) for loss in exchange.losses]
        kind = "text/event-stream" if exchange.client_streams else "application/json"
        return httpx2.Response(200, headers={"content-type": kind}, content=said)

    def _upstream(self, document: Document) -> bytes:
        """What the upstream says to a request that it takes; it knows its own seals."""
        vendor = VENDORS[self.provider.dialect.name]
        vendor.check(document, self.tolerance)
        turn = next(self._script)
        if turn.seal:
            self.tolerance.seals.add(turn.seal)
        if document.get("stream") is True:
            return b"".join(vendor.stream(turn, document))
        return json_bytes.dumps(vendor.whole(turn, document))
