import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from addons.bundled.loopback import HttpHandler, HttpReply, LoopbackRequest, LoopbackServer

type Dial = Callable[[HttpHandler], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]


@pytest.fixture
async def dial() -> AsyncIterator[Dial]:
    servers: list[LoopbackServer] = []
    writers: list[asyncio.StreamWriter] = []

    async def connect(handler: HttpHandler) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        server = LoopbackServer(handler, limit=100)
        servers.append(server)
        host, _, port = (await server.start()).removeprefix("http://").partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writers.append(writer)
        return reader, writer

    yield connect
    for writer in writers:
        writer.close()
    for server in servers:
        await server.stop()


async def echo(request: LoopbackRequest, reply: HttpReply) -> None:
    said = f"{request.method} {request.path} {request.headers.get('x')} ".encode() + request.body
    await reply.whole(200, {}, said)


async def test_requests_are_answered_one_after_another_on_one_connection(dial: Dial) -> None:
    reader, writer = await dial(echo)
    for body in (b"one", b"two"):
        writer.write(
            b"POST /a?b=c HTTP/1.1\r\nhost: h\r\nx: 1\r\nx: 2\r\ncontent-length: 3\r\n\r\n"
        )
        writer.write(body)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200")
        assert await reader.readexactly(16) == b"POST /a 1, 2 " + body


async def test_a_piece_is_said_before_the_next_is_known(dial: Dial) -> None:
    proceed = asyncio.Event()

    async def slow(_: LoopbackRequest, reply: HttpReply) -> None:
        await reply.start(200, {})
        await reply.write(b"now")
        await proceed.wait()
        await reply.write(b"later")
        await reply.finish()

    reader, writer = await dial(slow)
    writer.write(b"GET / HTTP/1.1\r\nhost: h\r\n\r\n")
    await reader.readuntil(b"now\r\n")
    proceed.set()
    assert await reader.readuntil(b"0\r\n\r\n") == b"5\r\nlater\r\n0\r\n\r\n"


async def test_an_aborted_answer_has_no_end(dial: Dial) -> None:
    async def torn(_: LoopbackRequest, reply: HttpReply) -> None:
        await reply.start(200, {})
        await reply.write(b"half")
        reply.abort()

    reader, writer = await dial(torn)
    writer.write(b"GET / HTTP/1.1\r\nhost: h\r\n\r\n")
    assert (await reader.read()).endswith(b"4\r\nhalf\r\n")


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"nonsense\r\n\r\n", b"HTTP/1.1 400"),
        (
            b"POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 101\r\n\r\n" + b"x" * 101,
            b"HTTP/1.1 413",
        ),
    ],
)
async def test_what_is_no_http_or_too_large_is_refused(
    dial: Dial, said: bytes, status: bytes
) -> None:
    reader, writer = await dial(echo)
    writer.write(said)
    assert (await reader.read()).startswith(status)


async def test_stopping_ends_what_is_being_answered() -> None:
    ended = asyncio.Event()

    async def silent(_: LoopbackRequest, reply: HttpReply) -> None:
        await reply.start(200, {})
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    server = LoopbackServer(silent)
    host, _, port = (await server.start()).removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"GET / HTTP/1.1\r\nhost: h\r\n\r\n")
    await reader.readuntil(b"\r\n\r\n")
    await server.stop()
    assert ended.is_set()
    assert await reader.read() == b""
    writer.close()
