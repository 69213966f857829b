import gzip
import logging
import zlib

import pytest

from addons.messages.content_coding import CodingError
from addons.passage.deadlines import Deadlines
from addons.passage.record import Excerpt
from addons.passage.tap import Tap
from addons.routes.policy import Policy
from translators.hub.failure import Failure


class Clock:
    now = 50.0

    def __call__(self) -> float:
        return self.now


class Echo:
    """A stream that says what it hears; `!` makes it fail, `.` is its last word."""

    def __init__(self, last_words: bytes = b"sorry") -> None:
        self.ended = False
        self._last_words = last_words

    def feed(self, chunk: bytes) -> tuple[bytes, ...]:
        if chunk == b"!":
            raise ZeroDivisionError("a bug")
        self.ended = chunk == b"."
        return (chunk,) if chunk != b"-" else ()

    def finish(self) -> tuple[bytes, ...]:
        self.ended = True
        return (b"bye",)

    def fail(self, failure: Failure) -> tuple[bytes, ...]:
        if self._last_words == b"!":
            raise ZeroDivisionError("another bug")
        self.ended = True
        return (self._last_words + b": " + failure.kind.encode(),)

    def keep_alive(self) -> tuple[bytes, ...]:
        return (b"", b"ping", b"")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def deadlines() -> Deadlines:
    return Deadlines(0.0, Policy(), client_streams=True)


@pytest.fixture
def excerpt() -> Excerpt:
    return Excerpt(100)


@pytest.fixture
def tap(deadlines: Deadlines, excerpt: Excerpt, clock: Clock) -> Tap:
    return Tap(Echo(), deadlines, excerpt, clock)


def test_chunks_go_through_and_the_last_call_finishes(tap: Tap, excerpt: Excerpt) -> None:
    said = [tap(b"a"), tap(b"b"), tap(b"")]

    assert said == [(b"a",), (b"b",), (b"bye",)]
    assert excerpt.text() == "ab"
    assert tap.ended


def test_what_is_said_at_once_leaves_in_one_piece(
    deadlines: Deadlines, excerpt: Excerpt, clock: Clock
) -> None:
    class Talkative(Echo):
        def feed(self, chunk: bytes) -> tuple[bytes, ...]:
            return (chunk, b"", chunk)

    assert Tap(Talkative(), deadlines, excerpt, clock)(b"a") == (b"aa",)


def test_nothing_to_say_is_an_empty_tuple(tap: Tap) -> None:
    assert tap(b"-") == ()


def test_empty_pieces_never_leave(tap: Tap) -> None:
    assert tap.keep_alive() == (b"ping",)


def test_the_vigil_learns_who_spoke_when(tap: Tap, deadlines: Deadlines, clock: Clock) -> None:
    tap(b"a")
    clock.now = 60.0
    tap(b"-")

    assert (deadlines.heard, deadlines.said, deadlines.ended) == (60.0, 50.0, None)


def test_a_sign_of_life_is_no_word_of_the_upstreams(tap: Tap, deadlines: Deadlines) -> None:
    tap.keep_alive()

    assert (deadlines.heard, deadlines.said) == (None, 50.0)


def test_after_the_last_word_nothing_is_said(tap: Tap, deadlines: Deadlines) -> None:
    said = [tap(b"."), tap(b"more"), tap.keep_alive(), tap.fail(Failure("server", "")), tap(b"")]

    assert said == [(b".",), (), (), (), ()]
    assert deadlines.ended == 50.0


def test_a_failure_is_the_last_word(tap: Tap) -> None:
    assert tap.fail(Failure("timeout", "slow")) == (b"sorry: timeout",)
    assert tap.ended


def test_a_bug_is_logged_once_and_said_once(tap: Tap, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        said = [tap(b"a"), tap(b"!"), tap(b"!"), tap(b"b"), tap(b"")]

    assert said == [(b"a",), (b"sorry: proxy",), (), (), ()]
    (record,) = caplog.records
    assert "could not be translated" in record.getMessage()
    assert record.exc_info is not None
    assert record.exc_info[0] is ZeroDivisionError


def test_a_bug_in_the_last_words_is_logged_too_and_ends_the_stream(
    deadlines: Deadlines, excerpt: Excerpt, caplog: pytest.LogCaptureFixture
) -> None:
    tap = Tap(Echo(b"!"), deadlines, excerpt)

    with caplog.at_level(logging.ERROR):
        said = [tap(b"!"), tap(b"b")]

    assert said == [(), ()]
    assert len(caplog.records) == 2
    assert tap.ended


def test_a_compressed_stream_is_decompressed_as_it_comes(tap: Tap, excerpt: Excerpt) -> None:
    compressor = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    first = compressor.compress(b"one") + compressor.flush(zlib.Z_SYNC_FLUSH)
    second = compressor.compress(b"two") + compressor.flush()
    tap.decode("gzip")

    assert [tap(first), tap(second), tap(b"")] == [(b"one",), (b"two",), (b"bye",)]
    assert excerpt.text() == "onetwo"


def test_a_compressed_stream_that_lies_fails(tap: Tap) -> None:
    tap.decode("gzip")

    assert tap(b"data: plain") == (b"sorry: broken",)


def test_a_compressed_stream_that_is_cut_short_fails(tap: Tap) -> None:
    tap.decode("gzip")
    tap(gzip.compress(b"one")[:-4])

    assert tap(b"") == (b"sorry: broken",)


def test_an_unknown_coding_is_refused(tap: Tap) -> None:
    with pytest.raises(CodingError):
        tap.decode("lzma")


def test_the_client_does_not_see_what_is_to_be_taken_out(
    deadlines: Deadlines, excerpt: Excerpt
) -> None:
    tap = Tap(Echo(), deadlines, excerpt, redact=lambda said: said.replace(b"key", b"-"))

    assert tap(b"the key") == (b"the -",)
