"""A proxy between a client and a scripted upstream that speaks another dialect.

Clients reach it in reverse mode, which is the quickest; the ways to it are tests/addons' matter.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import permutations
from pathlib import Path

import httpx
import pytest

from tests.addons.proxy import HOST, Proxy, running
from tests.bad_input.views import View, view_of
from tests.upstreams.server import VENDORS, Upstream
from tests.upstreams.turns import Answer, Turn
from translators.hub.document import Document, Json

KEY_VARIABLE = "SCRIPTED_KEY"
MODEL = "the-client's-model"
PATIENCE = 10.0
"""Seconds after which an exchange counts as hanging."""

UPSTREAMS: Mapping[str, tuple[str, str]] = {
    "openai-chat": ("openai-compatible", "some-model"),
    "openai-responses": ("openai", "gpt-5.5"),
    "anthropic-messages": ("anthropic", "claude-sonnet-4-6"),
}
"""The provider that an upstream of each dialect is like, and its model."""

FOREIGN = pytest.mark.parametrize(("client", "upstream"), list(permutations(UPSTREAMS, 2)))
PAIRS = [
    ("openai-chat", "anthropic-messages"),
    ("openai-responses", "openai-chat"),
    ("anthropic-messages", "openai-responses"),
]
EACH_CLIENT = pytest.mark.parametrize(("client", "upstream"), PAIRS)
"""Every dialect once on either side, where all six pairs would only take longer."""

STREAMED_OR_NOT = pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])

PATHS: Mapping[str, str] = {name: f"/v1{vendor.path}" for name, vendor in VENDORS.items()}

_PARAMETERS: Document = {"type": "object", "properties": {"city": {"type": "string"}}}
_TOOLS: Mapping[str, Json] = {
    "openai-chat": [
        {"type": "function", "function": {"name": "get_weather", "parameters": _PARAMETERS}}
    ],
    "openai-responses": [
        {"type": "function", "name": "get_weather", "parameters": _PARAMETERS, "strict": False}
    ],
    "anthropic-messages": [{"name": "get_weather", "input_schema": _PARAMETERS}],
}
_QUESTIONS: Mapping[str, Document] = {
    "openai-chat": {"messages": [{"role": "user", "content": "How is the weather?"}]},
    "openai-responses": {"input": "How is the weather?"},
    "anthropic-messages": {
        "max_tokens": 500,
        "messages": [{"role": "user", "content": "How is the weather?"}],
    },
}


def question(client: str, *, streamed: bool = False) -> Document:
    """A good request of a client, which offers one tool."""
    asked: Document = {"model": MODEL, **_QUESTIONS[client], "tools": _TOOLS[client]}
    if streamed:
        asked["stream"] = True
        if client == "openai-chat":
            asked["stream_options"] = {"include_usage": True}
    return asked


def streamed_turn(upstream: str, turn: Turn) -> Answer:
    """A turn as a stream of an upstream, its usage told."""
    asked: Document = {"model": "m", "stream_options": {"include_usage": True}}
    return Answer(VENDORS[upstream].stream(turn, asked))


def whole_turn(upstream: str, turn: Turn) -> bytes:
    """A turn as a document of an upstream."""
    return json.dumps(VENDORS[upstream].whole(turn, {"model": "m"})).encode()


def configuration(base_url: str, upstream: str, top: str = "") -> str:
    """The proxy's file; `top` stands above all tables."""
    based_on, model = UPSTREAMS[upstream]
    return f"""
{top}
[[routes]]
host = "{HOST}"
provider = "scripted"
model_map = {{ "*" = "{model}" }}

[providers.scripted]
based_on = "{based_on}"
base_url = "{base_url}"
key_variable = "{KEY_VARIABLE}"
"""


class Client:
    """A client of one dialect, before the proxy."""

    def __init__(self, dialect: str, http: httpx.AsyncClient, proxy: Proxy) -> None:
        self.dialect = dialect
        self.proxy = proxy
        self._http = http

    async def ask(self, document: Document) -> View:
        """Send a good request, and see what comes of it."""
        return await self.send(json.dumps(document).encode())

    async def send(self, body: bytes, **headers: str) -> View:
        """Send any bytes, and see what comes of them. `headers` have `_` for `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        fields = {"content-type": "application/json", **named}
        async with asyncio.timeout(PATIENCE):
            answer = await self._http.post(PATHS[self.dialect], content=body, headers=fields)
        return view_of(self.dialect, answer)


@asynccontextmanager
async def facing(
    client: str,
    upstream: str,
    script: Sequence[Turn | Answer],
    folder: Path,
    top: str = "",
) -> AsyncGenerator[tuple[Client, Upstream]]:
    """A client before a proxy before an upstream with this script; `top` as in the file."""
    async with Upstream(upstream, script) as scripted:
        file = configuration(scripted.base_url, upstream, top)
        async with (
            running(file, folder, "reverse") as proxy,
            proxy.client("reverse") as http,
        ):
            yield Client(client, http, proxy), scripted
    assert scripted.refusals == []


async def views(
    client: str,
    upstream: str,
    answers: Sequence[Turn | Answer],
    folder: Path,
    *,
    streamed: bool,
    top: str = "",
) -> list[View]:
    """What a client sees, one request after the other, of each of these answers."""
    asked = question(client, streamed=streamed)
    async with facing(client, upstream, answers, folder, top) as (asking, _):
        return [await asking.ask(asked) for _ in answers]
