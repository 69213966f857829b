"""Starts mitmproxy with Dragoman in it. Run by `scripts/start`, in the environment that it makes.

usage: scripts/start [--port N] [--config FILE] [--web] [--demo] [mitmproxy's own arguments]
"""

import argparse
import os
import socket
import sys
from pathlib import Path

from authority import ROOT, authority
from demo import demonstrate
from proxy_command import HOST, default_port, mitmproxy_command

CONFIGURATION_VARIABLE = "DRAGOMAN_CONFIG"
CONFIGURATIONS = (ROOT / "dragoman.toml", Path("~/.config/dragoman.toml"))
"""Where a configuration is looked for that nobody has named."""


def configuration_file() -> Path | None:
    """The user's configuration; None if there is none."""
    named = os.environ.get(CONFIGURATION_VARIABLE)
    if named:
        return Path(named).expanduser()
    return next((path.expanduser() for path in CONFIGURATIONS if path.expanduser().exists()), None)


def main(arguments: list[str]) -> None:
    """Become mitmproxy, or say why not."""
    parser = argparse.ArgumentParser(
        prog="scripts/start",
        description="Starts the proxy. Arguments that are not known here go to mitmproxy.",
    )
    parser.add_argument("--port", type=int, default=default_port(), help="default: %(default)s")
    parser.add_argument("--config", type=Path, help="the TOML file with routes and providers")
    parser.add_argument("--web", action="store_true", help="mitmweb instead of mitmdump")
    parser.add_argument(
        "--demo", action="store_true", help="show one translated exchange, and exit"
    )
    chosen, others = parser.parse_known_args(arguments)
    if chosen.demo:
        demonstrate()
        return
    if is_taken(chosen.port):
        sys.exit(
            f"Port {chosen.port} on {HOST} is taken, perhaps by a proxy that is running already:"
            f" end that, or use scripts/start --port {chosen.port + 1}."
        )
    authority()
    configuration = chosen.config or configuration_file()
    if configuration is not None:
        others += ["--set", f"dragoman_config={configuration.resolve()}"]
    if chosen.web:
        others += ["--no-web-open-browser", "--web-port", str(chosen.port + 1)]
    welcome = ("--scripts", str(ROOT / "scripts" / "welcome.py"))
    tool = "mitmweb" if chosen.web else "mitmdump"
    command = mitmproxy_command(tool, chosen.port, *welcome, *others)
    os.execv(command[0], command)


def is_taken(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


if __name__ == "__main__":
    main(sys.argv[1:])
