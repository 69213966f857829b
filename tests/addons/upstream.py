"""A scripted HTTP/1.1 upstream on loopback: tests say byte by byte what it does."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass(frozen=True)
class Seen:
    """A request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Peer:
    """The proxy's connection, to be answered on."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def head(
        self, status: int = 200, content_type: str = "text/event-stream", **more: str
    ) -> None:
        fields = {"content-type": content_type, "transfer-encoding": "chunked"}
        await self._write(status, fields | more)

    async def chunk(self, data: bytes) -> None:
        self.writer.write(b"%x\r\n%s\r\n" % (len(data), data))
        await self.writer.drain()

    async def end(self) -> None:
        self.writer.write(b"0\r\n\r\n")
        await self.writer.drain()

    async def stream(self, *events: bytes) -> None:
        await self.head()
        for event in events:
            await self.chunk(event)
        await self.end()

    async def whole(
        self, status: int, body: bytes, content_type: str = "application/json", **more: str
    ) -> None:
        fields = {"content-type": content_type, "content-length": str(len(body))}
        await self._write(status, fields | more, body)

    async def _write(self, status: int, fields: dict[str, str], body: bytes = b"") -> None:
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
        head = "\r\n".join([f"HTTP/1.1 {status} Whatever", *lines, "", ""])
        self.writer.write(head.encode() + body)
        await self.writer.drain()

    def kill(self) -> None:
        """Reset the connection, as a dying process does."""
        self.writer.transport.abort()

    async def left(self) -> None:
        """Wait until the proxy has closed its side."""
        while await self.reader.read(65536):
            pass


type Script = Callable[[Peer, Seen], Awaitable[None]]


def paced(heard: asyncio.Semaphore, *events: bytes) -> Script:
    """Streams events in packets of their own: each waits until what came before it was heard."""

    async def script(peer: Peer, _: Seen) -> None:
        await peer.head()
        for event in events[:-1]:
            await peer.chunk(event)
            await heard.acquire()
        await peer.chunk(events[-1])
        await peer.end()

    return script


@dataclass
class Upstream:
    """Serves every request with one script. `failures` holds what went wrong in scripts."""

    script: Script
    seen: list[Seen] = field(default_factory=list[Seen])
    connections: int = 0
    failures: list[AssertionError] = field(default_factory=list[AssertionError])
    port: int = 0
    tls: ssl.SSLContext | None = None

    async def __aenter__(self) -> Self:
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()
        if kind is None and self.failures:
            raise self.failures[0]

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        peer = Peer(reader, writer)
        try:
            while (seen := await _read(reader)) is not None:
                self.seen.append(seen)
                await self.script(peer, seen)
        except (ConnectionError, asyncio.CancelledError, asyncio.IncompleteReadError):
            pass
        except AssertionError as failure:
            self.failures.append(failure)
        finally:
            self._tasks.discard(task)
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Seen | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ")
    headers = {
        name.lower(): value.strip()
        for name, _, value in (line.partition(":") for line in lines if line)
    }
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Seen(method, path, headers, body)
