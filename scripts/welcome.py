"""What `scripts/start` adds to the addon: a word of welcome."""

import shlex
import shutil
import sys
from pathlib import Path

from launch import DEFAULT_PORT, PORT_VARIABLE
from mitmproxy import ctx

ROOT = Path(__file__).resolve().parent.parent
TRIALS = {
    "claude": "claude -p 'Say hello' --allowedTools Bash",
    "codex": "codex exec --skip-git-repo-check 'Say hello'",
    "curl": (
        "curl https://api.openai.com/v1/responses --header content-type:application/json"
        """ --data '{"model":"gpt-5.5","input":"hello"}'"""
    ),
}
"""What to try, by the program that it needs."""


class Welcome:
    """Says, once the proxy listens, the three lines that a user needs."""

    def running(self) -> None:
        """The proxy listens now."""
        port: int = ctx.options.listen_port
        lines = (
            f"proxy  http://127.0.0.1:{port}",
            f"CA     {ROOT / 'certs' / 'bundle.pem'}",
            f"try    {trial(port)}",
        )
        sys.stdout.write("\n" + "\n".join(lines) + "\n\n")
        sys.stdout.flush()


def trial(port: int) -> str:
    """A command that can be typed as it is, wherever the user may be."""
    program = next((name for name in TRIALS if shutil.which(name)), None)
    if program is None:
        return f"{shlex.quote(str(ROOT / 'scripts' / 'start'))} --demo"
    through = shlex.quote(str(ROOT / "scripts" / "through"))
    port_said = "" if port == DEFAULT_PORT else f"{PORT_VARIABLE}={port} "
    return f"{port_said}{through} {TRIALS[program]}"


addons = [Welcome()]
