"""A real Redis server on loopback, for as long as a test run needs one."""

import os
import shutil
import socket
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

PROGRAM = "redis-server"
READY = "Ready to accept connections"


def free_port() -> int:
    """A port on loopback that nobody uses now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def require_redis() -> str:
    """The server's program. A test is skipped where there is none, but fails where `CI` is set."""
    program = shutil.which(PROGRAM)
    if program is not None:
        return program
    if os.environ.get("CI"):
        pytest.fail(f"{PROGRAM} must be installed in CI: apt-get install -y {PROGRAM}")
    pytest.skip(f"no {PROGRAM} here: apt-get install -y {PROGRAM}")


@contextmanager
def running(folder: Path) -> Generator[str]:
    """The URL of a server that keeps nothing on the disk."""
    port = free_port()
    command = [require_redis(), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
    command += ["--save", "", "--appendonly", "no", "--daemonize", "no"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said: list[str] = []
        for line in process.stdout:
            said.append(line)
            if READY in line:
                break
        else:
            pytest.fail(f"{PROGRAM} did not start: {''.join(said)}")
        try:
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.terminate()
            process.communicate(timeout=10)
