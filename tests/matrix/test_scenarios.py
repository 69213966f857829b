"""Every scenario between every two dialects: its request, its answer, and what is lost.

What the upstream's own vendor reads from its answer, the client's vendor must read, strictly, from
the translation. The losses are those of the ledger, no more and no fewer; `scripts/losses --update`
writes it anew.
"""

import pytest

from tests.matrix.scenarios import (
    CORPUS,
    REFUSED,
    Case,
    answer,
    answered,
    asked,
    cases,
    expected,
    ledger_of,
    model,
    opened,
    passage,
)
from tests.oracles import ORACLES
from tests.oracles.summary import Summary
from tests.upstreams.server import VENDORS
from tests.upstreams.vendor import Tolerance
from translators.errors import RequestError
from translators.exchange.exchange import Exchange
from translators.hub.document import Document
from translators.registry import DIALECTS

UNFOLDED = {("custom-tool", "openai-chat")}
"""Streams that their vendor's helper cannot fold: it knows no pieces of a custom tool's text."""

OWN = [
    Case(folder.parent.name, folder.name, folder.name)
    for folder in sorted(CORPUS.glob("*/*"))
    if folder.is_dir()
]
"""Every scenario in every dialect that has words for it, without a translation."""


def _takes(exchange: Exchange, document: Document) -> None:
    """Fails unless the upstream of an exchange would take the document."""
    profile = exchange.context.profile
    tolerance = Tolerance(
        developer_role=profile.developer_role, system_anywhere=profile.system_anywhere
    )
    VENDORS[exchange.provider.dialect.name].check(document, tolerance)


def _meant(case: Case, *, stream: bool) -> Summary:
    """What the upstream's own vendor reads from its answer."""
    oracle = ORACLES[case.upstream]
    if stream and (case.scenario, case.upstream) not in UNFOLDED:
        return oracle.read_stream(answer(case, stream=True), True)
    return oracle.read_response(answer(case, stream=False), True)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("case", cases(), ids=str)
def test_a_request_is_taken_by_another_vendor_or_refused_by_name(case: Case, stream: bool) -> None:
    exchange, document = opened(case), asked(case, stream=stream)
    path = REFUSED.get((case.scenario, case.upstream))

    if path is None:
        _takes(exchange, exchange.request(document))
        return
    with pytest.raises(RequestError) as caught:
        exchange.request(document)
    assert caught.value.path.endswith(path)


@pytest.mark.parametrize("case", answered(), ids=str)
def test_a_whole_answer_says_the_same_in_another_dialect(case: Case) -> None:
    said = passage(case, stream=False).said

    assert ORACLES[case.client].read_response(said, True) == (_meant(case, stream=False))


@pytest.mark.parametrize("case", answered(), ids=str)
def test_a_streamed_answer_says_the_same_in_another_dialect(case: Case) -> None:
    said = passage(case, stream=True).said

    assert ORACLES[case.client].lint(said) == []
    assert ORACLES[case.client].read_stream(said, True) == (_meant(case, stream=True))


@pytest.mark.parametrize("case", answered(), ids=str)
def test_a_whole_answer_and_a_streamed_one_agree(case: Case) -> None:
    whole, said = passage(case, stream=False).said, passage(case, stream=True).said

    assert ORACLES[case.client].read_stream(said, True) == (
        ORACLES[case.client].read_response(whole, True)
    )


@pytest.mark.parametrize("case", OWN, ids=str)
def test_a_scenario_is_written_as_its_own_vendor_would(case: Case) -> None:
    stream = answer(case, stream=True)

    assert ORACLES[case.upstream].lint(stream) == []
    assert _meant(case, stream=True) == _meant(case, stream=False)


@pytest.mark.parametrize("scenario", sorted({case.scenario for case in OWN}))
def test_a_scenario_says_the_same_in_every_dialect(scenario: str) -> None:
    first, *others = [_meant(case, stream=False) for case in OWN if case.scenario == scenario]

    assert others == [first] * len(others)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_most_scenarios_are_told_in_every_dialect(dialect: str) -> None:
    told = {case.scenario for case in OWN if case.client == dialect}

    assert len(told) >= 25
    assert model("plain-text", dialect)


def test_every_loss_is_in_the_ledger() -> None:
    found, known = ledger_of(cases()), expected()

    assert {row: found[row] for row in found if row not in known} == {}


def test_every_loss_in_the_ledger_happens_where_it_says() -> None:
    found, known = ledger_of(cases()), expected()

    assert {row: known[row] for row in known if found.get(row) != known[row]} == {}
