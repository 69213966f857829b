"""Waiting and silence: what a client hears, and when an upstream is given up."""

import asyncio
from pathlib import Path

import pytest
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.connection import Client
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http._http1 import Http1Server
from mitmproxy.test import taddons, tflow

from addons.edge.stream import ResilientStream
from addons.passage import deadlines
from addons.passage.live_flows import LiveFlows
from tests.addons.passages import passage
from tests.addons.proxy import PATH, ask, each_way, error_in, routes, running
from tests.addons.samples import (
    END,
    START,
    STREAMED_CHAT,
    WHOLE,
    error_of,
    overloaded,
    text,
    words_of,
)
from tests.addons.upstream import Peer, Seen, Upstream


async def test_an_upstream_that_does_not_close_after_its_last_word_is_hung_up_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlines, "LINGER", 0.05)

    async def script(peer: Peer, _: Seen) -> None:
        await peer.head()
        await peer.chunk(START + text("hello") + END)
        await peer.left()
        left.set()

    left = asyncio.Event()
    async with (
        Upstream(script) as upstream,
        running(routes(upstream.port), folder) as proxy,
    ):
        response = await ask(proxy)
        await asyncio.wait_for(left.wait(), 5)

    assert words_of(response.text) == "hello"
    assert error_of(response.text) is None
    assert proxy.flow.error is None


@each_way
async def test_a_waiting_client_gets_headers_and_signs_of_life(folder: Path, way: str) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await heard.wait()
        await peer.stream(START, text("hello"), END)

    heard = asyncio.Event()
    async with Upstream(script) as upstream:
        configuration = routes(upstream.port, keep_alive_seconds=0.05)
        async with (
            running(configuration, folder, way) as proxy,
            proxy.client(way) as client,
            client.stream("POST", PATH, json=STREAMED_CHAT) as response,
        ):
            said = ""
            async for piece in response.aiter_text():
                said += piece
                if said.count(": keep-alive") == 3:
                    heard.set()

    assert response.headers["content-type"] == "text/event-stream"
    assert said.startswith(": keep-alive\n\n: keep-alive\n\n: keep-alive\n\n")
    assert words_of(said) == "hello"
    assert proxy.flow.error is None


@each_way
async def test_a_client_hears_from_us_while_the_upstream_thinks(folder: Path, way: str) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await peer.head()
        await peer.chunk(START + text("hello "))
        await heard.wait()
        await peer.chunk(text("world") + END)
        await peer.end()

    heard = asyncio.Event()
    async with Upstream(script) as upstream:
        configuration = routes(upstream.port, keep_alive_seconds=0.05)
        async with (
            running(configuration, folder, way) as proxy,
            proxy.client(way) as client,
            client.stream("POST", PATH, json=STREAMED_CHAT) as response,
        ):
            said = ""
            async for piece in response.aiter_text():
                said += piece
                if said.count(": keep-alive") == 2:
                    heard.set()

    assert words_of(said) == "hello world"
    assert error_of(said) is None


async def test_an_error_that_comes_after_the_headers_is_told_in_the_stream(folder: Path) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await heard.wait()
        await peer.whole(529, overloaded())

    heard = asyncio.Event()
    async with Upstream(script) as upstream:
        configuration = routes(upstream.port, keep_alive_seconds=0.05)
        async with (
            running(configuration, folder) as proxy,
            proxy.client() as client,
            client.stream("POST", PATH, json=STREAMED_CHAT) as response,
        ):
            said = ""
            async for piece in response.aiter_text():
                said += piece
                heard.set()

    error = error_of(said)
    assert response.status_code == 200
    assert error is not None
    assert error["message"] == "Overloaded"
    assert said.endswith("data: [DONE]\n\n")


async def test_a_whole_answer_that_comes_after_the_headers_is_told_as_a_stream(
    folder: Path,
) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await heard.wait()
        await peer.whole(200, WHOLE)

    heard = asyncio.Event()
    async with Upstream(script) as upstream:
        configuration = routes(upstream.port, keep_alive_seconds=0.05)
        async with (
            running(configuration, folder) as proxy,
            proxy.client() as client,
            client.stream("POST", PATH, json=STREAMED_CHAT) as response,
        ):
            said = ""
            async for piece in response.aiter_text():
                said += piece
                heard.set()

    assert words_of(said) == "hello"
    assert error_of(said) is None


async def test_a_client_is_kept_company_while_the_connection_is_made(folder: Path) -> None:
    async def accept(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await heard.wait()  # and never answer the TLS handshake
        writer.close()

    heard = asyncio.Event()
    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    slow = routes(server.sockets[0].getsockname()[1], keep_alive_seconds=0.05)
    async with (
        server,
        running(slow.replace("http://", "https://"), folder) as proxy,
        proxy.client() as client,
        client.stream("POST", PATH, json=STREAMED_CHAT) as response,
    ):
        said = ""
        async for piece in response.aiter_text():
            said += piece
            if said.count(": keep-alive") == 3:
                heard.set()

    assert "The upstream's connection failed" in str((error_of(said) or {})["message"])


async def test_a_connection_that_is_never_made_is_given_up(folder: Path) -> None:
    async def accept(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await answered.wait()
        writer.close()

    answered = asyncio.Event()
    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    slow = routes(server.sockets[0].getsockname()[1], first_byte_seconds=0.1)
    async with server, running(slow.replace("http://", "https://"), folder) as proxy:
        response = await ask(proxy)
        answered.set()

    assert response.status_code == 504
    assert error_in(response)["message"] == "The upstream did not begin to answer within 0.1 s"


@each_way
async def test_an_upstream_that_never_begins_is_given_up(folder: Path, way: str) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await peer.left()
        left.set()

    left = asyncio.Event()
    async with Upstream(script) as upstream:
        configuration = routes(upstream.port, first_byte_seconds=0.1)
        async with running(configuration, folder, way) as proxy:
            response = await ask(proxy, way, stream=False)
            await asyncio.wait_for(left.wait(), 5)

    assert response.status_code == 504
    assert error_in(response)["message"] == "The upstream did not begin to answer within 0.1 s"
    assert proxy.flow.error is not None


@each_way
async def test_an_upstream_that_falls_silent_is_given_up(folder: Path, way: str) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await peer.head()
        await peer.chunk(START + text("hello"))
        await peer.left()
        left.set()

    left = asyncio.Event()
    async with Upstream(script) as upstream:
        configuration = routes(upstream.port, silence_seconds=0.1)
        async with running(configuration, folder, way) as proxy:
            response = await ask(proxy, way)
            await asyncio.wait_for(left.wait(), 5)

    error = error_of(response.text)
    assert words_of(response.text) == "hello"
    assert error is not None
    assert error["message"] == "The upstream has said nothing for 0.1 s"


async def test_an_upstream_that_falls_silent_in_a_gathered_body_is_given_up(folder: Path) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await peer.head(content_type="application/json")
        await peer.chunk(WHOLE[:20])
        await peer.left()

    async with Upstream(script) as upstream:
        configuration = routes(upstream.port, silence_seconds=0.1)
        async with running(configuration, folder) as proxy:
            response = await ask(proxy, stream=False)

    assert response.status_code == 504
    assert error_in(response)["message"] == "The upstream has said nothing for 0.1 s"


def test_every_piece_of_a_gathered_body_is_heard() -> None:
    with taddons.context(Proxyserver()) as made:
        client = Client(peername=("", 0), sockname=("", 0), timestamp_start=0)
        context = Context(client, made.options)
        stream = ResilientStream(context, 1, LiveFlows(), Http1Server(context))
    gathering = passage(streams=False)
    stream.flow, stream.passage = tflow.tflow(), gathering

    assert list(stream.check_body_size(request=False)) == []
    assert gathering.deadlines.heard == 7.0
