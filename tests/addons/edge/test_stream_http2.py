"""The same over HTTP/2, on either side, where connections are shared."""

import asyncio
import json
from pathlib import Path

import pytest

from tests.addons.http2 import DataReceived, Http2Upstream, StreamReset, Wire, dial, post
from tests.addons.proxy import PATH, ask, routes, running
from tests.addons.samples import (
    END,
    START,
    STREAMED_CHAT,
    error_of,
    text,
    words_of,
)
from tests.addons.upstream import Peer, Seen, Upstream


async def test_one_failing_stream_leaves_its_neighbours_alone(folder: Path) -> None:
    async def script(peer: Peer, seen: Seen) -> None:
        if b"dies" in seen.body:
            await peer.head()
            await peer.chunk(START)
            peer.kill()
            died.set()
        else:
            await peer.head()
            await peer.chunk(START)
            await died.wait()
            await peer.chunk(text("alive") + END)
            await peer.end()

    died = asyncio.Event()
    async with (
        Upstream(script) as upstream,
        running(routes(upstream.port), folder, "connect-h2") as proxy,
        proxy.client("connect-h2") as client,
    ):
        lives, dies = await asyncio.gather(
            client.post(PATH, json=STREAMED_CHAT),
            client.post(
                PATH, json={**STREAMED_CHAT, "messages": [{"role": "user", "content": "dies"}]}
            ),
        )

    assert words_of(lives.text) == "alive"
    assert error_of(dies.text) is not None


@pytest.mark.parametrize("dies", ["reset", "goes away", "closes"])
async def test_an_upstream_of_http2_that_dies_leaves_last_words(folder: Path, dies: str) -> None:
    async def script(wire: Wire, stream: int) -> None:
        head = [(":status", "200"), ("content-type", "text/event-stream")]
        wire.frames.send_headers(stream, head)
        wire.frames.send_data(stream, START + text("hello") + text("torn")[:40])
        await wire.flush()
        await heard.wait()
        if dies == "reset":
            wire.frames.reset_stream(stream)
        elif dies == "goes away":
            wire.frames.close_connection()
        await wire.flush()
        if dies != "closes":
            await wire.reader.read()

    heard = asyncio.Event()
    async with Http2Upstream(script, folder) as upstream:
        configuration = routes(upstream.port).replace("http://", "https://")
        async with (
            running(configuration, folder, ssl_insecure=True) as proxy,
            proxy.client("connect-h2") as client,
            client.stream("POST", PATH, json=STREAMED_CHAT) as response,
        ):
            said = ""
            async for piece in response.aiter_text():
                said += piece
                if "hello" in said:
                    heard.set()

    assert proxy.flow.server_conn.alpn == b"h2"
    assert words_of(said) == "hello"
    assert "The upstream's connection failed" in str((error_of(said) or {})["message"])


async def test_a_silent_upstream_of_http2_is_told_that_nobody_listens(folder: Path) -> None:
    async def script(wire: Wire, _: int) -> None:
        reset.set_result(await wire.until(StreamReset))

    reset = asyncio.get_running_loop().create_future()
    async with Http2Upstream(script, folder) as upstream:
        configuration = routes(upstream.port, first_byte_seconds=0.1)
        async with running(
            configuration.replace("http://", "https://"), folder, ssl_insecure=True
        ) as proxy:
            response = await ask(proxy, "connect-h2", stream=False)
            told = await asyncio.wait_for(reset, 5)

    assert response.status_code == 504
    assert isinstance(told, StreamReset)


async def test_a_client_of_http2_that_resets_its_stream_frees_the_upstream(folder: Path) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await peer.head()
        await peer.chunk(START + text("hello"))
        await peer.left()
        left.set()

    left = asyncio.Event()
    async with (
        Upstream(script) as upstream,
        running(routes(upstream.port), folder, "connect-h2") as proxy,
    ):
        wire = await dial(proxy.port, folder)
        stream = await post(wire, PATH, json.dumps(STREAMED_CHAT).encode())
        await wire.until(DataReceived)
        wire.frames.reset_stream(stream)
        await wire.flush()
        await asyncio.wait_for(left.wait(), 5)
        await asyncio.wait_for(proxy.watcher.ended.wait(), 5)
        wire.writer.close()

    assert proxy.flow.error is not None
