"""Clients talk over a WebSocket to models that speak another dialect."""

import json
import re
from pathlib import Path

import openai
import pytest
from openai.resources.responses.responses import AsyncResponsesConnection
from openai.types.responses import Response
from openai.types.responses.responses_client_event_param import ResponsesClientEventParam
from openai.types.responses.responses_server_event import ResponseWsCompleted

from tests.e2e.clients import CODEX, CODEX_IN_CODE_MODE, Client, run
from tests.e2e.proxy import CLIENT_KEY, SECRETS, Proxy
from tests.e2e.test_clients import CALLS, SEAL, TELLING, WRITTEN
from tests.e2e.test_conversations import TOOL
from tests.upstreams.server import Upstream
from tests.upstreams.turns import Call, Turn
from translators.wire import json_bytes

SERVED = 'websocket = "serve"\n'
POSTED = re.compile(r"POST https://\S*/responses HTTP/2")
"""How the log shows a request of Codex's own; those that came by WebSocket are HTTP/1.1."""

UPSTREAMS = pytest.mark.parametrize(
    ("upstream", "provider", "model"),
    [
        ("openai-chat", "openai-compatible", "some-model"),
        ("anthropic-messages", "anthropic", "claude-sonnet-4-5"),
    ],
)
SCRIPT = (
    Turn(calls=(Call("call_1", "get_weather", '{"city": "Zürich"}'),)),
    Turn(text="It rains in Zürich."),
)


@UPSTREAMS
@pytest.mark.parametrize("client", [CODEX, CODEX_IN_CODE_MODE], ids=lambda client: client.name)
async def test_codex_does_a_task_with_a_shell_tool(
    client: Client, upstream: str, provider: str, model: str, tmp_path: Path, authority: Path
) -> None:
    calling = Turn("I shall write it.", (CALLS[client.name],), "They want a file.", SEAL)
    folder = tmp_path / "work"
    folder.mkdir()
    async with (
        Upstream(upstream, [calling, TELLING], secrets=SECRETS) as scripted,
        Proxy(scripted, provider, model, tmp_path, authority, SERVED) as proxy,
    ):
        outcome = await run(client, "Write a file named made.txt", proxy, folder)

    assert outcome.status == 0, outcome
    assert (folder / "made.txt").read_text() == WRITTEN
    assert TELLING.text in outcome.said
    assert proxy.log.count("a WebSocket is served") == 1
    assert "answered here with 200" in proxy.log  # the prewarm
    assert not POSTED.search(proxy.log)
    assert CLIENT_KEY not in proxy.log
    assert scripted.refusals == []
    asked, told = (request.body.decode() for request in scripted.requests)
    assert "You are Codex" in asked
    assert asked.count("Write a file named made.txt") == 1
    assert "You are Codex" in told
    assert told.count("Write a file named made.txt") == 1
    assert calling.text in told
    assert told.count(WRITTEN) == 2  # in the command, and in what it printed
    assert (SEAL in told) is (upstream != "openai-chat")


async def ask(connection: AsyncResponsesConnection, event: ResponsesClientEventParam) -> Response:
    """The answer to a request; every event on the way is one that the SDK knows."""
    await connection.send(event)
    while not isinstance(said := await connection.recv(), ResponseWsCompleted):
        assert said.type.startswith("response."), said
    return said.response


@UPSTREAMS
async def test_the_sdk_goes_on_with_new_items_alone(
    upstream: str,
    provider: str,
    model: str,
    tmp_path: Path,
    authority: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with (
        Upstream(upstream, SCRIPT, secrets=SECRETS) as scripted,
        Proxy(scripted, provider, model, tmp_path, authority, SERVED) as proxy,
    ):
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.setenv("SSL_CERT_FILE", str(proxy.certificate))
        client = openai.AsyncOpenAI(api_key=CLIENT_KEY)
        async with client.responses.connect() as connection:
            called = await ask(
                connection,
                {
                    "type": "response.create",
                    "model": "m",
                    "store": False,
                    "tools": [TOOL],
                    "input": "How is the weather?",
                },
            )
            (call,) = [item for item in called.output if item.type == "function_call"]
            told = await ask(
                connection,
                {
                    "type": "response.create",
                    "model": "m",
                    "store": False,
                    "tools": [TOOL],
                    "previous_response_id": called.id,
                    "input": [
                        {"type": "function_call_output", "call_id": call.call_id, "output": "rain"}
                    ],
                },
            )
        await client.close()

    assert json.loads(call.arguments) == {"city": "Zürich"}
    assert (told.output_text, told.previous_response_id) == (SCRIPT[1].text, called.id)
    assert scripted.refusals == []
    last = json_bytes.dumps(scripted.requests[-1].document).decode()
    assert [last.count(word) for word in ("How is the weather?", "call_1", "rain")] == [1, 2, 1]
