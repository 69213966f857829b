"""A WebSocket client in few words: frames to be sent, and what is read from those that come."""

import asyncio
import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, suppress

from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Event, Ping, TextMessage
from wsproto.utilities import generate_accept_token

from translators.hub.document import Document

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
"""RFC 6455's own example."""

UPGRADE = {
    "connection": "Upgrade",
    "upgrade": "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": KEY,
}

_CHUNK = 64 * 1024


class Peer:
    """The client's side of the frames. `heard` has all messages, pings and the code of the end."""

    def __init__(self) -> None:
        self._connection = Connection(ConnectionType.CLIENT)
        self.messages: list[Document] = []
        self.pings = 0
        self.code: int | None = None
        self._text = ""

    def say(self, document: Document) -> bytes:
        """The frame of a message."""
        return self.frame(TextMessage(data=json.dumps(document)))

    def frame(self, event: Event) -> bytes:
        """Any frame."""
        return self._connection.send(event)

    def binary(self, data: bytes) -> bytes:
        """The frame of what is no text."""
        return self.frame(BytesMessage(data=data))

    def hear(self, data: bytes) -> None:
        """Read frames."""
        self._connection.receive_data(data)
        for event in self._connection.events():
            match event:
                case TextMessage():
                    self._text += event.data
                    if event.message_finished:
                        self.messages.append(json.loads(self._text))
                        self._text = ""
                case Ping():
                    self.pings += 1
                case CloseConnection():
                    self.code = event.code
                case _:
                    pass


class SocketClient:
    """A client on the network; see `connected`. `hear` waits for messages."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.peer = Peer()
        self._reader = reader
        self._writer = writer
        self._read = 0

    async def say(self, document: Document) -> None:
        """Send a message."""
        await self.send(self.peer.say(document))

    async def send(self, data: bytes) -> None:
        """Send bytes."""
        self._writer.write(data)
        await self._writer.drain()

    async def hear(self, *ends: str) -> list[Document]:
        """The next messages, up to one whose type is among `ends`."""
        while True:
            for index, message in enumerate(self._unread()):
                if message["type"] in ends:
                    start, self._read = self._read, self._read + index + 1
                    return self.peer.messages[start : self._read]
            data = await asyncio.wait_for(self._reader.read(_CHUNK), 10)
            assert data, f"the proxy hung up after {self.peer.messages}"
            self.peer.hear(data)

    async def ended(self) -> int | None:
        """Wait until the proxy hangs up; the code it said before."""
        while data := await asyncio.wait_for(self._reader.read(_CHUNK), 10):
            self.peer.hear(data)
        return self.peer.code

    def leave(self) -> None:
        """Be gone without a word."""
        self._writer.transport.abort()

    def _unread(self) -> Iterator[Document]:
        return iter(self.peer.messages[self._read :])


@asynccontextmanager
async def connected(
    port: int, path: str = "/v1/responses", **headers: str
) -> AsyncGenerator[SocketClient]:
    """A client on a WebSocket to a proxy that stands before the host; `_` is `-` in headers."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        fields = {"host": "api.example.test", **UPGRADE, **headers}
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
        writer.write("\r\n".join([f"GET {path} HTTP/1.1", *lines, "", ""]).encode())
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101"), head
        assert generate_accept_token(KEY.encode()) in head
        yield SocketClient(reader, writer)
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
