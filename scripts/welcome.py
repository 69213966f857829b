"""What `scripts/start` adds to the addon: a word of welcome."""

import shlex
import shutil
import sys
from pathlib import Path

from mitmproxy import ctx
from proxy_command import DEFAULT_PORT, PORT_VARIABLE

ROOT = Path(__file__).resolve().parent.parent
TRIALS = {
    "claude": "env ANTHROPIC_API_KEY=any claude -p 'Say hello' --allowedTools Bash",
    "codex": "codex exec --skip-git-repo-check 'Say hello'",
    "curl": (
        "curl https://api.openai.com/v1/responses --header content-type:application/json"
        """ --data '{"model":"gpt-5.5","input":"hello"}'"""
    ),
}
"""What to try, by the program that it needs."""


class Welcome:
    """Says three lines once the proxy listens and knows where to send what it takes.

    Without a configuration that is later than `running`: the bundled provider has to start.
    """

    def __init__(self) -> None:
        self._listening = False
        self._said = False

    def running(self) -> None:
        """The proxy listens now."""
        self._listening = True
        self._say()

    def configure(self, _: set[str]) -> None:
        """There may be a configuration now."""
        self._say()

    def _say(self) -> None:
        if self._said or not self._listening or not _is_configured():
            return
        self._said = True
        port: int = ctx.options.listen_port
        lines = (
            f"proxy  http://127.0.0.1:{port}",
            f"CA     {ROOT / 'certs' / 'bundle.pem'}",
            f"try    {trial(port)}",
        )
        sys.stdout.write("\n" + "\n".join(lines) + "\n\n")
        sys.stdout.flush()


def _is_configured() -> bool:
    return "dragoman_config" in ctx.options and bool(ctx.options.dragoman_config)


def trial(port: int) -> str:
    """A command that can be typed as it is, wherever the user may be."""
    program = next((name for name in TRIALS if shutil.which(name)), None)
    if program is None:
        return f"{shlex.quote(str(ROOT / 'scripts' / 'start'))} --demo"
    through = shlex.quote(str(ROOT / "scripts" / "through"))
    port_said = "" if port == DEFAULT_PORT else f"{PORT_VARIABLE}={port} "
    return f"{port_said}{through} {TRIALS[program]}"


addons = [Welcome()]
