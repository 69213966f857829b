"""Docstrings do not outlive what they speak of: every name in them is still a name of the code."""

import ast
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = [
    path
    for folder in ("addons", "translators", "scripts")
    for path in (ROOT / folder).rglob("*.py")
]
ELSEWHERE = {
    *("ResponseItem", "ResponsesClientEvent", "ResponsesServerEvent", "StopReason"),  # the SDKs'
    *("maxmemory", "o200k_base", "requests", "syntax"),
}
"""Names that are not ours: of SDKs, other programs, and the wire."""

QUOTED = re.compile(r"`([A-Za-z_]\w*(?:\.\w+)*)\.?`")
"""A name, or names joined by dots, between backticks."""


def docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    """All strings that stand for themselves: those of modules, functions, classes and constants."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def names(tree: ast.Module) -> Iterator[str]:
    """Whatever has a name, and the words of all other strings: keys, events, statements."""
    skipped = set(docstrings(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str) and node not in skipped:
                yield from re.findall(r"\w+", node.value)
            continue
        for field in ("id", "attr", "arg", "name"):
            if isinstance(value := getattr(node, field, None), str):
                yield from value.split(".")


def test_every_name_in_a_docstring_is_one() -> None:
    trees = {path: ast.parse(path.read_text("utf-8")) for path in SOURCES}
    files = chain.from_iterable((path.stem, path.parent.name) for path in SOURCES)
    known = {*ELSEWHERE, *files, *chain.from_iterable(map(names, trees.values()))}

    stale = [
        f"{path.relative_to(ROOT)}:{docstring.lineno}: {name}"
        for path, tree in trees.items()
        for docstring in docstrings(tree)
        for name in QUOTED.findall(str(docstring.value))
        if not known.issuperset(name.split("."))
    ]

    assert stale == []
