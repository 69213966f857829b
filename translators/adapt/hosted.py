"""Tools that a vendor runs: web search is one that several have, each under its own name.

Only the tool is said in the upstream's words. What it found comes back as the text that the model
made of it, with its sources; the searches themselves are reported as lost.
"""

from translators.adapt.changed import changed
from translators.dialect import Context
from translators.hub.parts import Foreign
from translators.hub.request import Request
from translators.hub.tools import AnyTool


def fit(request: Request, context: Context) -> Request:
    """Say a web search in the upstream's words, where it has one."""
    client, upstream = context.client, context.upstream
    decode = client and client.decode_web_search
    encode = upstream and upstream.encode_web_search
    if not context.profile.web_search or decode is None or encode is None:
        return request

    def adapted(tool: AnyTool) -> AnyTool:
        search = decode(tool, context.losses) if isinstance(tool, Foreign) else None
        return tool if search is None else encode(search)

    return changed(request, tools=tuple(map(adapted, request.tools)))
