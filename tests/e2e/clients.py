"""Coding CLIs as their users run them: nothing is set but a key, the proxy and its CA."""

import asyncio
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.e2e.proxy import CLIENT_KEY, ROOT, Proxy

CLIENTS_VARIABLE = "DRAGOMAN_CLIENTS"
CLIENTS = Path(os.environ.get(CLIENTS_VARIABLE) or ROOT / ".cache" / "clients")
"""Where npm has installed them; `.ci/run` says which versions."""

_PATIENCE = 60.0
"""Seconds until a client that has not come to an end fails the test."""


@dataclass(frozen=True, slots=True)
class Client:
    """One CLI: where its program is among its packages, and how it is asked to do a task."""

    name: str
    program: str
    arguments: tuple[str, ...]
    key_variable: str

    def find(self) -> Path:
        """Its program; without it the test is skipped, or fails where it must be there."""
        found = sorted(CLIENTS.glob(f"node_modules/{self.program}"))
        if found:
            return found[0]
        absent = f"{self.name} is not installed in {CLIENTS}; .ci/run does that"
        if os.environ.get("CI"):
            pytest.fail(absent)
        pytest.skip(absent)


_CODEX = (
    *("exec", "--skip-git-repo-check"),
    # Its own sandbox needs kernel features that containers withhold; the folder is ours.
    "--dangerously-bypass-approvals-and-sandbox",
    *("--config", "analytics.enabled=false"),
)
CODEX = Client(
    name="Codex",
    program="@openai/codex-*/vendor/*/bin/codex",
    arguments=(*_CODEX, "--model", "gpt-5.5"),
    key_variable="CODEX_API_KEY",
)
"""With a model for which it offers plain functions."""
CODEX_IN_CODE_MODE = replace(CODEX, name="Codex in code mode", arguments=_CODEX)
"""With its default model: namespaces of tools in the input, and one that takes JavaScript."""


def compacting(codex: Client) -> Client:
    """A Codex that compacts its conversation in the middle of every task."""
    early = ("--config", "model_auto_compact_token_limit=100")
    return replace(codex, arguments=(*codex.arguments, *early))


def resumed(codex: Client) -> Client:
    """A Codex that goes on with its last session."""
    command, *options = codex.arguments
    return replace(codex, arguments=(command, "resume", "--last", *options))


CLAUDE_CODE = Client(
    name="Claude Code",
    program="@anthropic-ai/claude-code-*/claude",
    arguments=("--allowedTools=Bash", "--print"),
    key_variable="ANTHROPIC_API_KEY",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a client ended."""

    status: int
    said: str
    complained: str


async def run(client: Client, task: str, proxy: Proxy, folder: Path) -> Outcome:
    """Let a client do a task in `folder`, at home in a folder beside it that is empty at first."""
    home = folder.with_name("home")
    home.mkdir(exist_ok=True)
    process = await asyncio.create_subprocess_exec(
        client.find(),
        *client.arguments,
        task,
        cwd=folder,
        env=_environment(client, proxy, home),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        said, complained = await asyncio.wait_for(process.communicate(), _PATIENCE)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
    return Outcome(process.returncode or 0, said.decode(), complained.decode())


def _environment(client: Client, proxy: Proxy, home: Path) -> Mapping[str, str]:
    return {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        client.key_variable: CLIENT_KEY,
        "HTTPS_PROXY": proxy.url,
        "SSL_CERT_FILE": str(proxy.certificate),
        "NODE_EXTRA_CA_CERTS": str(proxy.certificate),
        "NO_PROXY": "localhost,127.0.0.1",
    }
