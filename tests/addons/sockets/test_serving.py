import logging

import pytest
from mitmproxy import connection, http
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import HTTPMode
from mitmproxy.test import taddons

from addons.passage.passage import Custody
from addons.passage.record import KEY
from addons.routes.route import RESPONSES, Address, Claim, Policy, Route, glob
from addons.sockets.layer import SocketLayer
from addons.sockets.serving import serve
from tests.addons.mitm import request
from tests.addons.sockets.client import UPGRADE
from translators.providers import PROVIDERS


def claim() -> Claim:
    address = Address("https", "u", 443, "")
    policy = Policy(request_limit=5)
    return Claim(RESPONSES, (Route("a", glob("*"), PROVIDERS["anthropic"], address, None, policy),))


def upgrade(**headers: str) -> http.HTTPFlow:
    client = connection.Client(peername=("client", 1), sockname=("", 0), timestamp_start=1)
    flow = http.HTTPFlow(client, connection.Server(address=("api.example.test", 443)))
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    flow.request = request("/v1/responses", method="GET", headers={**UPGRADE, **named})
    return flow


def test_an_upgrade_leaves_what_its_connection_goes_on_as() -> None:
    custody, flow = Custody(), upgrade()
    serve(flow, claim(), custody)

    assert flow.response is not None
    assert flow.response.status_code == 101
    with taddons.context(Proxyserver()) as made:
        layer = custody.upgrades[flow](Context(flow.client_conn, made.options), HTTPMode.regular)
    assert type(layer) is SocketLayer


def test_what_is_no_upgrade_leaves_nothing() -> None:
    custody, flow = Custody(), upgrade(sec_websocket_version="8")
    serve(flow, claim(), custody)

    assert flow.response is not None
    assert flow.response.status_code == 426
    assert flow not in custody.upgrades
    assert flow.metadata == {}


def test_the_flow_and_the_log_say_what_happened_and_keep_no_credential(
    caplog: pytest.LogCaptureFixture,
) -> None:
    flow = upgrade(authorization="Bearer secret")
    with caplog.at_level(logging.INFO):
        serve(flow, claim(), Custody())

    assert flow.metadata[KEY]["client"] == "openai-responses"
    assert "authorization" not in flow.request.headers
    assert caplog.messages == ["[dragoman] openai-responses: a WebSocket is served"]
