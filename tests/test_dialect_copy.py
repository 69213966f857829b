"""A dialect is a folder, a line in the registry, and data: no code outside asks for it by name.

In a clone of the tree, `openai_chat` gets another name and another family. What runs there are the
matrix, the properties and the edge's tests, wherever that dialect takes part in them. Renamed with
it is what says its name as data: the registry's line, the providers that speak it, the tests'
tables.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.corpus import FOLDER

ROOT = Path(__file__).parents[1]
CLONED = ("addons", "translators", "tests", "scripts", "certs", "pyproject.toml", "README.md")
RENAMED = {"openai_chat": "parrot_chat", "openai-chat": "parrot-chat"}
NAMES_IT = ("tests", "translators/parrot_chat", "translators/registry.py", "translators/providers")
"""Where a dialect is named: in its own folder, in data, and in tests."""

RUN = ("matrix", "properties", "addons/edge", "addons/passage", "addons/arrival", "addons/routes")
ABOUT_VENDORS = (
    # What two dialects of one vendor say alike is a loss between two vendors.
    "tests/matrix/test_scenarios.py::test_every_loss_is_in_the_ledger",
    "tests/matrix/test_scenarios.py::test_every_loss_in_the_ledger_happens_where_it_says",
    # OpenAI's own list of models is for the clients of OpenAI's dialects.
    "tests/addons/routes/test_judge.py::test_the_vendors_own_models_are_the_vendors_to_list",
)


def _cloned(place: Path) -> Path:
    """A clone of the tree, beside a link to the corpus."""
    tree = place / "tree"
    for name in CLONED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, tree / name)
    (place / "shared").symlink_to(FOLDER.parent, target_is_directory=True)
    return tree


def _renamed(text: str) -> str:
    return re.sub("|".join(RENAMED), lambda found: RENAMED[found[0]], text)


def _rename(tree: Path) -> None:
    """Give the dialect its other name in the places where it is named, and its other family."""
    for path in sorted(tree.rglob("*openai?chat*"), reverse=True):  # what is inside goes first
        path.rename(path.with_name(_renamed(path.name)))
    for place in NAMES_IT:
        top = tree / place
        for path in [top] if top.is_file() else top.rglob("*.*"):
            if path.suffix in (".py", ".toml", ".json", ".sse"):
                path.write_bytes(_renamed(path.read_bytes().decode()).encode())
    vocabulary = tree / "translators/parrot_chat/vocabulary.py"
    text = vocabulary.read_text()
    assert 'FAMILY = "openai"' in text
    vocabulary.write_text(text.replace('FAMILY = "openai"', 'FAMILY = "parrot"'))


def test_a_dialect_works_under_another_name_and_family(tmp_path: Path) -> None:
    tree = _cloned(tmp_path)
    _rename(tree)

    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-k",
        "parrot or edge",
    ]
    command += [f"--deselect={test}" for test in ABOUT_VENDORS]
    command += [f"tests/{folder}" for folder in RUN]
    environment = {**os.environ, "PYTHONPATH": str(tree), "HYPOTHESIS_PROFILE": "quick"}
    ran = subprocess.run(
        command, check=False, cwd=tree, env=environment, capture_output=True, text=True
    )

    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-2000:]
    passed = re.search(r"(\d+) passed", ran.stdout)
    assert passed is not None
    assert int(passed[1]) > 500
