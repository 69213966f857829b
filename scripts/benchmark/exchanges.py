"""The exchanges that are measured: one small request per dialect, and what it opens."""

from scripts.benchmark.upstreams import MODEL, TOOL
from translators.dialect import Dialect
from translators.exchange.exchange import Exchange
from translators.hub.document import Document
from translators.providers.registry import PROVIDERS

PROVIDER_OF = {
    "openai-chat": "openai-chat",
    "openai-responses": "openai",
    "anthropic-messages": "anthropic",
}
"""The provider that stands for a dialect."""

_SCHEMA: Document = {"type": "object", "properties": {"path": {"type": "string"}}}
_QUESTION: Document = {"role": "user", "content": "What does main.py do?"}

REQUESTS: dict[str, Document] = {
    "openai-chat": {
        "model": MODEL,
        "stream": True,
        "stream_options": {"include_usage": True},
        "messages": [_QUESTION],
        "tools": [{"type": "function", "function": {"name": TOOL, "parameters": _SCHEMA}}],
    },
    "openai-responses": {
        "model": MODEL,
        "stream": True,
        "input": [_QUESTION],
        "tools": [{"type": "function", "name": TOOL, "parameters": _SCHEMA, "strict": False}],
    },
    "anthropic-messages": {
        "model": MODEL,
        "stream": True,
        "max_tokens": 4096,
        "messages": [_QUESTION],
        "tools": [{"name": TOOL, "input_schema": _SCHEMA}],
    },
}
"""A small streaming request that offers the tool which the answers call, by dialect."""


def request_for(dialect: str, model: str) -> Document:
    """The request of a dialect, for another model."""
    return {**REQUESTS[dialect], "model": model}


def opened(client: Dialect, upstream: Dialect) -> Exchange:
    """An exchange whose request is through, ready for its answer."""
    exchange = Exchange(client, PROVIDERS[PROVIDER_OF[upstream.name]])
    exchange.request(REQUESTS[client.name])
    return exchange
