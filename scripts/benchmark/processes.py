"""The processes of a measurement, and what the kernel of the operating system knows of them.

Every process that is started here ends with the `with` block that started it, and no other does.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_START_SECONDS = 30
_STOP_SECONDS = 10
_ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
"""This checkout is what is measured, whatever is installed."""


class EndedError(Exception):
    """A process that should be there is not, or never was."""


@dataclass(frozen=True, slots=True)
class Running:
    """A process that listens on a loopback port."""

    pid: int
    port: int

    def cpu_seconds(self) -> float:
        """What it has used so far, in user and system mode."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS_PER_SECOND

    def resident_megabytes(self) -> float:
        """How much memory it holds."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise ProcessLookupError(f"process {self.pid} holds no memory: it has ended")


@contextmanager
def paced_upstream(pem: Path) -> Generator[tuple[int, int]]:
    """The upstream's ports: in the clear, and over TLS."""
    command = [sys.executable, "-m", "scripts.benchmark.upstream", str(pem)]
    with subprocess.Popen(
        command, cwd=ROOT, env=_ENVIRONMENT, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            if not line:
                raise EndedError("the paced upstream did not start")
            clear, secure = map(int, line.split())
            yield clear, secure
        finally:
            _stop(process)


@contextmanager
def mitmdump(log: Path, arguments: Sequence[str]) -> Generator[Running]:
    """A mitmdump with these arguments, on a free port. What it says goes to the file `log`."""
    port = _free_port()
    program = Path(sys.executable).with_name("mitmdump")
    command = [program, "--listen-host", "127.0.0.1", "--listen-port", str(port), *arguments]
    with (
        log.open("w") as output,
        subprocess.Popen(
            command, cwd=ROOT, env=_ENVIRONMENT, stdout=output, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            _await_listener(process, port)
            yield Running(process.pid, port)
        finally:
            ended = process.poll() is not None
            _stop(process)
            if ended:
                raise EndedError(f"mitmdump ended by itself; it said:\n{log.read_text()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        _, port = probe.getsockname()
        return port


def _await_listener(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise EndedError(f"mitmdump did not listen within {_START_SECONDS} s")


def _stop(process: subprocess.Popen[bytes] | subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
