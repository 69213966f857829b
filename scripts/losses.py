"""The ledger of losses and the README's table that is made of it. Run by `scripts/losses`.

The ledger is `tests/expected_losses.toml`: what the scenarios of `tests/corpus` lose between any
two dialects. The table says the same with less: pairs of dialects that lose the same share a row,
and so do places that are lost for the same reason.
"""

import argparse
import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path

import orjson

from tests.matrix.scenarios import LEDGER, Ledger, Row, cases, expected, ledger_of
from translators.registry import DIALECTS

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- losses -->\n", "<!-- /losses -->"

HEADER = """\
# Every loss between two dialects that the scenarios of tests/corpus meet, and why.
# Written by `scripts/losses --update`; a test fails if it is not exact.
"""

NAMES: Mapping[str, str] = {name: dialect.title for name, dialect in DIALECTS.items()}
"""The dialects as the table names them, in its order."""

type Pair = tuple[str, str]
"""(upstream, client): rows are sorted by where requests go."""


def main(arguments: list[str] | None = None) -> None:
    """Print the table; with `--update`, write the ledger and the README's table first."""
    parser = argparse.ArgumentParser(prog="scripts/losses", description=__doc__)
    parser.add_argument("--update", action="store_true", help="write the ledger and the README")
    if parser.parse_args(arguments).update:
        LEDGER.write_text(written(ledger_of(cases())))
        README.write_text(with_table(README.read_text(), table(expected())))
    print(table(expected()), end="")


def written(ledger: Ledger) -> str:
    """A ledger as TOML."""
    return "\n".join((HEADER, *(_entry(row, ledger[row]) for row in ledger)))


def _entry(row: Row, scenarios: Iterable[str]) -> str:
    fields = "".join(f"{name} = {_quoted(value)}\n" for name, value in row._asdict().items())
    listed = "scenarios = [" + ", ".join(map(_quoted, scenarios)) + "]"
    wrapped = textwrap.fill(listed, 100, subsequent_indent="    ", break_on_hyphens=False)
    return f"[[loss]]\n{fields}{wrapped}\n"


def _quoted(text: str) -> str:
    """A basic string of TOML, which is escaped as one of JSON is."""
    return orjson.dumps(text).decode()


def with_table(readme: str, rows: str) -> str:
    """The README with these rows between its marks.

    Raises:
        ValueError: the marks are missing.
    """
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(
            f"README.md must have {BEGIN.strip()} and {END}, each on a line of its own"
        )
    return f"{before}{begin}{rows}{end}{after}"


def table(ledger: Iterable[Row]) -> str:
    """The rows in Markdown, by pairs of dialects, then by effect and reason."""
    pairs: dict[tuple[str, str, str], set[Pair]] = {}
    for row in ledger:
        pairs.setdefault((row.effect, row.path, row.reason), set()).add((row.upstream, row.client))
    paths: dict[tuple[tuple[Pair, ...], str, str], list[str]] = {}
    for (effect, path, reason), where in sorted(pairs.items()):
        paths.setdefault((_in_order(where), effect, reason), []).append(path)
    lines = ["| From → to | Effect | What | Why |", "| --- | --- | --- | --- |"]
    for (where, effect, reason), places in sorted(paths.items(), key=_rank):
        what = ", ".join(f"`{path}`" for path in places)
        lines.append(f"| {_said(where)} | {effect} | {what} | {_cell(reason)} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


def _in_order(where: Iterable[Pair]) -> tuple[Pair, ...]:
    order = list(NAMES)
    return tuple(sorted(where, key=lambda pair: [order.index(name) for name in pair]))


def _rank(entry: tuple[tuple[tuple[Pair, ...], str, str], list[str]]) -> tuple[object, ...]:
    """What happens with several upstreams comes first."""
    (where, effect, reason), places = entry
    order = list(NAMES)
    upstreams = sorted({order.index(upstream) for upstream, _ in where})
    clients = sorted({order.index(client) for _, client in where})
    return (-len(upstreams), upstreams, clients, effect, places, reason)


def _said(where: tuple[Pair, ...]) -> str:
    """The pairs in words: `all`, or clients and the upstreams where they lose the same."""
    if len(where) == len(NAMES) * (len(NAMES) - 1):
        return "all"
    clients: dict[str, list[str]] = {}
    for upstream, client in where:
        clients.setdefault(NAMES[upstream], []).append(NAMES[client])
    upstreams: dict[str, list[str]] = {}
    for upstream, names in clients.items():
        upstreams.setdefault(", ".join(names), []).append(upstream)
    return "; ".join(f"{names} → {', '.join(ends)}" for names, ends in upstreams.items())


if __name__ == "__main__":
    main()
