"""Tools that Anthropic runs itself, as far as other vendors run them as well."""

import re

from translators.anthropic_messages.vocabulary import NAME
from translators.errors import RequestError
from translators.hub.parts import Foreign
from translators.hub.tools import WebSearch
from translators.losses import Losses
from translators.wire.cursor import Cursor

_WEB_SEARCH = re.compile(r"web_search_\d{8}")

_ABSENT = {
    "max_uses": "the upstream searches as often as it likes",
    "blocked_domains": "the upstream can only be told which domains to search",
}


def decode_web_search(tool: Foreign, losses: Losses) -> WebSearch | None:
    """A web search; None for any other tool. What only Anthropic's knows is a loss."""
    if tool.dialect != NAME or not _WEB_SEARCH.fullmatch(tool.kind):
        return None
    declaration = Cursor(tool.value, RequestError, tool.path)
    # There is one tool of this kind: its name tells nothing. Its declaration is never cached alone.
    declaration.ignore("type", "name", "cache_control")
    domains, location = declaration.array("allowed_domains"), declaration.object("user_location")
    for path in declaration.unread():
        key = path.rpartition(".")[2]
        reason = _ABSENT.get(key, "the upstream's search has no such setting")
        losses.dropped(f"request.{path}", reason)
    return WebSearch(domains or [], location, tool.path)
