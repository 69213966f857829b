"""However the bytes of a stream are cut, the client gets the same bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.corpus import Capture, parameters, require, select
from tests.support.exchanges import PAIRS, plain_exchange, streamed
from tests.support.strategies import cuts
from translators.registry import DIALECTS

SMALL = [capture for capture in select("stream") if len(capture.data) < 20_000]


def _other(dialect: str) -> str:
    return next(client for client, upstream in PAIRS if upstream == dialect)


@pytest.mark.parametrize("capture", parameters(SMALL))
def test_byte_by_byte(capture: Capture) -> None:
    client, data = _other(capture.dialect), capture.data
    whole = streamed(plain_exchange(client, capture.dialect, stream=True), data)

    assert streamed(plain_exchange(client, capture.dialect, stream=True), data, size=1) == whole


@pytest.mark.parametrize("size", [7, 1000])
@pytest.mark.parametrize("capture", parameters(select("stream")))
def test_in_small_pieces(capture: Capture, size: int) -> None:
    client, data = _other(capture.dialect), capture.data
    whole = streamed(plain_exchange(client, capture.dialect, stream=True), data)

    assert streamed(plain_exchange(client, capture.dialect, stream=True), data, size=size) == whole


@pytest.mark.parametrize("dialect", DIALECTS)
@given(st.data())
def test_at_any_places_with_any_line_ends(dialect: str, data: st.DataObject) -> None:
    captures = [capture for capture in SMALL if capture.dialect == dialect]
    capture = data.draw(st.sampled_from(require(captures)))
    client = data.draw(st.sampled_from([name for name in DIALECTS if name != dialect]))
    end = data.draw(st.sampled_from([b"\n", b"\r\n", b"\r"]))
    lines = capture.data.replace(b"\r\n", b"\n").replace(b"\n", end)
    stream = plain_exchange(client, dialect, stream=True).stream()
    said = [frame for piece in data.draw(cuts(lines)) for frame in stream.feed(piece)]

    assert b"".join((*said, *stream.finish())) == (
        streamed(plain_exchange(client, dialect, stream=True), capture.data)
    )


@pytest.mark.parametrize("dialect", DIALECTS)
@given(st.data())
def test_what_goes_through_untouched_goes_through_at_any_split(
    dialect: str, data: st.DataObject
) -> None:
    captures = [capture for capture in SMALL if capture.dialect == dialect]
    capture = data.draw(st.sampled_from(require(captures)))
    stream = plain_exchange(dialect, dialect, stream=True).stream()
    said = [frame for piece in data.draw(cuts(capture.data)) for frame in stream.feed(piece)]

    assert b"".join((*said, *stream.finish())) == capture.data
