"""An upstream that breaks HTTP itself: no client is cut off, every one is told."""

from collections.abc import Mapping
from pathlib import Path

from tests.addons.proxy import running
from tests.addons.upstream import Peer, Seen, Upstream
from tests.bad_input.harness import EACH_CLIENT, STREAMED_OR_NOT, Client, configuration, question
from tests.bad_input.views import View
from tests.bad_input.words import told, wording

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
STREAM = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"

ANSWERS: Mapping[str, bytes] = {
    "nothing at all": b"",
    "half a status line": b"HTTP/1.1 2",
    "half a header": HEAD[:-9],
    "no HTTP": b"hello, this is no HTTP\r\n\r\n",
    "a malformed header": HEAD + b"no colon\r\n\r\n{}",
    "less than promised": HEAD + b"content-length: 100\r\n\r\n{}",
    "a length that is none": HEAD + b"content-length: -1\r\n\r\n{}",
    "half a chunk": HEAD + b"transfer-encoding: chunked\r\n\r\nff\r\n{}",
    "a chunk without a size": HEAD + b"transfer-encoding: chunked\r\n\r\nxyz\r\n{}",
    "a body without its last chunk": HEAD + b"transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n",
}
"""What the upstream sends before it closes, while the client has heard nothing."""

STREAMS: Mapping[str, bytes] = {
    "no body": STREAM + b"transfer-encoding: chunked\r\n\r\n",
    "less than promised": STREAM + b"content-length: 100\r\n\r\n: x\n\n",
    "a chunk without a size": STREAM + b"transfer-encoding: chunked\r\n\r\nxyz\r\n: x\n\n",
    "a body without its last chunk": STREAM + b"transfer-encoding: chunked\r\n\r\n1\r\n\n\r\n",
}
"""The same after headers that have reached a client that streams."""


async def found(
    client: str, upstream: str, answers: Mapping[str, bytes], folder: Path, *, streamed: bool
) -> dict[str, View]:
    """What a client sees of each of these."""

    async def script(peer: Peer, _: Seen) -> None:
        peer.writer.write(script_left.pop(0))
        await peer.writer.drain()
        peer.writer.close()

    script_left = list(answers.values())
    async with Upstream(script) as torn:
        file = configuration(f"http://127.0.0.1:{torn.port}/v1", upstream)
        async with running(file, folder, "reverse") as proxy, proxy.client("reverse") as http:
            asking = Client(client, http, proxy)
            asked = question(client, streamed=streamed)
            return {name: await asking.ask(asked) for name in answers}


@EACH_CLIENT
@STREAMED_OR_NOT
async def test_an_answer_that_is_no_http_is_an_error(
    client: str, upstream: str, streamed: bool, folder: Path
) -> None:
    views = await found(client, upstream, ANSWERS, folder, streamed=streamed)
    assert {name: told(view) for name, view in views.items()} == (
        dict.fromkeys(ANSWERS, wording(client, "broken"))
    )


@EACH_CLIENT
async def test_a_stream_that_breaks_http_ends_in_an_error(
    client: str, upstream: str, folder: Path
) -> None:
    views = await found(client, upstream, STREAMS, folder, streamed=True)
    assert {name: view.error is None for name, view in views.items()} == (
        dict.fromkeys(STREAMS, False)
    )
    either = {wording(client, "broken", streamed=streamed) for streamed in (False, True)}
    assert {told(view) for view in views.values()} <= either
