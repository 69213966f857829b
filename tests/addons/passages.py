"""Passages of a Chat client to a Messages upstream, without any network."""

from collections.abc import Callable
from dataclasses import replace

from addons.conversations.keeper import PendingTurn
from addons.passage.attempt import Attempt
from addons.passage.passage import Passage
from addons.passage.record import Record
from addons.routes.policy import USUAL, Policy
from tests.addons import mitm
from tests.addons.routes.samples import route
from tests.addons.samples import CHAT, STREAMED_CHAT
from translators.dialect import Dialect
from translators.exchange.exchange import Exchange
from translators.hub.document import Document
from translators.providers.provider import Provider
from translators.providers.registry import PROVIDERS
from translators.registry import DIALECTS


def passage(*, streams: bool = True, spoil: Callable[[Dialect], Dialect] | None = None) -> Passage:
    """A passage whose request is translated; the clock stands at 7. `spoil` breaks the upstream."""
    provider = PROVIDERS["anthropic"]
    if spoil is not None:
        provider = replace(provider, dialect=spoil(provider.dialect))
    client, policy = DIALECTS["openai-chat"], Policy(response_limit=5000)
    return begun(client, provider, STREAMED_CHAT if streams else CHAT, policy)


def begun(
    client: Dialect,
    provider: Provider,
    document: Document,
    policy: Policy = USUAL,
    turn: PendingTurn | None = None,
) -> Passage:
    """The passage of a client's document whose request has been translated."""
    leading = route("*", name="main", provider=provider)
    target = leading.targets[0]
    record = Record.begin(leading, target, client, "gpt-5")
    exchange = Exchange(client, provider, "claude-x")
    exchange.request(document)
    attempt = Attempt(target, exchange, mitm.request())
    return Passage(attempt, record, policy, clock=lambda: 7.0, turn=turn)
