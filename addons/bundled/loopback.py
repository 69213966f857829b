"""A small HTTP/1.1 server on a free loopback port, for providers that live in this process.

It knows framing and nothing else: a handler is given each request whole, and an `HttpReply` to give
the answer with, at its own pace.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import h11

HOST = "127.0.0.1"

_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class LoopbackRequest:
    """One request; header names are in lower case, repeated ones are joined by commas."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]


class HttpReply:
    """The answer to one request: `start`, any number of `write`, `finish`; or `abort`.

    Each waits until the client can take more, and raises `ConnectionError` once it has left.
    """

    def __init__(self, connection: h11.Connection, writer: asyncio.StreamWriter) -> None:
        self._connection = connection
        self._writer = writer

    async def start(self, status: int, headers: Mapping[str, str]) -> None:
        """Say status and headers; the body is chunked unless they hold a content-length."""
        await self._send(h11.Response(status_code=status, headers=list(headers.items())))

    async def write(self, data: bytes) -> None:
        """Say a piece of the body, at once."""
        await self._send(h11.Data(data=data))

    async def finish(self) -> None:
        """The body is complete."""
        await self._send(h11.EndOfMessage())

    async def whole(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """Say a whole answer with its length."""
        await self.start(status, {**headers, "content-length": str(len(body))})
        await self.write(body)
        await self.finish()

    def abort(self) -> None:
        """Close the connection in the middle of whatever was being said."""
        self._connection.send_failed()
        self._writer.close()

    async def _send(self, event: h11.Response | h11.Data | h11.EndOfMessage) -> None:
        data = self._connection.send(event)
        if data:
            self._writer.write(data)
        await self._writer.drain()


type HttpHandler = Callable[[LoopbackRequest, HttpReply], Awaitable[None]]


class LoopbackServer:
    """Serves `handler` between `start` and `stop`. `limit` bounds, in bytes, a request's body."""

    def __init__(self, handler: HttpHandler, limit: int = 64 * 1024 * 1024) -> None:
        self._handler = handler
        self._limit = limit
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._url = ""

    async def start(self) -> str:
        """Listen, unless it does already; give the address (`http://127.0.0.1:PORT`)."""
        if self._server is None:
            self._server = await asyncio.start_server(self._accept, HOST, 0)
            self._url = f"http://{HOST}:{self._server.sockets[0].getsockname()[1]}"
        return self._url

    async def stop(self) -> None:
        """Stop listening, and end what is being answered."""
        if self._server is None:
            return
        self._server.close()
        self._server = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h11.Connection(h11.SERVER)
        reply = HttpReply(connection, writer)
        try:
            while (request := await self._read(connection, reader)) is not None:
                await self._handler(request, reply)
                if connection.our_state is not h11.DONE:
                    return
                connection.start_next_cycle()
        except h11.RemoteProtocolError as error:
            if connection.our_state in (h11.IDLE, h11.SEND_RESPONSE):
                text = {"content-type": "text/plain", "connection": "close"}
                await reply.whole(error.error_status_hint, text, str(error).encode())
        except ConnectionError:
            return  # The client has left; nobody is there to be told.
        finally:
            writer.close()

    async def _read(
        self, connection: h11.Connection, reader: asyncio.StreamReader
    ) -> LoopbackRequest | None:
        """The next request, or None once the client wants no more."""
        head: h11.Request | None = None
        body = bytearray()
        while True:
            match connection.next_event():
                case h11.NEED_DATA:
                    connection.receive_data(await reader.read(_CHUNK))
                case h11.Request() as head:
                    pass
                case h11.Data(data=data):
                    body += data
                    if len(body) > self._limit:
                        raise h11.RemoteProtocolError("the request is too large", 413)
                case h11.EndOfMessage() if head is not None:
                    return _request(head, bytes(body))
                case _:
                    return None


def _request(head: h11.Request, body: bytes) -> LoopbackRequest:
    headers: dict[str, str] = {}
    for name, value in head.headers:
        key, text = name.decode("ascii"), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return LoopbackRequest(head.method.decode(), head.target.decode("latin-1"), headers, body)
