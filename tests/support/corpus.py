"""Real captures, read where they lie beside the project and never copied into it.

The captures are no part of the project: where they are absent, tests that need them are skipped
with a clear line, but fail where `CI` is set, so that nothing passes by being left out.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[3] / "shared" / "corpus"

DIALECTS = {
    "chat": "openai-chat",
    "responses": "openai-responses",
    "messages": "anthropic-messages",
}
"""The index's word for a dialect, and ours. Other dialects of the index are not spoken yet."""


@dataclass(frozen=True, slots=True)
class Capture:
    """One file of the corpus.

    `dialect` is ours. `kind` is `request`, `response` or `stream`; `oracle` says how far the
    vendor's own SDK could read the file, "" for requests. `pair` joins a request with its answer.
    """

    path: str
    dialect: str
    kind: str
    status: int
    oracle: str
    features: tuple[str, ...]
    pair: str

    @property
    def data(self) -> bytes:
        """The file's bytes."""
        return (FOLDER / self.path).read_bytes()

    @property
    def name(self) -> str:
        """A short name that is legal in a test's id."""
        return Path(self.path).stem

    def __str__(self) -> str:
        return f"{self.path.partition('/')[0]}:{self.name}"


@cache
def captures() -> tuple[Capture, ...]:
    """Every capture of a dialect that is spoken here; none where the corpus is absent."""
    index = FOLDER / "index.jsonl"
    if not index.exists():
        return ()
    rows = [json.loads(line) for line in index.read_text().splitlines()]
    return tuple(_capture(row) for row in rows if row["dialect"] in DIALECTS)


def _capture(row: dict[str, Any]) -> Capture:
    return Capture(
        path=row["path"],
        dialect=DIALECTS[row["dialect"]],
        kind=row["kind"],
        status=row.get("status") or 200,
        oracle=row.get("oracle") or "",
        features=tuple(row["features"]),
        pair=row.get("pair_id") or "",
    )


def select(kind: str, dialect: str | None = None) -> list[Capture]:
    """The captures of one kind, of one dialect or of all."""
    return [
        capture
        for capture in captures()
        if capture.kind == kind and dialect in (None, capture.dialect)
    ]


def parameters(chosen: Sequence[Capture]) -> list[Any]:
    """Captures as a test's parameters; one that skips (in CI: fails) where there is no corpus."""
    if captures():
        return [pytest.param(capture, id=str(capture)) for capture in chosen]
    return [pytest.param(None, marks=pytest.mark.skip(reason=_absence()))]


def require(chosen: Sequence[Capture]) -> Sequence[Capture]:
    """The same captures, to choose from; skips (in CI: fails) the test where there is no corpus."""
    if not captures():
        pytest.skip(_absence())
    return chosen


def _absence() -> str:
    """Why a test is skipped. Raises `FileNotFoundError` in CI, where none may be."""
    if os.environ.get("CI"):
        raise FileNotFoundError(f"the corpus must be present in CI, at {FOLDER}")
    return f"no corpus at {FOLDER}"
