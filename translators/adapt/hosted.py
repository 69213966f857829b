"""Tools that a vendor runs: web search is one that two vendors have, each under its own name.

Only the tool is said in the upstream's words. What it found comes back as the text that the model
made of it, with its sources; the searches themselves are reported as lost.
"""

import re

from translators.adapt.changed import changed
from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.document import Document
from translators.hub.parts import Foreign
from translators.hub.request import Request
from translators.hub.tools import AnyTool
from translators.wire.cursor import Cursor

_MESSAGES, _RESPONSES = "anthropic-messages", "openai-responses"
_WEB_SEARCH = re.compile(r"web_search_\d{8}")

_UNSAID = {
    "max_uses": "the upstream searches as often as it likes",
    "blocked_domains": "the upstream can only be told which domains to search",
}


def fit(request: Request, context: Context) -> Request:
    """Say a web search in the upstream's words, where it has one."""
    if not context.profile.web_search or context.origin.dialect != _RESPONSES:
        return request
    return changed(request, tools=tuple(_tool(tool, context) for tool in request.tools))


def _tool(tool: AnyTool, context: Context) -> AnyTool:
    if not isinstance(tool, Foreign) or tool.dialect != _MESSAGES:
        return tool
    if not _WEB_SEARCH.fullmatch(tool.kind):
        return tool
    return Foreign(_RESPONSES, "web_search", _search(tool, context), tool.path)


def _search(tool: Foreign, context: Context) -> Document:
    asked = Cursor(tool.value, RequestError, tool.path)
    # There is one tool of this kind: its name tells nothing. Its declaration is never cached alone.
    asked.ignore("type", "name", "cache_control")
    said: Document = {"type": "web_search"}
    if domains := asked.array("allowed_domains"):
        said["filters"] = {"allowed_domains": domains}
    if location := asked.object("user_location"):
        said["user_location"] = location
    for path in asked.unread():
        key = path.rpartition(".")[2]
        context.losses.dropped(
            f"request.{path}", _UNSAID.get(key, "the upstream's search has no such setting")
        )
    return said
