"""What the streams lean on in mitmproxy, each through a real proxy on loopback."""

import asyncio
from pathlib import Path

import httpx
import pytest

from tests.addons.proxy import PATH, ask, each_way, error_in, routes, running
from tests.addons.samples import (
    END,
    START,
    STREAMED_CHAT,
    error_of,
    text,
    words_of,
)
from tests.addons.upstream import Peer, Seen, Upstream


@each_way
async def test_a_stream_goes_through(folder: Path, way: str) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await peer.stream(START, text("hello "), text("world"), END)

    async with (
        Upstream(script) as upstream,
        running(routes(upstream.port), folder, way) as proxy,
    ):
        response = await ask(proxy, way)

    assert response.http_version == ("HTTP/2" if way == "connect-h2" else "HTTP/1.1")
    assert response.status_code == 200
    assert words_of(response.text) == "hello world"
    assert response.text.endswith("data: [DONE]\n\n")
    assert proxy.flow.error is None


@each_way
async def test_an_upstream_that_dies_within_an_event_leaves_last_words(
    folder: Path, way: str
) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await peer.head()
        await peer.chunk(START + text("hello") + text("torn")[:40])
        await heard.wait()
        peer.kill()

    heard = asyncio.Event()
    async with (
        Upstream(script) as upstream,
        running(routes(upstream.port), folder, way) as proxy,
        proxy.client(way) as client,
        client.stream("POST", PATH, json=STREAMED_CHAT) as response,
    ):
        said = ""
        async for piece in response.aiter_text():
            said += piece
            if "hello" in said:
                heard.set()

    assert words_of(said) == "hello"
    error = error_of(said)
    assert error is not None
    assert "The upstream's connection failed" in str(error["message"])
    assert said.endswith("data: [DONE]\n\n")
    assert proxy.flow.error is not None
    assert "The upstream's connection failed" in proxy.flow.error.msg


async def test_an_upstream_that_dies_after_its_last_word_is_no_failure(folder: Path) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await peer.head()
        await peer.chunk(START + text("hello") + END)
        await heard.wait()
        peer.kill()

    heard = asyncio.Event()
    async with (
        Upstream(script) as upstream,
        running(routes(upstream.port), folder) as proxy,
        proxy.client() as client,
        client.stream("POST", PATH, json=STREAMED_CHAT) as response,
    ):
        said = ""
        async for piece in response.aiter_text():
            said += piece
            if "[DONE]" in said:
                heard.set()

    assert words_of(said) == "hello"
    assert error_of(said) is None
    assert proxy.flow.error is None


@each_way
@pytest.mark.parametrize("streams", [True, False])
async def test_a_refused_connection_is_told_in_the_clients_dialect(
    folder: Path, way: str, streams: bool, unused_tcp_port: int
) -> None:
    async with running(routes(unused_tcp_port), folder, way) as proxy:
        response = await ask(proxy, way, stream=streams)

    assert response.status_code == 502
    assert "Connect call failed" in str(error_in(response)["message"])


async def test_a_failed_handshake_is_told_in_the_clients_dialect(folder: Path) -> None:
    async def accept(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"this is no TLS")
        writer.close()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    secure = routes(server.sockets[0].getsockname()[1]).replace("http://", "https://")
    async with server, running(secure, folder) as proxy:
        response = await ask(proxy)

    assert response.status_code == 502
    assert "message" in error_in(response)


@each_way
@pytest.mark.parametrize("begun", [True, False])
async def test_a_client_that_leaves_frees_the_upstream(folder: Path, way: str, begun: bool) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        if begun:
            await peer.head()
            await peer.chunk(START + text("hello"))
        asked.set()
        await peer.left()
        left.set()

    asked, left = asyncio.Event(), asyncio.Event()
    async with (
        Upstream(script) as upstream,
        running(routes(upstream.port), folder, way) as proxy,
        proxy.client(way) as client,
    ):
        leaving = asyncio.create_task(client.post(PATH, json=STREAMED_CHAT))
        await asked.wait()
        leaving.cancel()
        await client.aclose()
        await asyncio.wait_for(left.wait(), 5)
        await asyncio.wait_for(proxy.watcher.ended.wait(), 5)

    assert proxy.flow.error is not None


async def test_a_killed_flow_is_cut_and_its_timers_stay_quiet(folder: Path) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        proxy.watcher.live[-1].kill()
        await peer.stream(START)

    async with Upstream(script) as upstream:
        configuration = routes(upstream.port, keep_alive_seconds=0.05)
        async with running(configuration, folder) as proxy:
            with pytest.raises(httpx.RemoteProtocolError):
                await ask(proxy)
