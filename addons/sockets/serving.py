"""A flow that asks for a WebSocket gets one, and what comes on it becomes flows of its own."""

import logging
from functools import partial

from mitmproxy import http

from addons.passage.live_flows import LiveFlows
from addons.passage.record import KEY
from addons.routes.claims import Claim
from addons.sockets.connection import Opening
from addons.sockets.handshake import accept, take_credentials
from addons.sockets.layer import SocketLayer

logger = logging.getLogger(__name__)


def serve(flow: http.HTTPFlow, claim: Claim, live_flows: LiveFlows) -> None:
    """Answer an upgrade; if it is one, leave with the flow what its connection goes on as."""
    flow.response = accept(flow.request)
    upgrade = take_credentials(flow.request)
    if flow.response.status_code != 101:
        return
    opening = Opening(flow, upgrade, claim.request_limit)
    live_flows.upgrades[flow] = partial(SocketLayer, live_flows=live_flows, opening=opening)
    flow.metadata[KEY] = {
        "client": claim.dialect.name,
        "websocket": "served here: each request on it has a flow of its own",
    }
    logger.info("[dragoman] %s: a WebSocket is served", claim.dialect.name)
