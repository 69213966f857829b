import ssl
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from mitmproxy import connection, options
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.certs import CertStore
from mitmproxy.proxy import events, layer, layers
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import HTTPMode
from mitmproxy.proxy.layers.modes import HttpProxy, TransparentProxy
from mitmproxy.proxy.mode_specs import ProxyMode
from mitmproxy.test import taddons

from addons.edge.layer import TranslatingHttpLayer, adopt, destinations
from addons.edge.upgrade import UpgradableStream
from addons.passage.live_flows import LiveFlows
from tests.addons.proxy import CLIENTS, routes, running
from tests.addons.upstream import Peer, Seen, Upstream


@pytest.fixture
def context() -> Context:
    with taddons.context(Proxyserver()) as made:
        settings: options.Options = made.options
    client = connection.Client(peername=("client", 1), sockname=("", 0), timestamp_start=1)
    client.proxy_mode = ProxyMode.parse("regular")
    return Context(client, settings)


def choose(context: Context, chosen: layer.Layer | None) -> layer.NextLayer:
    nextlayer = layer.NextLayer(context)
    nextlayer.layer = chosen
    adopt(nextlayer, LiveFlows())
    return nextlayer


def test_a_plain_http_layer_is_exchanged(context: Context) -> None:
    chosen = choose(context, layers.HttpLayer(context, HTTPMode.regular)).layer

    assert type(chosen) is TranslatingHttpLayer
    assert chosen.mode is HTTPMode.regular
    assert context.layers == [chosen]


def test_an_http_layer_under_tls_is_exchanged(context: Context) -> None:
    server, client = layers.ServerTLSLayer(context), layers.ClientTLSLayer(context)
    server.child_layer = client
    client.child_layer = layers.HttpLayer(context, HTTPMode.transparent)

    chosen = choose(context, server).layer

    assert chosen is server
    assert type(client.child_layer) is TranslatingHttpLayer
    assert context.layers == [server, client, client.child_layer]


def test_ours_is_left_alone(context: Context) -> None:
    ours = TranslatingHttpLayer(context, HTTPMode.regular, LiveFlows())

    assert choose(context, ours).layer is ours


def test_other_layers_are_left_alone(context: Context) -> None:
    tcp = layers.TCPLayer(context)

    assert choose(context, tcp).layer is tcp
    assert choose(context, None).layer is None


def test_tls_without_a_choice_below_is_left_alone(context: Context) -> None:
    HttpProxy(context)
    tls = layers.ClientTLSLayer(context)

    assert choose(context, tls).layer is tls


def test_streams_of_our_layer_are_ours(context: Context) -> None:
    ours = TranslatingHttpLayer(context, HTTPMode.regular, LiveFlows())
    list(ours.handle_event(events.Start()))

    list(ours.make_stream(1))

    assert type(ours.streams[1]) is UpgradableStream


def test_a_destination_goes_by_its_address_and_its_name(context: Context) -> None:
    HttpProxy(context)
    context.server.address = ("192.0.2.1", 443)

    assert destinations(context, "api.test") == ("api.test", "192.0.2.1")
    assert destinations(context, None) == ("192.0.2.1",)


def test_tls_to_the_proxy_itself_is_not_passed_through(context: Context) -> None:
    HttpProxy(context)

    assert destinations(context, "proxy.test") is None


def test_tls_to_a_reverse_proxy_is_not_passed_through(context: Context) -> None:
    context.client.proxy_mode = ProxyMode.parse("reverse:https://api.test")
    context.server.address = ("api.test", 443)

    assert destinations(context, "localhost") is None


def test_a_transparent_proxy_knows_the_address(context: Context) -> None:
    TransparentProxy(context)
    context.server.address = ("192.0.2.1", 443)

    assert destinations(context, "api.test") == ("api.test", "192.0.2.1")


@pytest.mark.parametrize("way", CLIENTS)
async def test_every_way_in_leads_to_our_layer(folder: Path, way: str) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await peer.whole(500, b"{}")

    async with (
        Upstream(script) as upstream,
        running(routes(upstream.port), folder, way) as proxy,
        proxy.client(way) as client,
    ):
        response = await client.post("/v1/responses", json={"model": "m", "input": "hi"})

    assert (response.status_code, len(upstream.seen)) == (500, 1)


async def test_connections_that_are_over_are_forgotten(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client of HTTP/2 keeps one connection; each of its requests has one of HTTP/1.1."""

    async def script(peer: Peer, _: Seen) -> None:
        await peer.whole(500, b"{}")

    made: list[TranslatingHttpLayer] = []

    class Seeing(TranslatingHttpLayer):
        def __init__(self, context: Context, mode: HTTPMode, live_flows: LiveFlows) -> None:
            super().__init__(context, mode, live_flows)
            made.append(self)

    monkeypatch.setattr("addons.edge.layer.TranslatingHttpLayer", Seeing)
    async with (
        Upstream(script) as upstream,
        running(routes(upstream.port), folder, "connect-h2") as proxy,
        proxy.client("connect-h2") as client,
    ):
        for _ in range(6):
            await client.post("/v1/responses", json={"model": "m", "input": "hi"})
        kept = max(len(over.connections) for over in made)

    assert upstream.connections == 6
    assert kept <= 3  # the client's, the last one, and perhaps the one before


async def test_plain_http_through_the_proxy_leads_there_too(folder: Path) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await peer.whole(500, b"{}")

    async with (
        Upstream(script) as upstream,
        running(routes(upstream.port), folder) as proxy,
        httpx.AsyncClient(proxy=f"http://127.0.0.1:{proxy.port}", trust_env=False) as client,
    ):
        response = await client.post(
            "http://api.example.test/v1/responses", json={"model": "m", "input": "hi"}
        )

    assert (response.status_code, len(upstream.seen)) == (500, 1)


async def test_a_host_that_no_route_names_keeps_its_own_certificate(
    folder: Path, tmp_path: Path
) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await peer.whole(200, b"untouched", "text/plain")

    entry = CertStore.from_store(tmp_path, "other", 2048).get_cert(
        "localhost", [x509.DNSName("localhost")]
    )
    pem = tmp_path / "both.pem"
    pem.write_bytes(entry.cert.to_pem() + (tmp_path / "other-ca.pem").read_bytes())
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(pem)
    trusting = ssl.create_default_context(cafile=str(tmp_path / "other-ca-cert.pem"))
    async with (
        Upstream(script, tls=theirs) as upstream,
        running(routes(upstream.port), folder) as proxy,
        httpx.AsyncClient(
            proxy=f"http://127.0.0.1:{proxy.port}", verify=trusting, trust_env=False
        ) as client,
    ):
        response = await client.get(f"https://localhost:{upstream.port}/v1/responses")

    assert response.text == "untouched"
    assert proxy.watcher.live == []
