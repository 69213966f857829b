"""The clients: many streams at once through a proxy, HTTP/1.1, in the clear or by CONNECT + TLS.

Connections are opened, and used once, before anything is measured: handshakes and certificates are
no part of what an event costs. Streams begin one after the other, as real ones do, so that the time
to a first token is not that of waiting in a queue of simultaneous requests.
"""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

_HOST = "127.0.0.1"
_LIMIT = 2**20
_SPREAD_SECONDS = 0.5
_STREAM_TIMEOUT_SECONDS = 60


class LoadError(Exception):
    """A stream did not come as it should: the measurement would mean nothing."""


@dataclass(frozen=True, slots=True)
class Tunnel:
    """CONNECT to this loopback port, then TLS, trusting this certificate authority."""

    port: int
    authority: Path


@dataclass(frozen=True, slots=True)
class Question:
    """A request, and words of which one stands in every complete answer to it."""

    path: str
    headers: dict[str, str]
    body: bytes
    closing: tuple[bytes, ...]

    def http(self, port: int) -> bytes:
        """As HTTP/1.1."""
        headers = {
            "host": f"{_HOST}:{port}",
            "content-type": "application/json",
            "content-length": str(len(self.body)),
            **self.headers,
        }
        lines = [f"POST {self.path} HTTP/1.1", *(f"{key}: {headers[key]}" for key in headers)]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.body


@dataclass(frozen=True, slots=True)
class Load:
    """What one load took: CPU seconds of the proxy, wall seconds, seconds to each first token."""

    cpu: float
    wall: float
    first_tokens: list[float]


async def put_load(
    port: int,
    tunnel: Tunnel | None,
    warm_up: Question,
    question: Question,
    streams: int,
    cpu_seconds: Callable[[], float],
) -> Load:
    """Open `streams` connections through the proxy at `port`, warm them up, then measure.

    Raises:
        LoadError: an answer is no success, is not chunked, or is not complete.
    """
    clients = [await _connect(port, tunnel) for _ in range(streams)]
    addressed = tunnel.port if tunnel else port
    try:
        await asyncio.gather(*(client.ask(warm_up, addressed) for client in clients))
        cpu, start = cpu_seconds(), perf_counter()
        first_tokens = await asyncio.gather(
            *(
                client.ask(question, addressed, number / streams * _SPREAD_SECONDS)
                for number, client in enumerate(clients)
            )
        )
        return Load(cpu_seconds() - cpu, perf_counter() - start, first_tokens)
    finally:
        for client in clients:
            client.close()


async def _connect(port: int, tunnel: Tunnel | None) -> "_Client":
    reader, writer = await asyncio.open_connection(_HOST, port, limit=_LIMIT)
    if tunnel is not None:
        writer.write(f"CONNECT {_HOST}:{tunnel.port} HTTP/1.1\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head:
            raise LoadError(f"CONNECT was answered with {head.decode()!r}")
        context = ssl.create_default_context(cafile=tunnel.authority)
        await writer.start_tls(context, server_hostname=_HOST)
    return _Client(reader, writer)


class _Client:
    """One connection that asks one question after another."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    def close(self) -> None:
        self._writer.close()

    async def ask(self, question: Question, port: int, delay: float = 0) -> float:
        """Wait, ask, read the whole answer; give the seconds to its first byte."""
        await asyncio.sleep(delay)
        async with asyncio.timeout(_STREAM_TIMEOUT_SECONDS):
            start = perf_counter()
            self._writer.write(question.http(port))
            head = await self._reader.readuntil(b"\r\n\r\n")
            if b" 200 " not in head[:16] or b"chunked" not in head:
                said = head + await self._reader.read(2000)
                raise LoadError(f"{question.path} was answered with {said.decode()!r}")
            size = int(await self._reader.readline(), 16)
            seconds = perf_counter() - start
            answer: list[bytes] = []
            while size:
                answer.append((await self._reader.readexactly(size + 2))[:-2])
                size = int(await self._reader.readline(), 16)
            await self._reader.readline()
        whole = b"".join(answer)
        if not any(word in whole for word in question.closing):
            raise LoadError(f"{question.path}: the answer is not complete: {whole[-300:]!r}")
        return seconds
