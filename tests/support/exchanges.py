"""Exchanges between any two dialects, as the addon would set them up, but reproducible."""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.support.corpus import Capture, parameters
from translators.dialect import Dialect
from translators.exchange.exchange import Exchange
from translators.hub.document import Document
from translators.mint import Mint
from translators.providers.provider import Provider
from translators.providers.registry import PROVIDERS
from translators.registry import DIALECTS

PAIRS = [(client, upstream) for client in DIALECTS for upstream in DIALECTS if client != upstream]
"""(what the client speaks, what the upstream speaks), for all that need a translation."""

MODELS = {"anthropic-messages": "claude-opus-4-6"}
"""A current model of each dialect's own vendor, the most capable kind."""

PLAIN: dict[str, Document] = {
    "openai-chat": {
        "model": "m",
        "messages": [{"role": "user", "content": "x"}],
        "stream_options": {"include_usage": True},
    },
    "openai-responses": {"model": "m", "input": "x"},
    "anthropic-messages": {
        "model": "m",
        "max_tokens": 9,
        "messages": [{"role": "user", "content": "x"}],
    },
}
"""The least that can be asked in each dialect; usage is wanted of every stream."""


def crossed(chosen: Sequence[Capture]) -> list[Any]:
    """Captures as a test's parameters, each with every dialect but its own."""
    return [
        pytest.param(*parameter.values, other, marks=parameter.marks, id=f"{parameter.id}-{other}")
        for parameter in parameters(chosen)
        for other, own in PAIRS
        if own == getattr(parameter.values[0], "dialect", own)
    ]


def provider_of(dialect: Dialect) -> Provider:
    """The first provider that speaks a dialect: its own vendor."""
    return next(provider for provider in PROVIDERS.values() if provider.dialect is dialect)


def exchange_between(
    client: str, upstream: str, *, model: str | None = None, drop_content: bool = False
) -> Exchange:
    """A new exchange; ids count from one and the clock stands still."""
    return Exchange(
        DIALECTS[client],
        provider_of(DIALECTS[upstream]),
        model or MODELS.get(upstream, "gpt-5.5"),
        Mint(now=lambda: 1_700_000_000),
        drop_content=drop_content,
    )


def plain_exchange(client: str, upstream: str, *, stream: bool) -> Exchange:
    """An exchange in which the client has asked for the least."""
    exchange = exchange_between(client, upstream)
    exchange.request({**PLAIN[client], "stream": stream})
    return exchange


def streamed(exchange: Exchange, data: bytes, size: int | None = None) -> bytes:
    """What the client gets for an upstream's stream that arrives in pieces of a size."""
    stream = exchange.stream()
    step = size or len(data) or 1
    pieces = [data[start : start + step] for start in range(0, len(data), step)]
    said = [frame for piece in pieces for frame in stream.feed(piece)]
    return b"".join((*said, *stream.finish()))
