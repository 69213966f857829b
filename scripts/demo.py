"""`scripts/start --demo`: one exchange through a real proxy, seen from all four sides.

A Messages client, the proxy in a process of its own, and the bundled provider, which speaks Chat
Completions, in this one. Everything is on loopback, and nothing is left running.
"""

import asyncio
import json
import os
import re
import ssl
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from http.client import HTTPSConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, cast

from authority import authority
from proxy_command import HOST, mitmproxy_command

from addons.bundled.provider import BundledProvider, default_configuration
from addons.messages.headers import LOSSES

VENDOR = "api.anthropic.com"
QUESTION: Mapping[str, object] = {
    "model": "claude-sonnet-4-6",
    "max_tokens": 200,
    "stream": True,
    "system": "You are a helpful assistant.",
    "messages": [{"role": "user", "content": "What is the weather in Paris?"}],
    "tools": [
        {
            "name": "get_weather",
            "description": "Current weather in a city",
            "input_schema": {
                "type": "object",
                "properties": {"city": {"type": "string"}},
                "required": ["city"],
            },
        }
    ],
}
_LISTENS = re.compile(r"proxy listening at \S+:(\d+)")
_WIDTH = 110
_BEGINNING = 24
_PATIENCE = 30.0
"""Seconds that the proxy may take to start, and the client to wait for bytes."""


class Received(NamedTuple):
    """What the client got."""

    status: int
    losses: str
    body: str


def demonstrate() -> None:
    """Show one exchange, or say why there is none to show."""
    sys.exit(asyncio.run(_demonstrate()))


async def _demonstrate() -> str | None:
    """Give the reason of a failure, if there is one."""
    seen: list[tuple[bytes, bytes]] = []
    provider = BundledProvider(observe=lambda question, answer: seen.append((question, answer)))
    with TemporaryDirectory(prefix="dragoman-") as folder:
        configuration = Path(folder) / "demo.toml"
        configuration.write_text(default_configuration(await provider.start()))
        option = ("--set", f"dragoman_config={configuration}")
        proxy = await asyncio.create_subprocess_exec(
            *mitmproxy_command("mitmdump", 0, *option),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        try:
            port = await asyncio.wait_for(_listening(proxy), _PATIENCE)
            if port is None:
                return "The proxy did not start."
            received = await asyncio.to_thread(_ask, port)
        finally:
            with suppress(ProcessLookupError):
                proxy.terminate()
            await proxy.communicate()
            await provider.stop()
    if received.status != 200 or not seen:
        return f"The exchange failed with status {received.status}: {received.body}"
    _show(received, *seen[0])
    return None


async def _listening(proxy: asyncio.subprocess.Process) -> int | None:
    """The port, once the proxy has said it; None, after its words, if it ends instead."""
    said: list[str] = []
    while proxy.stdout is not None and (line := await proxy.stdout.readline()):
        said.append(line.decode())
        if found := _LISTENS.search(said[-1]):
            return int(found[1])
    sys.stderr.writelines(said)
    return None


def _ask(port: int) -> Received:
    """Ask as any Messages client would, through the proxy."""
    trust = ssl.create_default_context(cafile=str(authority().certificate))
    connection = HTTPSConnection(HOST, port, timeout=_PATIENCE, context=trust)
    connection.set_tunnel(VENDOR, 443)
    headers = {
        "content-type": "application/json",
        "x-api-key": "the-client's-own-key",
        "anthropic-version": "2023-06-01",
    }
    connection.request("POST", "/v1/messages", json.dumps(QUESTION), headers)
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    return Received(response.status, response.getheader(LOSSES) or "none", body)


def _show(received: Received, question: bytes, answer: bytes) -> None:
    address = f"https://{VENDOR}/v1/messages"
    _section(f"1. The client sent this (Anthropic Messages) to {address}", _outline(QUESTION))
    asked: dict[str, object] = json.loads(question)
    _section("2. The upstream got this (OpenAI Chat Completions)", _outline(asked))
    _section("3. The upstream streamed this", _events(answer.decode()))
    losses = f"lost on the way: {received.losses}"
    _section(f"4. The client received this; {losses}", _events(received.body))


def _section(heading: str, lines: Iterable[str]) -> None:
    sys.stdout.write(f"{heading}\n{'-' * len(heading)}\n")
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.write("\n")


def _outline(document: Mapping[str, object]) -> Iterable[str]:
    """A line for each key, and for each item of an array."""
    for key, value in document.items():
        if isinstance(value, list):
            yield f"{key}:"
            yield from (f"  {json.dumps(item)}" for item in cast("list[object]", value))
        else:
            yield f"{key}: {json.dumps(value)}"


def _events(stream: str) -> Iterable[str]:
    """The lines of a stream, cut where one event is like the next: what differs is at the end."""
    for line in filter(None, stream.splitlines()):
        whole = len(line) <= _WIDTH
        yield line if whole else f"{line[:_BEGINNING]} ... {line[_BEGINNING + 5 - _WIDTH :]}"
