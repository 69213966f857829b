import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from mitmproxy.test import taddons

from addons.bundled.provider import BundledProvider
from addons.edge.garbage import FreezeGarbageCollector
from addons.operator.inspection import Inspection
from addons.translate import Translate
from tests.addons.paths import ROOT

SCRIPT = ROOT / "addons" / "addon.py"


async def test_mitmproxy_loads_the_file_as_a_script() -> None:
    with taddons.context() as context:
        untyped: Any = context
        loaded = untyped.script(str(SCRIPT))

    expected = [BundledProvider, Translate, Inspection, FreezeGarbageCollector]
    assert [type(addon) for addon in loaded.addons] == expected


async def test_mitmdump_refuses_to_start_with_a_wrong_file(tmp_path: Path) -> None:
    file = tmp_path / "dragoman.toml"
    file.write_text("[[routes]]\nhots = 1\n")
    settings = (f"confdir={tmp_path}", f"dragoman_config={file}", "listen_port=0")

    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("mitmdump")),
        *("--scripts", str(SCRIPT), "--listen-host", "127.0.0.1"),
        *(word for setting in settings for word in ("--set", setting)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"},
    )
    said, _ = await asyncio.wait_for(process.communicate(), 30)

    assert process.returncode == 1
    assert f"{file}:2: routes[0].hots: unknown key; did you mean 'host'?" in said.decode()
    assert "Traceback" not in said.decode()
