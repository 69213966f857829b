"""What may import what, what may not be used where, and how large things may get.

Imports form a line, lowest first: a module uses its own rank and those below, and nothing goes
round in a circle. A new folder under `translators/` or `addons/` needs a rank here, or this fails.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DIALECTS = sorted(path.parent.name for path in (ROOT / "translators").glob("*/dialect.py"))
"""Folders of dialects: those that hold a record of one."""

LINE: tuple[tuple[str, ...], ...] = (
    ("translators.hub",),
    (
        "translators.errors",
        "translators.losses",
        "translators.mint",
        "translators.names",
        "translators.model_list",
    ),
    ("translators.profile", "translators.wire"),
    ("translators.opaque", "translators.diagnosis", "translators.endpoint"),
    ("translators.dialect",),
    tuple(f"translators.{dialect}" for dialect in DIALECTS),
    ("translators.adapt", "translators.memory", "translators.providers"),
    ("translators.tokens",),
    ("translators.registry", "translators.exchange"),
    ("translators.responses_state",),
    ("addons.minting", "addons.messages"),
    ("addons.conversations", "addons.bundled"),
    ("addons.routes",),
    ("addons.passage",),
    ("addons.arrival", "addons.configuration", "addons.operator"),
    ("addons.edge",),
    ("addons.sockets",),
    ("addons.translate",),
    ("addons.addon",),
)
"""Folders, and the few files beside them, lowest first."""

IMPURE = {
    *("aiohttp", "asyncio", "datetime", "http", "httpx", "mitmproxy", "os", "pathlib", "random"),
    *("requests", "secrets", "select", "socket", "ssl", "subprocess", "threading", "time", "uuid"),
}
"""What does I/O, waits, reads a clock or makes random ids: none of it under `translators/`."""


def _sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


_FOLDERS = tuple(f"translators.{dialect}" for dialect in DIALECTS)
MODULES = {_module(path): path for path in _sources("translators", "addons")}


def _imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, ours down to the very file."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: mitmproxy's scripts cannot import so"
            source = node.module or ""
            names = {f"{source}.{alias.name}" for alias in node.names}
            yield from names & MODULES.keys() or {source}


def _package(name: str) -> str:
    return name.partition(".")[0]


def _room(module: str) -> str:
    """The folder that a module is in, or the module itself if it stands beside the folders."""
    return ".".join(module.split(".")[:2])


def _rank(module: str) -> int:
    room = _room(module)
    if "." not in room:  # a package's own file, which holds nothing but its docstring
        return 0
    return next((rank for rank, rooms in enumerate(LINE) if room in rooms), -1)


TRANSLATORS = _sources("translators")
SHIPPED = _sources("translators", "addons", "scripts")


def test_every_module_has_its_rank() -> None:
    assert [module for module in MODULES if _rank(module) < 0] == []


def test_imports_go_down_the_line() -> None:
    upward = {
        f"{importer} imports {imported}"
        for importer, path in MODULES.items()
        for imported in _imports(path)
        if imported in MODULES and _rank(imported) > _rank(importer)
    }

    assert upward == set()


def test_imports_make_no_circle() -> None:
    graph = {
        name: {other for other in _imports(path) if other in MODULES and other != name}
        for name, path in MODULES.items()
    }

    TopologicalSorter(graph).prepare()  # names the circle if there is one


def test_folders_make_no_circle() -> None:
    graph: dict[str, set[str]] = {}
    for importer, path in MODULES.items():
        others = {_room(other) for other in _imports(path) if other in MODULES}
        graph.setdefault(_room(importer), set()).update(others - {_room(importer)})

    TopologicalSorter(graph).prepare()


@cache
def _needed(module: str) -> frozenset[str]:
    """Every module of ours that importing this one loads, however far down."""
    packages = module.split(".")
    parents = {".".join(packages[:depth]) for depth in range(1, len(packages))}
    direct = {name for name in _imports(MODULES[module]) if name in MODULES} | parents
    return frozenset(direct.union(*(_needed(name) for name in direct - {module})))


@pytest.mark.parametrize("folder", ["addons.messages", "translators.wire", "translators.hub"])
def test_what_everybody_needs_loads_no_dialect(folder: str) -> None:
    loaded = {name for module in MODULES if module.startswith(folder) for name in _needed(module)}

    assert [name for name in loaded if name.startswith(_FOLDERS)] == []


@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_dialect_knows_another(dialect: str) -> None:
    others = tuple(f"translators.{other}" for other in DIALECTS if other != dialect)
    sources = _sources(f"translators/{dialect}")

    assert [name for path in sources for name in _imports(path) if name.startswith(others)] == []


def test_translation_is_pure() -> None:
    used = {_module(path): {_package(name) for name in _imports(path)} for path in TRANSLATORS}

    assert {name: packages & IMPURE for name, packages in used.items() if packages & IMPURE} == {}


def test_no_file_beside_the_script_hides_a_standard_module() -> None:
    # mitmproxy puts a script's own folder first on the path.
    assert {path.stem for path in (ROOT / "addons").glob("*.py")} & sys.stdlib_module_names == set()


def _wants_tests(path: Path) -> bool:
    """Whether a file holds more than types and imports; in a package's own file, functions."""
    if path.stem == "__init__":
        wanted = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        return any(isinstance(node, wanted) for node in _tree(path).body)
    return not all(map(_is_type, _tree(path).body))


def _is_type(node: ast.stmt) -> bool:
    """Whether a statement says how something looks, and does nothing."""
    if isinstance(node, ast.ClassDef):
        return all(_is_type(inner) or isinstance(inner, ast.AnnAssign) for inner in node.body)
    if isinstance(node, ast.FunctionDef):  # in a protocol
        return all(isinstance(inner, ast.Expr) for inner in node.body)
    return isinstance(node, ast.Import | ast.ImportFrom | ast.TypeAlias | ast.Expr)


def test_every_module_has_its_tests() -> None:
    missing: list[str] = []
    for path in filter(_wants_tests, MODULES.values()):
        source = path.relative_to(ROOT)
        name = source.parent.name if path.stem == "__init__" else path.stem
        mirror = Path("tests") / source.parent / f"test_{name}.py"
        if not (ROOT / mirror).exists():
            missing.append(str(mirror))

    assert missing == []


def test_files_are_small() -> None:
    lengths = {_module(path): len(path.read_text("utf-8").splitlines()) for path in SHIPPED}

    assert {name: length for name, length in lengths.items() if length > 300} == {}


def test_functions_are_small() -> None:
    lengths = {
        f"{_module(path)}.{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in SHIPPED
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert {name: length for name, length in lengths.items() if length > 40} == {}


def test_every_module_says_what_it_is_for() -> None:
    said = {_module(path): ast.get_docstring(_tree(path)) or "" for path in SHIPPED}

    assert [name for name, words in said.items() if not 1 <= len(words.splitlines()) <= 15] == []


WAIVER = re.compile(
    r"#\s*type:\s*ignore|#\s*(ruff|flake8):\s*noqa|#\s*noqa(?!:)|#\s*noqa:.*(C901|PLR0915)"
)


def test_no_rule_is_waived() -> None:
    waivers = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in (*SHIPPED, *_sources("tests"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if path != Path(__file__) and WAIVER.search(line)
    ]

    assert waivers == []


def test_the_limits_hold_everywhere() -> None:
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
    waived = {rule for rules in lint["per-file-ignores"].values() for rule in rules}

    assert {"C90", "PLR0915"} <= set(lint["select"])
    assert lint["mccabe"]["max-complexity"] <= 10
    assert lint["pylint"]["max-statements"] <= 40
    assert {"C", "C9", "C90", "C901", "PL", "PLR", "PLR0915"} & (
        waived | set(lint["ignore"])
    ) == set()
