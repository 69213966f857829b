"""The short way of a token: chunks of HTTP/1.1, read and written in one look.

A streaming upstream sends one whole chunk a packet, hundreds for an answer. mitmproxy leads each of
them through h11 and back through half a dozen generators, which costs more than its translation.
Here the ordinary chunk is taken as what it is; everything else, and whatever is in doubt, goes
mitmproxy's way.
"""

from collections.abc import Callable
from functools import partial

from mitmproxy.connection import Connection
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.layers.http import HttpClient
from mitmproxy.proxy.layers.http._base import ReceiveHttp
from mitmproxy.proxy.layers.http._events import ResponseData
from mitmproxy.proxy.layers.http._http1 import Http1Client, Http1Server, make_body_reader
from mitmproxy.proxy.tunnel import TunnelLayer

from addons.messages import heads

type ChunkCommand = Callable[[bytes], commands.Command]
"""What a client is to get next, which is not nothing, as what the proxy is to do."""

_BETWEEN = vars(make_body_reader(None))
"""How a reader of chunks looks when it has read nothing yet: as it looks between two chunks."""

_SIZE_DIGITS = 8


class ChunkReading(layer.Layer):
    """In front of mitmproxy's end of a connection to an upstream, once that speaks HTTP/1.1.

    Between chunks, with nothing held back, data that is one chunk and nothing else needs no reader.
    """

    def __init__(self, client: HttpClient, connection: Http1Client) -> None:
        super().__init__(client.context)
        # Who looks for the end of this connection's layers must find mitmproxy's own.
        self.context.layers.remove(self)
        self._client = client
        self._connection = connection

    def handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        """Take an event. No generator of its own: every chunk of every stream comes by here."""
        if type(event) is events.DataReceived:
            content = content_of(event.data)
            connection = self._connection
            if (
                content
                and connection.response is not None
                and connection.stream_id is not None
                and not connection.buf
                and vars(connection.body_reader) == _BETWEEN
            ):
                return _one(ReceiveHttp(ResponseData(connection.stream_id, content)))
        return self._client.handle_event(event)

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        return self._client.handle_event(event)


def _one(command: commands.Command) -> layer.CommandGenerator[None]:
    yield command


def content_of(data: bytes) -> bytes:
    """What is in a chunk; empty if this is anything but one whole chunk in the plainest form."""
    end = data.find(b"\r\n", 0, _SIZE_DIGITS + 2)
    content = data[end + 2 : -2]
    size = b"%x" % len(content)
    return content if data[: max(end, 0)].lower() == size and data.endswith(b"\r\n") else b""


def shorten(first: layer.Layer) -> layer.Layer:
    """The first layer of a connection to an upstream, now with the short way at its end.

    It is the same layer if there are tunnels before that end, TLS for one, or if the upstream does
    not speak HTTP/1.1.
    """
    owner: TunnelLayer | None = None
    last = first
    while isinstance(last, TunnelLayer):
        owner, last = last, last.child_layer
    if not isinstance(last, HttpClient) or not isinstance(last.child_layer, Http1Client):
        return first
    short = ChunkReading(last, last.child_layer)
    if owner is None:
        return short
    owner.child_layer = short
    return first


def in_chunks(end: layer.Layer) -> ChunkCommand | None:
    """How to say more of an answer that has begun, at our end of the client's connection.

    None if that is another's to say: not in chunks, or not in HTTP/1.1.
    """
    head = end.response if isinstance(end, Http1Server) else None
    coding = head and heads.header(head, "transfer-encoding")
    return partial(_chunk, end.context.client) if coding == "chunked" else None


def _chunk(client: Connection, content: bytes) -> commands.SendData:
    return commands.SendData(client, b"%x\r\n%s\r\n" % (len(content), content))
