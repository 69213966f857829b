"""Unmodified coding CLIs do a task of two turns on models that speak another dialect."""

import json
from pathlib import Path

import pytest

from tests.e2e.clients import CLAUDE_CODE, CODEX, CODEX_IN_CODE_MODE, Client, run
from tests.e2e.proxy import SECRETS, Proxy
from tests.upstreams.server import Upstream
from tests.upstreams.turns import Call, Turn

WRITTEN = "written by the tool"
COMMAND = f"printf '{WRITTEN}' > made.txt && cat made.txt"
SCRIPT = f"const r = await tools.exec_command({{cmd: {json.dumps(COMMAND)}}}); text(r.output);"
CALLS = {
    "Codex": Call("call_1", "exec_command", json.dumps({"cmd": COMMAND})),
    "Codex in code mode": Call("call_1", "functions__exec", json.dumps({"input": SCRIPT})),
    "Claude Code": Call(
        "call_1", "Bash", json.dumps({"command": COMMAND, "description": "Write the file"})
    ),
}
"""The same command for each client's own shell tool, as the upstream is told of it."""

SEAL = "sealed-by-the-scripted-model"
TELLING = Turn(text="The file has been written.", thinking="That went well.", seal="another-seal")


@pytest.mark.parametrize(
    ("client", "upstream", "provider", "model"),
    [
        (CODEX, "openai-chat", "openai-compatible", "some-model"),
        (CODEX, "anthropic-messages", "anthropic", "claude-sonnet-4-5"),
        (CODEX_IN_CODE_MODE, "openai-chat", "openai-compatible", "some-model"),
        (CODEX_IN_CODE_MODE, "anthropic-messages", "anthropic", "claude-sonnet-4-5"),
        (CLAUDE_CODE, "openai-chat", "openai-compatible", "some-model"),
        (CLAUDE_CODE, "openai-responses", "openai", "gpt-5.5"),
    ],
    ids=lambda value: value.name if isinstance(value, Client) else str(value),
)
async def test_a_task_with_a_shell_tool(
    client: Client, upstream: str, provider: str, model: str, tmp_path: Path, authority: Path
) -> None:
    calling = Turn("I shall write it.", (CALLS[client.name],), "They want a file.", SEAL)
    folder = tmp_path / "work"
    folder.mkdir()
    async with (
        Upstream(upstream, [calling, TELLING], secrets=SECRETS) as scripted,
        Proxy(scripted, provider, model, tmp_path, authority) as proxy,
    ):
        outcome = await run(client, "Write a file named made.txt", proxy, folder)

    assert outcome.status == 0, outcome
    assert (folder / "made.txt").read_text() == WRITTEN
    assert TELLING.text in outcome.said
    assert scripted.refusals == []
    asked, told = scripted.requests
    assert calling.text not in asked.body.decode()
    assert calling.text in told.body.decode()
    assert told.body.decode().count(WRITTEN) == 2  # in the command, and in what it printed
    assert (SEAL in told.body.decode()) is (upstream != "openai-chat")
