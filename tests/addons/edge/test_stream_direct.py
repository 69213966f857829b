"""The short way of a chunk to the tap, and when it is not taken."""

from pathlib import Path
from typing import Any

import pytest
from mitmproxy import http

from addons.passage.tap import Tap
from tests.addons.proxy import ask, routes, running
from tests.addons.samples import END, START, text, words_of
from tests.addons.upstream import Peer, Seen, Upstream


class Wrapper:
    """Another addon, which wants to see what goes to the client."""

    def __init__(self) -> None:
        self.seen = b""

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        assert flow.response is not None
        tap = flow.response.stream
        assert isinstance(tap, Tap)

        def see(chunk: bytes) -> tuple[bytes, ...]:
            said = tap(chunk)
            self.seen += b"".join(said)
            return said

        flow.response.stream = see


async def _script(peer: Peer, _: Seen) -> None:
    await peer.stream(START, text("hello "), text("world"), END)


@pytest.mark.parametrize("kept", [True, False])
async def test_what_is_streamed_is_kept_if_mitmproxy_is_to_keep_it(
    folder: Path, kept: bool
) -> None:
    async with (
        Upstream(_script) as upstream,
        running(routes(upstream.port), folder, store_streamed_bodies=kept) as proxy,
    ):
        response = await ask(proxy)

    assert words_of(response.text) == "hello world"
    assert proxy.flow.response is not None
    assert proxy.flow.response.raw_content == (response.content if kept else None)


async def test_another_addon_may_stand_between_us_and_the_client(folder: Path) -> None:
    wrapper = Wrapper()
    async with (
        Upstream(_script) as upstream,
        running(routes(upstream.port), folder) as proxy,
    ):
        manager: Any = proxy.master.addons
        manager.add(wrapper)
        response = await ask(proxy)

    assert words_of(response.text) == "hello world"
    assert wrapper.seen == response.content
