import logging

import pytest
from mitmproxy import connection, http
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import HTTPMode
from mitmproxy.test import taddons

from addons.passage.live_flows import LiveFlows
from addons.passage.record import KEY
from addons.routes.claims import Claim
from addons.routes.policy import Policy
from addons.sockets.layer import SocketLayer
from addons.sockets.serving import serve
from tests.addons.mitm import request
from tests.addons.routes.samples import RESPONSES, claim, route
from tests.addons.sockets.client import UPGRADE


def serving() -> Claim:
    return claim(RESPONSES, route(policy=Policy(request_limit=5)))


def upgrade(**headers: str) -> http.HTTPFlow:
    client = connection.Client(peername=("client", 1), sockname=("", 0), timestamp_start=1)
    flow = http.HTTPFlow(client, connection.Server(address=("api.example.test", 443)))
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    flow.request = request("/v1/responses", method="GET", headers={**UPGRADE, **named})
    return flow


def test_an_upgrade_leaves_what_its_connection_goes_on_as() -> None:
    live_flows, flow = LiveFlows(), upgrade()
    serve(flow, serving(), live_flows)

    assert flow.response is not None
    assert flow.response.status_code == 101
    with taddons.context(Proxyserver()) as made:
        layer = live_flows.upgrades[flow](Context(flow.client_conn, made.options), HTTPMode.regular)
    assert type(layer) is SocketLayer


def test_what_is_no_upgrade_leaves_nothing() -> None:
    live_flows, flow = LiveFlows(), upgrade(sec_websocket_version="8")
    serve(flow, serving(), live_flows)

    assert flow.response is not None
    assert flow.response.status_code == 426
    assert flow not in live_flows.upgrades
    assert flow.metadata == {}


def test_the_flow_and_the_log_say_what_happened_and_keep_no_credential(
    caplog: pytest.LogCaptureFixture,
) -> None:
    flow = upgrade(authorization="Bearer secret")
    with caplog.at_level(logging.INFO):
        serve(flow, serving(), LiveFlows())

    assert flow.metadata[KEY]["client"] == "openai-responses"
    assert "authorization" not in flow.request.headers
    assert caplog.messages == ["[dragoman] openai-responses: a WebSocket is served"]
