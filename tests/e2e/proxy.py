"""A mitmdump with the addon in a process of its own, as users run it."""

import asyncio
import os
import re
import ssl
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.e2e.complaints import MARK
from tests.upstreams.server import KEY, Upstream

ROOT = Path(__file__).parents[2]
CLIENT_KEY = "sk-ant-api03-client-key-that-must-not-arrive"
SECRETS = {"the key": CLIENT_KEY}

_LISTENS = re.compile(r"proxy listening at 127\.0\.0\.1:(\d+)")
_PATIENCE = 30.0
"""Seconds until a proxy that has not started, or not ended, fails the test."""

_CONFIGURATION = """
[providers.scripted]
based_on = "{provider}"
base_url = "{base_url}"
key_variable = "SCRIPTED_KEY"

[[routes]]
name = "model requests"
host = ["api.openai.com", "api.anthropic.com", "chatgpt.com"]
provider = "scripted"
model_map = {{ "*" = "{model}" }}
other = "refuse"

[[routes]]
name = "everything else"
host = "*"
provider = "scripted"
other = "refuse"
"""
"""Nothing is let through to anywhere: what clients ask for beside a model, they do not get."""


class Proxy:
    """Started and stopped with `async with`; fails the test if its log holds an error.

    `provider` and `model` name what Dragoman is to take the upstream for. `authority` is a folder
    with a CA, made if there is none. `settings` are lines at the top of the configuration.
    """

    def __init__(
        self,
        upstream: Upstream,
        provider: str,
        model: str,
        folder: Path,
        authority: Path,
        settings: str = "",
    ) -> None:
        self.certificate = authority / "mitmproxy-ca-cert.pem"
        self._configuration = folder / "dragoman.toml"
        tables = _CONFIGURATION.format(provider=provider, model=model, base_url=upstream.base_url)
        self._configuration.write_text(settings + tables)
        self._authority = authority
        self._log: list[str] = []
        self.url = ""

    @property
    def log(self) -> str:
        """What it has said so far."""
        return "".join(self._log)

    def trust(self) -> ssl.SSLContext:
        """A context that trusts its CA and no other."""
        return ssl.create_default_context(cafile=str(self.certificate))

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            Path(sys.executable).with_name("mitmdump"),
            *("--scripts", str(Path(__file__).with_name("complaints.py"))),
            *("--scripts", str(ROOT / "addons" / "addon.py")),
            *("--listen-host", "127.0.0.1", "--listen-port", "0"),
            *("--set", f"confdir={self._authority}"),
            *("--set", f"dragoman_config={self._configuration}"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=_environment(self._configuration.parent),
        )
        port: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._reading = asyncio.create_task(self._read(port))
        try:
            self.url = f"http://127.0.0.1:{await asyncio.wait_for(port, _PATIENCE)}"
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._stop()
        if error is not None:
            error.add_note(f"The proxy's log:\n{self.log}")
        assert MARK not in self.log, self.log
        assert "Traceback" not in self.log, self.log

    async def kill(self) -> None:
        """End it as a machine would that runs out of memory: no goodbye."""
        self._process.kill()
        await asyncio.wait_for(self._process.wait(), _PATIENCE)

    async def _read(self, port: asyncio.Future[str]) -> None:
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            self._log.append(line.decode("utf-8", "replace"))
            found = _LISTENS.search(self._log[-1])
            if found and not port.done():
                port.set_result(found[1])
        if not port.done():
            port.set_exception(AssertionError(f"the proxy did not start:\n{self.log}"))

    async def _stop(self) -> None:
        with suppress(ProcessLookupError):
            self._process.terminate()
        await asyncio.wait_for(self._process.wait(), _PATIENCE)
        await self._reading


def _environment(state: Path) -> Mapping[str, str]:
    """Only what mitmdump needs; the checkout need not be installed."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    added = {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "SCRIPTED_KEY": KEY}
    return {**kept, **added, "XDG_STATE_HOME": str(state)}
