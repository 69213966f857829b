"""The scenarios of `tests/corpus`, and what becomes of them between any two dialects.

A scenario says one thing in every dialect that has words for it: what a client of that dialect
asks, what its vendor answers, and the same answer as a stream.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.support.exchanges import PAIRS, exchange_between, streamed
from translators.errors import RequestError
from translators.exchange.exchange import Exchange
from translators.hub.document import Document
from translators.wire import json_bytes

CORPUS = Path(__file__).parents[1] / "corpus"
LEDGER = Path(__file__).parents[1] / "expected_losses.toml"

REFUSED: dict[tuple[str, str], str] = {
    ("pdf-by-url", "openai-chat"): "[0].content[0]",
    ("sound", "anthropic-messages"): "messages[0].content[1]",
    ("sound", "openai-responses"): "messages[0].content[1]",
}
"""Scenarios that an upstream has no words for, and how the place ends that must be named."""


class Case(NamedTuple):
    """A scenario as one dialect's client asks it and another dialect's upstream answers it."""

    scenario: str
    client: str
    upstream: str

    def __str__(self) -> str:
        return f"{self.scenario}-{self.client}-{self.upstream}"


class Row(NamedTuple):
    """One loss of one pair of dialects; the fields stand in the order by which rows are sorted."""

    client: str
    upstream: str
    effect: str
    path: str
    reason: str


type Ledger = dict[Row, tuple[str, ...]]
"""Every loss, and the scenarios that have it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One exchange that has happened, and what the client got."""

    exchange: Exchange
    said: bytes


@cache
def cases() -> tuple[Case, ...]:
    """Every scenario with every pair of dialects, if the client's can ask it."""
    scenarios = sorted(folder.name for folder in CORPUS.iterdir() if folder.is_dir())
    return tuple(
        Case(scenario, client, upstream)
        for scenario in scenarios
        for client, upstream in PAIRS
        if (CORPUS / scenario / client / "request.json").exists()
    )


@cache
def answered() -> tuple[Case, ...]:
    """The cases that come to an answer, because nobody refuses and the upstream has one."""
    return tuple(
        case
        for case in cases()
        if (case.scenario, case.upstream) not in REFUSED
        and (CORPUS / case.scenario / case.upstream).is_dir()
    )


def asked(case: Case, *, stream: bool) -> Document:
    """What the client sends; a client that streams wants to know the usage as well."""
    document = json_bytes.loads_object(_read(case.scenario, case.client, "request.json"))
    if not stream:
        return document
    options: Document = {"include_usage": True}
    wish: Document = {"stream_options": options} if case.client == "openai-chat" else {}
    return {**document, "stream": True, **wish}


def answer(case: Case, *, stream: bool) -> bytes:
    """What the upstream answers."""
    return _read(case.scenario, case.upstream, "stream.sse" if stream else "response.json")


def model(scenario: str, dialect: str) -> str:
    """The model that a scenario asks of a dialect's vendor; any, if it cannot be asked there."""
    can_ask = (CORPUS / scenario / dialect / "request.json").exists()
    data = _read(scenario if can_ask else "plain-text", dialect, "request.json")
    return str(json_bytes.loads_object(data)["model"])


def opened(case: Case) -> Exchange:
    """The exchange before anything is said."""
    return exchange_between(case.client, case.upstream, model=model(case.scenario, case.upstream))


@cache
def passage(case: Case, *, stream: bool) -> Passage:
    """The whole exchange, request and answer.

    Raises:
        RequestError: the upstream has no words for it.
    """
    exchange = opened(case)
    exchange.request(asked(case, stream=stream))
    data = answer(case, stream=stream)
    said = streamed(exchange, data) if stream else exchange.response(200, data).body
    return Passage(exchange, said)


def ledger_of(chosen: Iterable[Case]) -> Ledger:
    """What the cases lose, whole and streamed, sorted."""
    found: dict[Row, list[str]] = {}
    for case in chosen:
        for row in sorted(_losses(case)):
            found.setdefault(row, []).append(case.scenario)
    return {row: tuple(found[row]) for row in sorted(found)}


def expected() -> Ledger:
    """What `expected_losses.toml` says."""
    rows = tomllib.loads(LEDGER.read_text()).get("loss", [])
    return {
        Row(*(str(row[field]) for field in Row._fields)): tuple(row["scenarios"]) for row in rows
    }


def _losses(case: Case) -> set[Row]:
    rows: set[Row] = set()
    for stream in (False, True):
        for loss in _exchanged(case, stream=stream).losses:
            rows.add(Row(case.client, case.upstream, loss.effect, loss.path, loss.reason))
    return rows


def _exchanged(case: Case, *, stream: bool) -> Exchange:
    """The exchange as far as it comes: a refusal ends it, and so does a missing answer."""
    if case in answered():
        return passage(case, stream=stream).exchange
    exchange = opened(case)
    try:
        exchange.request(asked(case, stream=stream))
    except RequestError:
        if (case.scenario, case.upstream) not in REFUSED:
            raise
    return exchange


def _read(scenario: str, dialect: str, name: str) -> bytes:
    return (CORPUS / scenario / dialect / name).read_bytes()
