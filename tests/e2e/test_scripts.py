"""The scripts that a stranger types, run from elsewhere and by a path with a space."""

import asyncio
import os
import re
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.proxy import ROOT

ENVIRONMENT = ROOT / ".venv"
_PATIENCE = 60.0
"""Seconds until a script that has not come to an end fails the test."""

ASKING = """
import openai
answer = openai.OpenAI(api_key="anything").responses.create(model="gpt-5.5", input="hello there")
print(answer.output_text)
"""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a script ended."""

    status: int
    said: str
    complained: str


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """The folder of the scripts, by a name with a space; their environment must be there."""
    if Path(sys.prefix) != ENVIRONMENT:
        reason = f"the scripts use {ENVIRONMENT}: run the tests by scripts/test"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    checkout = tmp_path / "a checkout"
    checkout.symlink_to(ROOT)
    return checkout / "scripts"


async def start(script: Path, *arguments: str, **variables: str) -> asyncio.subprocess.Process:
    """Run a script at home in an empty folder, so that nobody's configuration is found."""
    return await asyncio.create_subprocess_exec(
        script,
        *arguments,
        cwd="/",
        env={**_variables(script.parents[1].parent), **variables},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def run(script: Path, *arguments: str, **variables: str) -> Ended:
    process = await start(script, *arguments, **variables)
    try:
        said, complained = await asyncio.wait_for(process.communicate(), _PATIENCE)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
    return Ended(process.returncode or 0, said.decode(), complained.decode())


def _variables(home: Path) -> Mapping[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}


@pytest.fixture
def free_port() -> int:
    """A port that nobody has now, nor will have in a moment.

    It is below those that systems hand out to whoever asks for any, a connection that is opened
    somewhere else for one. Each process that runs tests begins to look at another place.
    """
    for port in range(20_000 + os.getpid() * 101 % 10_000, 32_000):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("there is no free port below 32000")


@pytest.fixture
async def welcome(scripts: Path, free_port: int) -> AsyncIterator[str]:
    """What a started proxy says, up to its command to try; it runs as long as the test."""
    process = await start(scripts / "start", "--port", str(free_port))
    assert process.stdout is not None
    said: list[str] = []
    try:
        async with asyncio.timeout(_PATIENCE):
            while not said or not said[-1].startswith("try"):
                line = await process.stdout.readline()
                assert line, f"the proxy ended: {said}"
                said.append(line.decode())
        yield "".join(said)
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.communicate()


async def test_the_demo_shows_four_sides_of_one_exchange(scripts: Path) -> None:
    ended = await run(scripts / "start", "--demo")
    assert ended.status == 0, ended
    assert re.findall(r"^\d\. The (\w+ \w+)", ended.said, re.MULTILINE) == [
        "client sent",
        "upstream got",
        "upstream streamed",
        "client received",
    ]
    assert "message_stop" in ended.said


async def test_two_demos_at_once_do_not_disturb_each_other(scripts: Path) -> None:
    both = await asyncio.gather(*(run(scripts / "start", "--demo") for _ in range(2)))
    assert [ended.status for ended in both] == [0, 0], both


async def test_a_started_proxy_says_three_things(welcome: str, free_port: int) -> None:
    proxy, authority, trial = welcome.splitlines()[-3:]
    assert proxy == f"proxy  http://127.0.0.1:{free_port}"
    assert authority == f"CA     {ROOT / 'certs' / 'bundle.pem'}"
    assert trial.startswith("try    ")


async def test_without_any_configuration_the_bundled_provider_answers(
    scripts: Path, welcome: str, free_port: int
) -> None:
    assert "bundled provider" in welcome
    ended = await run(
        scripts / "through", sys.executable, "-c", ASKING, DRAGOMAN_PORT=str(free_port)
    )
    assert ended.status == 0, ended
    assert ended.said.startswith("You said: hello there")


async def test_a_taken_port_is_named(scripts: Path, welcome: str, free_port: int) -> None:
    assert welcome
    ended = await run(scripts / "start", DRAGOMAN_PORT=str(free_port))
    assert ended.status == 1
    assert f"Port {free_port} on 127.0.0.1 is taken" in ended.complained


async def test_a_program_keeps_its_status(scripts: Path, welcome: str, free_port: int) -> None:
    assert welcome
    ended = await run(scripts / "through", "sh", "-c", "exit 7", DRAGOMAN_PORT=str(free_port))
    assert ended == Ended(7, "", "")


async def test_a_missing_proxy_is_named(scripts: Path, free_port: int) -> None:
    ended = await run(scripts / "through", "true", DRAGOMAN_PORT=str(free_port))
    assert ended == Ended(
        1,
        "",
        f"No proxy is running at http://127.0.0.1:{free_port}: start one with scripts/start.\n",
    )


async def test_private_keys_are_for_their_owner(scripts: Path) -> None:
    ended = await run(scripts / "start", "--demo")
    assert ended.status == 0, ended
    for name in ("mitmproxy-ca.pem", "mitmproxy-ca.p12"):
        assert (ROOT / "certs" / name).stat().st_mode & 0o077 == 0
