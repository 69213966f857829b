"""What an upstream is sent for a client's document."""

from translators.exchange.exchange import Exchange
from translators.hub.document import Document
from translators.providers.provider import Provider
from translators.registry import DIALECTS


def send(provider: Provider, dialect: str, document: Document, model: str = "m") -> Document:
    """The document that reaches `provider` when a client of `dialect` asks for `model`."""
    return Exchange(DIALECTS[dialect], provider).request({"model": model, **document})
