"""The same dialect on both sides: nothing is changed, and nothing is torn."""

import pytest

from tests.support.plain_encoder import Encoder
from translators.exchange.untouched_stream import UntouchedStream
from translators.hub.events import ResponseStart
from translators.hub.failure import Failure

CUT = Failure("connection", "cut off", 502)


def run(stream: UntouchedStream, *chunks: bytes) -> bytes:
    pieces = [piece for chunk in chunks for piece in stream.feed(chunk)]
    return b"".join([*pieces, *stream.finish()])


SSE = b'event: a\ndata: {"x":1}\n\n: ping\n\ndata: "stop"\n\n'
SAME = {
    "LF": SSE,
    "CRLF": SSE.replace(b"\n", b"\r\n"),
    "no end": b"data: 1\n\ndata: 2",
    "no event": b"data: 1",
    "a document": b'{"x": 1}',
    "nothing": b"",
    "many blank lines": b"data: 1\n\n\n\n\ndata: 2\n\n\n",
}


def bypass(encoder: Encoder | None = None) -> UntouchedStream:
    return UntouchedStream(encoder or Encoder(), (b'"stop"',))


@pytest.mark.parametrize("name", SAME)
def test_the_same_dialect_goes_through_untouched(name: str) -> None:
    given = SAME[name]

    for cut in range(len(given) + 1):
        assert run(bypass(), given[:cut], given[cut:]) == given
    assert run(bypass(), *(given[i : i + 1] for i in range(len(given)))) == given


@pytest.mark.parametrize("name", ["LF", "CRLF", "many blank lines"])
def test_only_whole_events_go_through(name: str) -> None:
    given = SAME[name]
    mark = b"\r\n\r\n" if name == "CRLF" else b"\n\n"

    for cut in range(len(given) + 1):
        stream = bypass()
        first = b"".join(stream.feed(given[:cut]))
        assert first == b"" or first.endswith(mark)
        assert given[:cut].startswith(first)
        assert mark not in given[len(first) : cut]


def test_a_chunk_of_whole_events_is_the_same_object() -> None:
    [piece] = bypass().feed(SSE)

    assert piece is SSE


def test_a_death_of_the_same_dialect_never_follows_half_an_event() -> None:
    stream = bypass()
    stream.feed(b"data: 1\n\ndata: 2")

    assert stream.fail(CUT) == (b"<connection 502: cut off>",)
    assert stream.ended
    assert stream.fail(CUT) == ()
    assert stream.feed(b"\n\n") == ()
    assert stream.keep_alive() == ()


def test_the_beginning_of_a_stream_is_not_said_twice() -> None:
    early, late = Encoder(), Encoder()
    bypass(early).fail(CUT)
    begun = bypass(late)
    begun.feed(b"data: 1\n\n")
    begun.fail(CUT)

    assert early.events == [CUT]
    assert late.events == [ResponseStart("", ""), CUT]


@pytest.mark.parametrize(
    "chunks",
    [
        [b'data: 1\n\ndata: "stop"\n\n'],
        [b"data: 1\n\n", b'data: "st', b'op"\n\n'],
        [b'data: "stop"\r\n\r\n'],
        [b'data: "stop"\n\n: ping\n\n'],
    ],
)
def test_nothing_is_said_after_a_proper_end(chunks: list[bytes]) -> None:
    stream = bypass()
    for chunk in chunks:
        stream.feed(chunk)

    assert stream.fail(CUT) == ()
    assert stream.ended


def test_a_closing_word_before_the_last_event_closes_nothing() -> None:
    stream = bypass()
    stream.feed(b'data: he said "stop"\n\ndata: 2\n\n')

    assert stream.fail(CUT) == (b"<connection 502: cut off>",)


def test_whoever_waits_for_the_same_dialect_is_told_too() -> None:
    stream = bypass()
    stream.feed(b"data: 1\n\nda")

    assert stream.keep_alive() == (b"<alive>",)
    assert stream.feed(b"ta: 2\n\n") == (b"data: 2\n\n",)
    stream.finish()
    assert stream.keep_alive() == ()


def test_a_large_event_in_small_pieces_takes_linear_time() -> None:
    stream = bypass()
    chunk = b"x" * 1000

    pieces = [piece for _ in range(2000) for piece in stream.feed(chunk)]

    assert pieces == []
    assert b"".join(stream.feed(b"\n\n")) == chunk * 2000 + b"\n\n"
