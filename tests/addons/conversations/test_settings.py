from pathlib import Path

from addons.conversations.settings import Settings

FOLDER = Path("/etc/dragoman")


def test_another_line_is_no_other_setting() -> None:
    assert Settings("memory:", place="F:1") == Settings("memory:", place="F:2")
