"""Passages of a Chat client to a Messages upstream, without any network."""

from collections.abc import Callable
from dataclasses import replace

from addons.messages.address import Address
from addons.passage.passage import Passage
from addons.passage.record import Record
from addons.routes.policy import Policy
from addons.routes.route import Route, glob
from tests.addons.samples import CHAT, STREAMED_CHAT
from translators.dialect import Dialect
from translators.exchange.exchange import Exchange
from translators.providers.registry import PROVIDERS
from translators.registry import DIALECTS


def passage(*, streams: bool = True, spoil: Callable[[Dialect], Dialect] | None = None) -> Passage:
    """A passage whose request is translated; the clock stands at 7. `spoil` breaks the upstream."""
    provider = PROVIDERS["anthropic"]
    if spoil is not None:
        provider = replace(provider, dialect=spoil(provider.dialect))
    route = Route("main", glob("*"), provider, Address("https", "u", 443, ""))
    record = Record.begin(route, DIALECTS["openai-chat"], "gpt-5")
    exchange = Exchange(record.client, provider, "claude-x")
    exchange.request(STREAMED_CHAT if streams else CHAT)
    policy = Policy(response_limit=5000)
    return Passage(exchange, record, policy, lambda request: request, clock=lambda: 7.0)
