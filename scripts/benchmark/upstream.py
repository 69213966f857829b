"""A paced upstream on loopback, a process of its own: `python -m scripts.benchmark.upstream PEM`.

It speaks every dialect at its own path, in the clear and over TLS (certificate and key in the file
PEM), and prints both ports once it listens. The model's name in a request says what
to stream: `pace_model` makes such names, so one upstream serves every measurement.
"""

import asyncio
import re
import ssl
import sys
from functools import cache

import uvloop

from scripts.benchmark.upstreams import SCENARIOS, Scenario, frames
from translators.registry import endpoint_of

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_MODEL = re.compile(rb'"model": *"paced-([a-z]+)-(\d+)-(\d+)"')
_HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
    b"cache-control: no-cache\r\ntransfer-encoding: chunked\r\n\r\n"
)
_LIMIT = 2**20
_SCENARIOS = {scenario.encode(): scenario for scenario in SCENARIOS}


def pace_model(scenario: Scenario, deltas: int, milliseconds: int) -> str:
    """The model's name that asks for a scenario, so many deltas, an event every so many ms."""
    return f"paced-{scenario}-{deltas}-{milliseconds}"


@cache
def chunks(dialect: str, scenario: Scenario, deltas: int) -> list[bytes]:
    """An answer in HTTP chunks, an event each."""
    return [b"%x\r\n%b\r\n" % (len(event), event) for event in frames(dialect, scenario, deltas)]


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = _LENGTH.search(head)
            body = await reader.readexactly(int(length[1])) if length else await _chunked(reader)
            await _answer(writer, head.split(b" ", 2)[1].decode(), body)
    except (asyncio.IncompleteReadError, ConnectionError):
        return  # The proxy closed its connection: there is nobody to tell.
    finally:
        writer.close()


async def _chunked(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int(await reader.readline(), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readline()
    return body


async def _answer(writer: asyncio.StreamWriter, path: str, body: bytes) -> None:
    found, asked = endpoint_of(path), _MODEL.search(body)
    scenario = _SCENARIOS.get(asked[1]) if asked else None
    if found is None or asked is None or scenario is None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")
        return
    interval = int(asked[3]) / 1000
    writer.write(_HEAD)
    for chunk in chunks(found[0].name, scenario, int(asked[2])):
        writer.write(chunk)
        await asyncio.sleep(interval)
    writer.write(b"0\r\n\r\n")
    await writer.drain()


async def _main(pem: str) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem)
    clear = await asyncio.start_server(_serve, "127.0.0.1", 0, limit=_LIMIT)
    secure = await asyncio.start_server(_serve, "127.0.0.1", 0, limit=_LIMIT, ssl=context)
    print(*(server.sockets[0].getsockname()[1] for server in (clear, secure)), flush=True)
    await asyncio.gather(clear.serve_forever(), secure.serve_forever())


if __name__ == "__main__":
    uvloop.run(_main(sys.argv[1]))
