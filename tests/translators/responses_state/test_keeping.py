"""The answer is found in what leaves, and kept before it leaves."""

from collections.abc import Sequence

import pytest

from tests.translators.responses_state.turns import answer, said
from translators.hub.document import Document
from translators.hub.failure import Failure
from translators.responses_state.keeping import KeepingStream, answer_in, answer_of
from translators.wire import json_bytes, sse

RESPONSE = answer("resp_1", said("Hello."))


def event(kind: str, **more: Document | str) -> bytes:
    """One event of a stream."""
    return sse.frame(json_bytes.dumps({"type": kind, **more}), kind)


DELTA = event("response.output_text.delta", delta="Look for response.completed!")
END = event("response.completed", response=RESPONSE)


class Scripted:
    """A stream that says what it is told to, whatever it gets."""

    def __init__(self, *says: tuple[bytes, ...]) -> None:
        self.ended = False
        self._says = list(says)

    def feed(self, chunk: bytes) -> tuple[bytes, ...]:
        return self._next(chunk)

    def finish(self) -> tuple[bytes, ...]:
        return self._next(b"")

    def fail(self, failure: Failure) -> tuple[bytes, ...]:
        return self._next(failure.message.encode())

    def keep_alive(self) -> tuple[bytes, ...]:
        return self._next(b"")

    def _next(self, _: bytes) -> tuple[bytes, ...]:
        said = self._says.pop(0)
        self.ended = not self._says
        return said


@pytest.mark.parametrize("kind", ["response.completed", "response.incomplete"])
def test_the_answer_is_in_the_event_that_ends_it(kind: str) -> None:
    assert answer_in(DELTA + event(kind, response=RESPONSE)) == RESPONSE


def test_an_event_without_its_last_line_is_read_as_well() -> None:
    assert answer_in(END.rstrip(b"\n")) == RESPONSE


@pytest.mark.parametrize(
    "frames",
    [
        DELTA,
        event("response.failed", response=RESPONSE),
        event("response.completed"),
        event("response.completed", response="none"),
        b"data: response.completed, says a broken event\n\n",
        b": response.completed\n\n",
        b"",
    ],
)
def test_nothing_else_is_an_answer(frames: bytes) -> None:
    assert answer_in(frames) is None


def test_a_whole_answer_is_a_document_or_a_stream() -> None:
    assert answer_of(json_bytes.dumps(RESPONSE)) == RESPONSE
    assert answer_of(b"\n " + json_bytes.dumps(RESPONSE)) == RESPONSE
    assert answer_of(DELTA + END) == RESPONSE
    assert answer_of(b"{ broken") is None
    assert answer_of(b"<html>") is None


def test_an_answer_is_kept_before_its_end_leaves() -> None:
    order: list[str] = []
    stream = KeepingStream(
        Scripted((DELTA,), (DELTA, END)), lambda response: order.append(str(response["id"]))
    )

    assert stream.feed(b"x") == (DELTA,)
    assert order == []
    frames = stream.feed(b"y")
    order.append("left")

    assert frames == (DELTA, END)
    assert order == ["resp_1", "left"]


def test_an_answer_is_kept_once() -> None:
    kept: list[Document] = []
    stream = KeepingStream(Scripted((END,), (END,)), kept.append)

    stream.feed(b"x")
    stream.finish()

    assert kept == [RESPONSE]


@pytest.mark.parametrize("way", ["finish", "fail", "keep_alive"])
def test_every_way_out_is_watched(way: str) -> None:
    kept: list[Document] = []
    stream = KeepingStream(Scripted((END,)), kept.append)
    ways = {
        "finish": stream.finish,
        "fail": lambda: stream.fail(Failure("server", "x")),
        "keep_alive": stream.keep_alive,
    }

    assert ways[way]() == (END,)
    assert kept == [RESPONSE]


def test_the_stream_ends_when_the_one_behind_it_does() -> None:
    stream = KeepingStream(Scripted((DELTA,), (END,)), lambda _: None)
    ends: Sequence[bool] = [stream.ended]

    for chunk in (b"x", b"y"):
        stream.feed(chunk)
        ends = [*ends, stream.ended]

    assert ends == [False, False, True]
