"""A client that leaves: the upstream is let go, the exchange ends, and nobody complains."""

import asyncio
import json
from pathlib import Path

import pytest

from tests.addons.proxy import CLIENTS, running
from tests.addons.upstream import Peer, Seen, Upstream
from tests.bad_input.harness import (
    PAIRS,
    PATHS,
    PATIENCE,
    configuration,
    question,
    streamed_turn,
    whole_turn,
)
from tests.upstreams.turns import Turn

TURN = Turn(text="It rains in Zürich, and it will rain for a while.")
MOMENTS = ("before the answer", "between events", "inside an event", "inside a document")


async def answer_until(peer: Peer, upstream: str, moment: str) -> None:
    """Answer as far as the client is to hear."""
    if moment == "inside a document":
        await peer.head(content_type="application/json")
        await peer.chunk(whole_turn(upstream, TURN)[:40])
    elif moment != "before the answer":
        frames = b"".join(streamed_turn(upstream, TURN).frames[:5])
        await peer.head()
        await peer.chunk(frames if moment == "between events" else frames[:-20])


@pytest.mark.parametrize(
    ("client", "upstream", "way"),
    [(*pair, way) for pair, way in zip(PAIRS, CLIENTS, strict=True)],
)
@pytest.mark.parametrize("moment", MOMENTS)
async def test_a_client_that_leaves_frees_the_upstream(
    client: str, upstream: str, way: str, moment: str, folder: Path
) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await answer_until(peer, upstream, moment)
        answered.set()
        await peer.left()
        left.set()

    answered, left = asyncio.Event(), asyncio.Event()
    body = json.dumps(question(client, streamed=moment != "inside a document")).encode()
    async with asyncio.timeout(PATIENCE), Upstream(script) as scripted:
        file = configuration(f"http://127.0.0.1:{scripted.port}/v1", upstream)
        async with running(file, folder, way) as proxy, proxy.client(way) as http:
            asking = asyncio.create_task(http.post(PATHS[client], content=body))
            await answered.wait()
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            await http.aclose()
            await left.wait()
            await proxy.watcher.ended.wait()
            assert proxy.flow.error is not None
    assert len(scripted.seen) == 1
