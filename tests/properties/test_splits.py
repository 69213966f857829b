"""However the bytes of a stream are cut, the client gets the same bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.corpus import Capture, parameters, require, select
from tests.support.exchanges import PAIRS, crossed, plain_exchange, streamed
from tests.support.strategies import cuts
from translators.exchange.exchange import Exchange
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


@pytest.mark.parametrize(("capture", "client"), crossed(select("stream")))
def test_event_by_event(capture: Capture, client: str) -> None:
    """Alone in a chunk, an event may be known by its likeness to the one before it."""
    expected = plain_exchange(client, capture.dialect, stream=True)
    whole = streamed(expected, capture.data)
    exchange = plain_exchange(client, capture.dialect, stream=True)

    assert _said(exchange, _events(capture.data)) == whole
    assert list(exchange.losses) == list(expected.losses)


@pytest.mark.parametrize("dialect", DIALECTS)
@given(st.data())
def test_event_by_event_in_any_order(dialect: str, data: st.DataObject) -> None:
    captures = [capture for capture in SMALL if capture.dialect == dialect]
    events = _events(data.draw(st.sampled_from(require(captures))).data)
    chosen = data.draw(st.lists(st.sampled_from(events), max_size=60))
    client = data.draw(st.sampled_from([name for name in DIALECTS if name != dialect]))
    whole = streamed(plain_exchange(client, dialect, stream=True), b"".join(chosen))

    assert _said(plain_exchange(client, dialect, stream=True), chosen) == whole


def _events(data: bytes) -> list[bytes]:
    """The frames of a stream."""
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return [frame + b"\n\n" for frame in lines.split(b"\n\n") if frame]


def _said(exchange: Exchange, chunks: list[bytes]) -> bytes:
    stream = exchange.stream()
    said = [frame for chunk in chunks for frame in stream.feed(chunk)]
    return b"".join((*said, *stream.finish()))
