"""Every recorded stream, in every other dialect, as that dialect's own vendor reads it.

What the source vendor's client reads from the recording must be what the target vendor's client
reads, strictly, from the translation, but for what `corrections` names.
"""

from typing import Any

import pytest

from tests.conftest import TALLY
from tests.matrix.corrections import corrected
from tests.oracles import ORACLES
from tests.support.corpus import Capture, parameters, select
from tests.support.exchanges import exchange_between, plain_exchange, streamed
from translators.hub.document import Document
from translators.registry import DIALECTS

type Record = Any
"""pytest's `record_property`, which it leaves untyped."""


READABLE = [capture for capture in select("stream") if capture.oracle != "fail"]
BROKEN = [capture for capture in select("stream") if capture.oracle == "fail"]


@pytest.mark.parametrize("client", DIALECTS)
@pytest.mark.parametrize("capture", parameters(READABLE))
def test_a_stream_says_the_same_in_another_dialect(
    capture: Capture, client: str, record_property: Record
) -> None:
    if client == capture.dialect:
        _goes_through_untouched(capture)
        return
    record_property(TALLY, f"streams, {capture.dialect} read as {client}")
    said = streamed(plain_exchange(client, capture.dialect, stream=True), capture.data)

    assert ORACLES[client].lint(said) == []
    assert ORACLES[client].read_stream(said, True) == (
        corrected(capture.name, ORACLES[capture.dialect].read_stream(capture.data, False))
    )


def _goes_through_untouched(capture: Capture) -> None:
    exchange = exchange_between(capture.dialect, capture.dialect)
    document: Document = {"model": exchange.context.origin.model, "stream": True}

    assert exchange.request(document) is document
    assert streamed(exchange, capture.data) == capture.data


@pytest.mark.parametrize("client", DIALECTS)
@pytest.mark.parametrize("capture", parameters(BROKEN))
def test_a_stream_that_its_own_vendor_cannot_read_still_ends_properly(
    capture: Capture, client: str
) -> None:
    if client == capture.dialect:
        _goes_through_untouched(capture)
        return
    said = streamed(plain_exchange(client, capture.dialect, stream=True), capture.data)

    assert ORACLES[client].lint(said) == []
