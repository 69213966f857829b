"""A real mitmproxy with the addon, in this process, for tests that go through the network."""

import asyncio
import json
import ssl
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from mitmproxy import addons, http, options
from mitmproxy.master import Master

from addons.translate import Translate
from tests.addons.samples import STREAMED_CHAT

HOST = "api.example.test"
"""What clients call, which does not exist: whoever dials it fails."""

PATH = "/v1/chat/completions"

CLIENTS = ("connect-h1", "connect-h2", "reverse")
"""The ways in which a client reaches the proxy: CONNECT and TLS in both versions, and directly."""


each_way = pytest.mark.parametrize("way", CLIENTS)


class Watcher:
    """Collects flows as they end, and knows when the proxy runs."""

    def __init__(self) -> None:
        self.live: list[http.HTTPFlow] = []
        self.flows: list[http.HTTPFlow] = []
        self.started = asyncio.Event()
        self.ended = asyncio.Event()

    def running(self) -> None:
        self.started.set()

    def request(self, flow: http.HTTPFlow) -> None:
        self.live.append(flow)

    def response(self, flow: http.HTTPFlow) -> None:
        self._end(flow)

    def error(self, flow: http.HTTPFlow) -> None:
        self._end(flow)

    def _end(self, flow: http.HTTPFlow) -> None:
        self.flows.append(flow)
        self.ended.set()


class _Context(ssl.SSLContext):
    """Offers what a test wants: httpx prefers HTTP/1.1, and mitmproxy does what the client does."""

    protocols: list[str]

    def set_alpn_protocols(self, alpn_protocols: Iterable[str]) -> None:
        assert set(self.protocols) <= set(alpn_protocols)
        super().set_alpn_protocols(self.protocols)


@dataclass
class Proxy:
    """A running proxy. `client` makes clients that reach it in one of the ways of `CLIENTS`."""

    port: int
    confdir: Path
    watcher: Watcher
    master: Master

    @property
    def flow(self) -> http.HTTPFlow:
        """The one flow there was."""
        (flow,) = self.watcher.flows
        return flow

    def client(self, way: str = "connect-h1") -> httpx.AsyncClient:
        if way == "reverse":
            base = f"http://127.0.0.1:{self.port}"
            return httpx.AsyncClient(base_url=base, trust_env=False, timeout=10)
        context = _Context(ssl.PROTOCOL_TLS_CLIENT)
        context.protocols = ["h2"] if way == "connect-h2" else ["http/1.1"]
        context.load_verify_locations(self.confdir / "mitmproxy-ca-cert.pem")
        return httpx.AsyncClient(
            base_url=f"https://{HOST}",
            proxy=f"http://127.0.0.1:{self.port}",
            verify=context,
            http2=way == "connect-h2",
            trust_env=False,
            timeout=10,
        )


@asynccontextmanager
async def running(
    configuration: str,
    folder: Path,
    way: str = "connect-h1",
    origin: str = f"https://{HOST}",
    **more: Any,
) -> AsyncGenerator[Proxy]:
    """A proxy with a configuration file of this text. Certificates are made once for `folder`.

    `origin` is what a reverse proxy stands before, `more` are options of mitmproxy's.
    """
    file = folder / "dragoman.toml"
    file.write_text(configuration, encoding="utf-8")
    mode = [f"reverse:{origin}" if way == "reverse" else "regular"]
    settings = options.Options(
        confdir=str(folder), listen_host="127.0.0.1", listen_port=0, mode=mode, key_size=2048
    )
    master = Master(settings)
    watcher = Watcher()
    manager: Any = master.addons
    manager.add(*addons.default_addons(), Translate(), watcher)
    for name, value in {"dragoman_config": str(file), **more}.items():
        setattr(settings, name, value)
    task = asyncio.create_task(master.run())
    started = asyncio.create_task(watcher.started.wait())
    await asyncio.wait([task, started], return_when=asyncio.FIRST_COMPLETED)
    server: Any = manager.get("proxyserver")
    try:
        yield Proxy(server.listen_addrs()[0][1], folder, watcher, master)
    finally:
        started.cancel()
        await server.servers.update([])
        master.shutdown()
        await task


def routes(port: int, dialect: str = "anthropic-messages", **more: object) -> str:
    """A file that sends everything for the test host to an upstream on loopback.

    Keys of `more` stand at the top; those that begin with `route_` stand in the route, those that
    begin with `provider_` in the provider.
    """
    sections: dict[str, list[str]] = {"": [], "route_": [], "provider_": []}
    for name, value in more.items():
        section = next(
            (prefix for prefix in ("route_", "provider_") if name.startswith(prefix)), ""
        )
        sections[section].append(f"{name.removeprefix(section)} = {_toml(value)}")
    return "\n".join(
        [
            *sections[""],
            "[[routes]]",
            f'host = "{HOST}"',
            'provider = "upstream"',
            'model_map = { "gpt-*" = "claude-x" }',
            *sections["route_"],
            "[providers.upstream]",
            f'dialect = "{dialect}"',
            f'base_url = "http://127.0.0.1:{port}/v1"',
            *sections["provider_"],
        ]
    )


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value)


async def ask(proxy: Proxy, way: str = "connect-h1", **more: object) -> httpx.Response:
    """Send a streamed Chat request, with `more` in it, and read the answer."""
    async with proxy.client(way) as client:
        return await client.post(PATH, json={**STREAMED_CHAT, **more})


def error_in(response: httpx.Response) -> dict[str, object]:
    """The error body of a Chat answer."""
    assert response.headers["content-type"] == "application/json"
    return response.json()["error"]
