"""Runs a program through the running proxy. Run by `scripts/through`.

usage: scripts/through COMMAND...

The proxy is the one that DRAGOMAN_PROXY names (as http://127.0.0.1:8484), else the one at port
DRAGOMAN_PORT (8484) of this machine.
"""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from authority import Authority, authority
from proxy_command import HOST, default_port

PROXY_VARIABLE = "DRAGOMAN_PROXY"
NODE_WITH_PROXY = (22, 21)
"""The first Node that can honour HTTPS_PROXY by itself."""
PATIENCE = 5.0
"""How many seconds the proxy may take to accept a connection."""


def variables(proxy: str, trusted: Authority, environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that make programs use the proxy and trust its CA.

    Which program honours which is measured: Codex and Python's HTTP clients take SSL_CERT_FILE,
    Claude Code and everything on Node NODE_EXTRA_CA_CERTS, `requests` and curl their own.
    """
    bundle = str(trusted.bundle)
    direct = environment.get("NO_PROXY") or environment.get("no_proxy") or ""
    direct = ",".join(filter(None, (direct, "localhost", "127.0.0.1", "::1")))
    return {
        **environment,
        **dict.fromkeys(("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"), proxy),
        **dict.fromkeys(("NO_PROXY", "no_proxy"), direct),
        **dict.fromkeys(("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"), bundle),
        "CODEX_CA_CERTIFICATE": bundle,
        "NODE_EXTRA_CA_CERTS": str(trusted.certificate),
        "NODE_USE_ENV_PROXY": "1",
    }


def main(command: list[str]) -> None:
    """Become the program, or say why not."""
    if not command or command[0] in ("-h", "--help"):
        sys.exit(__doc__)
    proxy = os.environ.get(PROXY_VARIABLE) or f"http://{HOST}:{default_port()}"
    if not is_running(proxy):
        sys.exit(f"No proxy is running at {proxy}: start one with scripts/start.")
    program = shutil.which(command[0])
    if program is None:
        sys.exit(f"There is no program {command[0]!r} here.")
    if is_old_node(program):
        sys.stderr.write(
            "This Node ignores proxies; only programs that honour HTTPS_PROXY themselves will go"
            " through. Node 22.21 or newer does it for all.\n"
        )
    os.execve(program, command, variables(proxy, authority(), os.environ))


def is_running(proxy: str) -> bool:
    """Whether something accepts connections there."""
    parts = urlsplit(proxy)
    try:
        with socket.create_connection((parts.hostname, parts.port or 80), PATIENCE):
            return True
    except OSError:
        return False


def is_old_node(program: str) -> bool:
    """Whether the program is run by a Node that cannot use a proxy by itself."""
    if Path(program).name not in ("node", "npx", "npm"):
        return False
    node = shutil.which("node") or "node"
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = tuple(
        int(part) for part in said.strip().removeprefix("v").split(".") if part.isdigit()
    )
    return version < NODE_WITH_PROXY


if __name__ == "__main__":
    main(sys.argv[1:])
