from pathlib import Path

import pytest
from mitmproxy import http
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import HttpLayer, HTTPMode, SendHttp
from mitmproxy.proxy.layers.http._events import ResponseEndOfMessage
from mitmproxy.test import taddons, tflow

from addons.edge.upgrade import UpgradableStream
from addons.passage.live_flows import LiveFlows
from tests.addons.mitm import response
from tests.addons.proxy import PATH, routes, running
from tests.addons.samples import END, START, STREAMED_CHAT, text
from tests.addons.upstream import Peer, Seen, Upstream


class After(layer.Layer):
    """What goes on after HTTP: says what it hears."""

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        yield commands.Log(type(event).__name__)


@pytest.fixture
def made() -> tuple[UpgradableStream, LiveFlows]:
    flow = tflow.tflow()
    with taddons.context(Proxyserver()) as tools:
        context = Context(flow.client_conn, tools.options)
    HttpLayer(context, HTTPMode.transparent)
    live_flows = LiveFlows()
    stream = UpgradableStream(context, 7, live_flows, After(context.fork()))
    stream.flow = flow
    flow.response = response(101)
    return stream, live_flows


def test_a_connection_goes_on_as_what_was_left_in_custody(
    made: tuple[UpgradableStream, LiveFlows],
) -> None:
    stream, live_flows = made
    modes: list[HTTPMode] = []

    def upgrade(context: Context, mode: HTTPMode) -> layer.Layer:
        modes.append(mode)
        return After(context)

    live_flows.upgrades[stream.flow] = upgrade
    started, end = stream.flow_done()
    (heard,) = stream.handle_event(events.DataReceived(stream.context.client, b"a"))

    assert modes == [HTTPMode.transparent]
    assert isinstance(started, commands.Log)
    assert isinstance(end, SendHttp)
    assert end.event == ResponseEndOfMessage(7)
    assert isinstance(heard, commands.Log)
    assert (started.message, heard.message) == ("Start", "DataReceived")
    assert stream.flow not in live_flows.upgrades


async def test_other_streams_end_as_ever(folder: Path) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await peer.stream(START, text("hello"), END)

    async with (
        Upstream(script) as upstream,
        running(routes(upstream.port), folder, "reverse") as proxy,
        proxy.client("reverse") as client,
    ):
        for _ in range(2):
            assert "hello" in (await client.post(PATH, json=STREAMED_CHAT)).text

    assert all(isinstance(flow, http.HTTPFlow) and not flow.live for flow in proxy.watcher.flows)
