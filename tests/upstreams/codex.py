"""What OpenAI takes from Codex and documents nowhere: its API's types know none of these keys.

Codex 0.169 sends them to api.openai.com (clients 4), and what goes through untouched must hold
them. Nobody else may: a request is Codex's if it says so in `client_metadata`.
"""

from tests.upstreams.refusal import objects
from translators.hub.document import Document, Json

_OF_REQUESTS = "client_metadata"
_OF_ITEMS = "internal_chat_message_metadata_passthrough"
_OF_WEB_SEARCH = "search_content_types"


def documented(document: Document) -> Document:
    """The request without Codex's own keys, if it is Codex's."""
    if _OF_REQUESTS not in document:
        return document
    known = _without(_OF_REQUESTS, document)
    for place, key in (("input", _OF_ITEMS), ("tools", _OF_WEB_SEARCH)):
        if place in known:
            known[place] = _each_without(key, known[place])
    return known


def _each_without(key: str, items: Json) -> Json:
    return [_without(key, item) for item in objects(items)] if isinstance(items, list) else items


def _without(key: str, table: Document) -> Document:
    return {name: value for name, value in table.items() if name != key}
