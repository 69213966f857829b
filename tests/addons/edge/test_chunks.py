import asyncio
from pathlib import Path

import pytest
from h11._readers import ChunkedReader
from h11._receivebuffer import ReceiveBuffer
from mitmproxy import connection, http, options
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.connection import ConnectionState
from mitmproxy.proxy import commands, events, layer, layers
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import HttpClient
from mitmproxy.proxy.layers.http._base import ReceiveHttp
from mitmproxy.proxy.layers.http._events import (
    RequestEndOfMessage,
    RequestHeaders,
    ResponseData,
    ResponseEndOfMessage,
    ResponseHeaders,
    ResponseProtocolError,
)
from mitmproxy.proxy.layers.http._http1 import Http1Server
from mitmproxy.proxy.layers.http._http2 import Http2Server
from mitmproxy.test import taddons

from addons.edge.chunks import ChunkReading, content_of, in_chunks, shorten
from tests.addons import mitm
from tests.addons.proxy import PATH, each_way, routes, running
from tests.addons.samples import END, START, STREAMED_CHAT, text, words_of
from tests.addons.upstream import Upstream, paced

CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
LAST = b"0\r\n\r\n"


class Reader:
    """An upstream's connection as the proxy reads it: `said` is what its stream would hear."""

    def __init__(self, context: Context) -> None:
        context.server.state = ConnectionState.OPEN
        self._server = context.server
        client = HttpClient(context)
        list(client.handle_event(events.Start()))
        self.layer = shorten(client)
        self.ask()

    def ask(self) -> None:
        """Have a request sent, so that an answer is expected."""
        request = http.Request.make("POST", "http://upstream.test/")
        list(self.layer.handle_event(RequestHeaders(1, request, True)))
        list(self.layer.handle_event(RequestEndOfMessage(1)))
        self.said: list[bytes | type] = []

    def hear(self, *pieces: bytes) -> list[bytes | type]:
        """Everything that is said once these have come."""
        for piece in pieces:
            for command in self.layer.handle_event(events.DataReceived(self._server, piece)):
                self._note(command)
        return self.said

    def _note(self, command: commands.Command) -> None:
        if isinstance(command, ReceiveHttp):
            said = command.event
            self.said.append(said.data if isinstance(said, ResponseData) else type(said))
        else:
            self.said.append(type(command))


@pytest.fixture
def context() -> Context:
    with taddons.context(Proxyserver()) as made:
        settings: options.Options = made.options
    client = connection.Client(peername=("client", 1), sockname=("", 0), timestamp_start=1)
    return Context(client, settings)


@pytest.fixture
def reader(context: Context) -> Reader:
    return Reader(context)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What h11's reader was asked to look at."""
    seen: list[bytes] = []
    look = ChunkedReader.__call__

    def watched(self: ChunkedReader, buf: ReceiveBuffer) -> object:
        seen.append(bytes(buf))
        return look(self, buf)

    monkeypatch.setattr(ChunkedReader, "__call__", watched)
    return seen


@pytest.mark.parametrize(
    ("data", "content"),
    [
        (b"5\r\nhello\r\n", b"hello"),
        (b"A\r\n0123456789\r\n", b"0123456789"),
        (b"a\r\n0123456789\r\n", b"0123456789"),
        (b"2\r\n\r\n\r\n", b"\r\n"),
        # What is no chunk, not a whole one, more than one, or written in an unusual way.
        (b"", b""),
        (b"\r\n", b""),
        (b"\r\n\r\n", b""),
        (b"0\r\n\r\n", b""),
        (b"5\r\nhello", b""),
        (b"5\r\nhello\r", b""),
        (b"5\r\nhello\n\n", b""),
        (b"5\r\nhell\r\n", b""),
        (b"5\r\nhello\r\n1\r\n!\r\n", b""),
        (b"5\r\nhello\r\n0\r\n\r\n", b""),
        (b"5;name=value\r\nhello\r\n", b""),
        (b"05\r\nhello\r\n", b""),
        (b"+5\r\nhello\r\n", b""),
        (b"0x5\r\nhello\r\n", b""),
        (b"hello\r\n", b""),
    ],
)
def test_what_is_in_a_chunk(data: bytes, content: bytes) -> None:
    assert content_of(data) == content


def test_a_whole_chunk_needs_no_reader(reader: Reader, looks: list[bytes]) -> None:
    """This leans on h11: between chunks its reader must look as it does at the beginning."""
    reader.hear(CHUNKED, b"3\r\nabc")
    reader.hear(b"\r\n")
    looks.clear()

    assert reader.hear(b"5\r\nhello\r\n")[-1] == b"hello"
    assert looks == []


@pytest.mark.parametrize("cut", range(len(CHUNKED), len(CHUNKED) + 21))
def test_chunks_are_read_wherever_they_are_cut(reader: Reader, cut: int) -> None:
    whole = CHUNKED + b"3\r\nabc\r\n" + b"3\r\ndef\r\n" + LAST

    said = reader.hear(whole[:cut], whole[cut:])

    assert said[0] is ResponseHeaders
    assert b"".join(piece for piece in said if isinstance(piece, bytes)) == b"abcdef"
    assert said[-1] is ResponseEndOfMessage


def test_a_chunk_within_a_chunk_is_content(reader: Reader) -> None:
    inner = b"3\r\nabc\r\n"
    said = reader.hear(CHUNKED, b"8\r\n", inner, b"\r\n", LAST)

    assert said == [ResponseHeaders, inner, ResponseEndOfMessage]


def test_a_body_without_chunks_may_look_like_one(reader: Reader) -> None:
    body = b"3\r\nabc\r\n"
    head = b"HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n"

    assert reader.hear(head, body) == [ResponseHeaders, body, ResponseEndOfMessage]


def test_a_chunk_in_the_place_of_a_head_is_an_error(reader: Reader) -> None:
    """Before the first answer, and between two on one connection."""
    reader.hear(CHUNKED, b"3\r\nabc\r\n", LAST)
    reader.ask()

    said = reader.hear(b"3\r\nabc\r\n", b"\r\n")

    assert ResponseProtocolError in said
    assert b"abc" not in said


def test_a_chunk_before_any_head_is_an_error(reader: Reader) -> None:
    said = reader.hear(b"3\r\nabc\r\n", b"\r\n")

    assert ResponseProtocolError in said
    assert b"abc" not in said


def test_a_connection_that_is_no_http1_keeps_its_layer(context: Context) -> None:
    context.server.state = ConnectionState.OPEN
    context.server.alpn = b"h2"
    client = HttpClient(context)
    list(client.handle_event(events.Start()))

    assert shorten(client) is client


def test_the_short_way_is_behind_a_tunnel(context: Context) -> None:
    context.server.state = ConnectionState.OPEN
    tunnel = layers.ServerTLSLayer(context)
    client: layer.Layer = HttpClient(context)
    list(client.handle_event(events.Start()))
    end = context.layers[-1]
    tunnel.child_layer = client

    assert shorten(tunnel) is tunnel
    assert isinstance(tunnel.child_layer, ChunkReading)
    assert context.layers[-1] is end


class Client:
    """A client's connection as the proxy answers on it."""

    def __init__(self, context: Context, end: layer.Layer) -> None:
        self.context = context
        self.end = end

    def ask(self, version: str = "HTTP/1.1") -> None:
        head = f"GET / {version}\r\nhost: api.test\r\n\r\n".encode()
        list(self.end.handle_event(events.DataReceived(self.context.client, head)))

    def begin(self, **headers: str) -> None:
        """Have an answer begun."""
        head = mitm.response(headers=headers)
        list(self.end.handle_event(ResponseHeaders(1, head)))


@pytest.fixture
def client(context: Context) -> Client:
    end = Http1Server(context)
    list(end.handle_event(events.Start()))
    made = Client(context, end)
    made.ask()
    return made


def test_an_answer_in_chunks_goes_on_in_chunks(client: Client) -> None:
    client.begin(transfer_encoding="chunked")

    say = in_chunks(client.end)
    assert say is not None
    (expected,) = client.end.handle_event(ResponseData(1, b"hello"))
    sent = say(b"hello")

    assert isinstance(expected, commands.SendData)
    assert isinstance(sent, commands.SendData)
    assert (sent.connection, sent.data) == (expected.connection, expected.data)
    assert content_of(sent.data) == b"hello"


def test_an_answer_until_the_end_of_its_connection_has_no_chunks(client: Client) -> None:
    client.begin()

    assert in_chunks(client.end) is None


def test_an_answer_that_has_not_begun_has_no_chunks_yet(client: Client) -> None:
    assert in_chunks(client.end) is None


def test_what_is_no_http_1_has_chunks_of_its_own(context: Context) -> None:
    assert in_chunks(Http2Server(context)) is None


@each_way
async def test_a_token_reaches_the_client_unread_by_h11(
    folder: Path, way: str, looks: list[bytes]
) -> None:
    heard = asyncio.Semaphore(0)
    said = ""
    async with (
        Upstream(paced(heard, START, text("hello "), text("world"), END)) as upstream,
        running(routes(upstream.port), folder, way) as proxy,
        proxy.client(way) as client,
        client.stream("POST", PATH, json=STREAMED_CHAT) as response,
    ):
        async for piece in response.aiter_text():
            said += piece
            heard.release()

    assert words_of(said) == "hello world"
    assert not any(text("world") in seen for seen in looks)
