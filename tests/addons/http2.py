"""Both ends of HTTP/2, frame by frame: an upstream over TLS, and a client through CONNECT."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, Event, StreamEnded, StreamReset
from mitmproxy.certs import CertStore

from tests.addons.proxy import HOST


class Wire:
    """One connection: frames out at once, frames in as events."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, client: bool
    ) -> None:
        self.reader = reader
        self.writer = writer
        self.frames = H2Connection(H2Configuration(client_side=client))
        self.frames.initiate_connection()

    async def flush(self) -> None:
        self.writer.write(self.frames.data_to_send())
        await self.writer.drain()

    async def events(self) -> list[Event]:
        """The next events; none when the peer has closed."""
        data = await self.reader.read(65536)
        found = self.frames.receive_data(data) if data else []
        await self.flush()
        return found

    async def until(self, kind: type[Event]) -> Event | None:
        """Read up to the first event of a kind; None if the peer closes before."""
        while found := await self.events():
            for event in found:
                if isinstance(event, kind):
                    return event
        return None


type Script = Callable[[Wire, int], Awaitable[None]]


@dataclass
class Http2Upstream:
    """Answers the first request of every connection with one script."""

    script: Script
    folder: Path
    port: int = 0
    tasks: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    async def __aenter__(self) -> Self:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(["h2"])
        context.load_cert_chain(_certificate(self.folder))
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=context)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.close()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        wire = Wire(reader, writer, client=False)
        try:
            await wire.flush()
            ended = await wire.until(StreamEnded)
            if isinstance(ended, StreamEnded):
                await self.script(wire, ended.stream_id)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self.tasks.discard(task)
            writer.close()


def _certificate(folder: Path) -> Path:
    """A certificate and its key in one file; nobody verifies it."""
    entry = CertStore.from_store(folder, "mitmproxy", 2048).get_cert("127.0.0.1", [])
    file = folder / "upstream.pem"
    # The store signs everything with the key of its own authority.
    file.write_bytes(entry.cert.to_pem() + (folder / "mitmproxy-ca.pem").read_bytes())
    return file


async def dial(port: int, folder: Path) -> Wire:
    """A client's connection through the proxy on a port."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"CONNECT {HOST}:443 HTTP/1.1\r\n\r\n".encode())
    assert b" 200 " in await reader.readuntil(b"\r\n\r\n")
    context = ssl.create_default_context(cafile=str(folder / "mitmproxy-ca-cert.pem"))
    context.set_alpn_protocols(["h2"])
    await writer.start_tls(context, server_hostname=HOST)
    wire = Wire(reader, writer, client=True)
    await wire.flush()
    return wire


async def post(wire: Wire, path: str, body: bytes) -> int:
    """Send a request; give its stream's number."""
    number = wire.frames.get_next_available_stream_id()
    names = {":method": "POST", ":scheme": "https", ":authority": HOST, ":path": path}
    wire.frames.send_headers(number, list(names.items()))
    wire.frames.send_data(number, body, end_stream=True)
    await wire.flush()
    return number


__all__ = ["DataReceived", "Http2Upstream", "StreamReset", "Wire", "dial", "post"]
