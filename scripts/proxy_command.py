"""Where the proxy listens, and how mitmproxy is told to be it."""

import os
import sys
from pathlib import Path

from authority import ROOT

HOST = "127.0.0.1"
DEFAULT_PORT = 8484
PORT_VARIABLE = "DRAGOMAN_PORT"


def mitmproxy_command(tool: str, port: int, *arguments: str) -> list[str]:
    """The command line of `mitmdump` or `mitmweb` with the addon, listening on loopback."""
    return [
        str(Path(sys.executable).with_name(tool)),
        *arguments,
        "--scripts",
        str(ROOT / "addons" / "addon.py"),
        "--listen-host",
        HOST,
        "--listen-port",
        str(port),
        "--set",
        f"confdir={ROOT / 'certs'}",
        "--set",
        "connection_strategy=lazy",
    ]


def default_port() -> int:
    """The port that `scripts/start` and `scripts/through` agree on without being told."""
    return int(os.environ.get(PORT_VARIABLE, DEFAULT_PORT))
