"""An arrival made ready for one target. It may be done again, for another target."""

from functools import partial

from addons.arrival.arrival import Arrival
from addons.messages import edits, fingerprints
from addons.minting import MINT
from addons.passage.attempt import Attempt
from addons.routes.target import Target
from translators.dialect import Dialect
from translators.exchange.exchange import Exchange
from translators.hub.document import Document
from translators.memory.thoughts import remembered
from translators.registry import foreign_parameters
from translators.wire import json_bytes


def exchange_for(arrival: Arrival, target: Target) -> Exchange:
    """The exchange that translates an arrival for a target, and the target's answer."""
    record, policy = arrival.record, arrival.record.route.policy
    exchange = Exchange(
        _client(arrival, target),
        target.provider,
        target.upstream_model(record.model),
        MINT,
        endpoint=arrival.endpoint,
        strict=policy.strict,
        drop_content=policy.drop_content,
        account=fingerprints.account(target.key),
    )
    record.losses = exchange.losses
    return exchange


def attempt_at(
    arrival: Arrival, target: Target, exchange: Exchange, translated: Document
) -> Attempt:
    """The attempt that sends a translated document; what needed no translation keeps its bytes."""
    provider = target.provider
    body = arrival.body if translated is arrival.document else json_bytes.dumps(translated)
    streams, same = exchange.upstream_streams, exchange.bypass
    request = edits.copy_of(arrival.request)
    edits.set_body_and_headers(request, provider, body, streams=streams, same=same)
    foreign = foreign_parameters(provider.dialect)
    edits.set_destination(request, target.address, exchange.path_and_query, foreign)
    counts = arrival.endpoint.question == "count"
    instead = partial(arrival.calibration.instead, exchange) if counts else None
    return Attempt(target, exchange, request, instead)


def _client(arrival: Arrival, target: Target) -> Dialect:
    """What the client speaks; if it sends no thinking back, with what we have kept of that."""
    client, keeper = arrival.record.client, arrival.keeper
    same = client.name == target.provider.dialect.name
    if keeper is None or same or client.returns_reasoning:
        return client
    thoughts = keeper.thoughts(arrival.document, fingerprints.client(arrival.request))
    return client if thoughts is None else remembered(client, thoughts)
