"""How the streams end a response themselves, each through a real proxy on loopback."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

from tests.addons.proxy import PATH, ask, each_way, error_in, routes, running
from tests.addons.samples import (
    CHAT,
    END,
    START,
    STREAMED_CHAT,
    WHOLE,
    text,
    words_of,
)
from tests.addons.upstream import Peer, Seen, Upstream


@each_way
async def test_a_request_beyond_the_limit_is_refused_and_the_connection_lives(
    folder: Path, way: str
) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await peer.whole(200, WHOLE)

    large = json.dumps({**CHAT, "padding": "x" * 200_000}).encode()

    async def unannounced() -> AsyncIterator[bytes]:
        for start in range(0, len(large), 10_000):
            yield large[start : start + 10_000]

    async with Upstream(script) as upstream:
        configuration = routes(upstream.port, request_megabytes=0.1)
        async with running(configuration, folder, way) as proxy, proxy.client(way) as client:
            announced = await client.post(PATH, content=large)
            streamed = await client.post(PATH, content=unannounced())
            fine = await client.post(PATH, json=CHAT)

    assert (announced.status_code, streamed.status_code, fine.status_code) == (413, 413, 200)
    assert "the limit of this proxy" in str(error_in(announced)["message"])
    assert error_in(streamed) == error_in(announced)
    assert len(upstream.seen) == 1


async def test_an_answer_beyond_the_limit_is_refused(folder: Path) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await peer.head(content_type="application/json")
        for _number in range(100):
            await peer.chunk(b" " * 10_000)
        await peer.left()

    async with Upstream(script) as upstream:
        configuration = routes(upstream.port, response_megabytes=0.1)
        async with running(configuration, folder) as proxy:
            response = await ask(proxy, stream=False)

    assert response.status_code == 502
    assert "is larger than" in str(error_in(response)["message"])


async def test_malformed_headers_of_an_upstream_are_told_in_the_clients_dialect(
    folder: Path,
) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await peer.head(content_length="5")

    async with (
        Upstream(script) as upstream,
        running(routes(upstream.port), folder) as proxy,
    ):
        response = await ask(proxy)

    assert response.status_code == 502
    assert "headers are malformed" in str(error_in(response)["message"])


async def test_a_connection_serves_on_after_a_failure(folder: Path) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        if len(upstream.seen) == 1:
            peer.kill()
        else:
            await peer.stream(START, text("hello"), END)

    async with (
        Upstream(script) as upstream,
        running(routes(upstream.port), folder) as proxy,
        proxy.client() as client,
    ):
        first = await client.post(PATH, json=STREAMED_CHAT)
        second = await client.post(PATH, json=STREAMED_CHAT)

    assert first.status_code == 502
    assert "The upstream's connection failed" in str(error_in(first)["message"])
    assert words_of(second.text) == "hello"
