"""Streams: any split of the bytes, every way to end, and never a torn event."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import pytest

from tests.support.plain_encoder import Encoder
from translators.dialect import Filter
from translators.errors import UpstreamError
from translators.exchange import translated_stream as module
from translators.exchange.translated_stream import TOO_DEEP, TranslatedStream
from translators.hub.document import Document
from translators.hub.events import Event, PartDelta, ResponseEnd, ResponseStart
from translators.hub.failure import Failure, FailureKind
from translators.hub.response import Stop
from translators.wire.sse import EventReader

START = ResponseStart("r", "m")
END = ResponseEnd(Stop("end"))
CUT = Failure("connection", "cut off", 502)


@dataclass(slots=True)
class Decoder:
    """Means by `{"say": […]}` what the words stand for; after "stop" only the farewell is left."""

    ended: bool = False
    stopped: bool = False

    def feed(self, name: str, document: Document) -> Iterable[Event]:
        words = document.get("say")
        for word in words if isinstance(words, list) else ():
            if word == "break":
                raise UpstreamError("say", "broken")
            if word == "deep":
                raise RecursionError
            if word == "stop":
                self.stopped = True
                continue
            if word == "end":
                self.ended = True
            yield {"start": START, "end": END}.get(str(word)) or PartDelta(0, f"{name}{word}")

    def delta_pattern(self, document: Document) -> None:
        """No promise is made."""

    def finish(self) -> Iterable[Event]:
        if not self.ended:
            self.ended = True
            yield END if self.stopped else CUT


def said(text: str) -> Iterable[Event]:
    return [START, PartDelta(0, text), END]


def as_text(body: bytes) -> Iterable[Event]:
    return said(body.decode("utf-8", "replace"))


def translated(
    encoder: Encoder | None = None,
    filters: Sequence[Filter] = (),
    whole: Callable[[bytes], Iterable[Event]] = as_text,
) -> TranslatedStream:
    return TranslatedStream(Decoder(), encoder or Encoder(), filters, whole)


def run(stream: TranslatedStream, *chunks: bytes) -> bytes:
    pieces = [piece for chunk in chunks for piece in stream.feed(chunk)]
    return b"".join([*pieces, *stream.finish()])


def event(*words: str) -> bytes:
    listed = ",".join(f'"{word}"' for word in words)
    return f'data: {{"say":[{listed}]}}\n\n'.encode()


NOT_JSON = b"<broken 502: The upstream sent an event that is not JSON: "
STREAMS: dict[str, tuple[bytes, bytes]] = {
    "a proper one": (event("start", "a") + event("b") + event("end"), b"<a><b><end>"),
    "names": (b'event: x\ndata: {"say":["a"]}\n\n' + event("end"), b"<xa><end>"),
    "comments": (b": hi\n\n" + event("a") + b": hi\n\n" + event("end"), b"<a><end>"),
    "CRLF": (event("a", "end").replace(b"\n", b"\r\n"), b"<a><end>"),
    "a mark": (b"\xef\xbb\xbf" + event("a", "end"), b"<a><end>"),
    "characters of several bytes": (event("é😀", "end"), "<é😀><end>".encode()),
    "[DONE] behind the end": (event("a", "end") + b"data: [DONE]\n\n", b"<a><end>"),
    "[DONE] without an end": (
        event("a") + b"data: [DONE]\n\n" + event("b"),
        b"<a><connection 502: cut off>",
    ),
    "no end": (event("a"), b"<a><connection 502: cut off>"),
    "nothing": (b"", b"<connection 502: cut off>"),
    "only comments": (b": hi\n\n", b"<connection 502: cut off>"),
    "a last event without its blank line": (event("a") + event("end").rstrip(), b"<a><end>"),
    "a torn last event": (
        event("a") + b'data: {"say":["b',
        b"<a>" + NOT_JSON + b"Unterminated string starting at: line 1 column 9 (char 8)>",
    ),
    "a torn farewell": (event("a", "stop") + b'data: {"say":["b', b"<a><end>"),
    "a farewell that is not JSON": (event("a", "stop") + b"data: bye\n\n", b"<a><end>"),
    "a break after the stop": (event("stop", "break"), b"<broken 502: say: broken>"),
    "an event without data": (event("a") + b"data:\n\ndata: \n\n" + event("end"), b"<a><end>"),
    "no object": (
        event("a") + b"data: [1]\n\n" + event("b"),
        b"<a>" + NOT_JSON + b"expected an object, found an array>",
    ),
    "a broken event": (
        event("a") + event("b", "c", "break", "d") + event("e"),
        b"<a><b><c><broken 502: say: broken>",
    ),
    "an event after the end": (event("end") + event("a") + event("break"), b"<end>"),
    "a failed event after the end": (event("end") + b"data: }\n\n", b"<end>"),
    "a document": (b'{"a": 1}', b'<{"a": 1}><end>'),
    "a document after blanks": (b' \r\n\n{"a": 1}\n', b'<{"a": 1}\n><end>'),
    "a list": (b'[{"a": 1}]', b'<[{"a": 1}]><end>'),
    "a page": (b"<html>oops</html>", b"<<html>oops</html>><end>"),
}


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_in_one_piece(name: str) -> None:
    given, expected = STREAMS[name]

    assert run(translated(), given) == expected


@pytest.mark.parametrize("name", STREAMS)
def test_any_two_pieces_say_the_same(name: str) -> None:
    given, expected = STREAMS[name]

    for cut in range(len(given) + 1):
        assert run(translated(), given[:cut], given[cut:]) == expected


@pytest.mark.parametrize("name", STREAMS)
def test_one_byte_at_a_time_says_the_same(name: str) -> None:
    given, expected = STREAMS[name]

    assert run(translated(), *(given[i : i + 1] for i in range(len(given)))) == expected


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_has_ended_when_it_is_finished(name: str) -> None:
    encoder = Encoder()
    stream = translated(encoder)
    run(stream, STREAMS[name][0])
    count = len(encoder.events)

    assert stream.ended
    assert run(stream, event("x")) == b""
    assert stream.fail(CUT) == ()
    assert stream.keep_alive() == ()
    assert len(encoder.events) == count


def test_every_event_is_said_at_once() -> None:
    stream = translated()

    assert stream.feed(event("start")) == ()
    assert stream.feed(event("a", "b") + event("c")) == (b"<a>", b"<b>", b"<c>")
    assert not stream.ended
    assert stream.feed(event("end")) == (b"<end>",)
    assert stream.ended


def test_a_document_is_said_when_it_is_complete() -> None:
    stream = translated()

    assert stream.feed(b' {"a"') == ()
    assert stream.feed(b": 1}") == ()
    assert stream.finish() == (b'<{"a": 1}>', b"<end>")


def test_a_mark_before_a_document_is_no_part_of_a_stream() -> None:
    assert run(translated(), b'\xef\xbb\xbf{"a": 1}') == b'<{"a": 1}><end>'


def test_whoever_waits_is_told_that_we_are_still_here() -> None:
    stream = translated()

    assert stream.keep_alive() == (b"<alive>",)
    stream.feed(b'data: {"sa')
    assert stream.keep_alive() == (b"<alive>",)
    assert stream.feed(b'y":["a"]}\n\n') == (b"<a>",)


def test_a_death_has_the_last_word() -> None:
    stream = translated()
    stream.feed(event("a") + b'data: {"sa')

    assert stream.fail(Failure("timeout", "silent", 504)) == (b"<timeout 504: silent>",)
    assert stream.ended
    assert run(stream, b'y":["b"]}\n\n') == b""


@pytest.mark.parametrize("kind", ["broken", "connection", "timeout"])
def test_an_answer_that_was_whole_survives_the_death_of_its_upstream(kind: FailureKind) -> None:
    stream = translated()
    stream.feed(event("a", "stop") + b'data: {"sa')

    assert stream.fail(Failure(kind, "gone", 502)) == (b"<end>",)
    assert stream.ended


def test_our_own_failure_is_told_even_of_a_whole_answer() -> None:
    stream = translated()
    stream.feed(event("a", "stop"))

    assert stream.fail(Failure("proxy", "oops", 500)) == (b"<proxy 500: oops>",)


def test_an_event_without_end_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EventReader", partial(EventReader, limit=100))
    stream = translated()
    stream.feed(event("a"))

    assert stream.feed(b"data: " + b"x" * 100) == (
        (
            b"<broken 502: The upstream's stream broke: one server-sent event holds more than 100"
            b" bytes>"
        ),
    )
    assert stream.feed(b"x" * 1000) == ()
    assert stream.finish() == ()


@dataclass(frozen=True, slots=True)
class Changed:
    """A filter that makes these texts of each delta's, in which `*` stands for its own."""

    texts: tuple[str, ...]

    def feed(self, event: Event) -> Sequence[Event]:
        if not isinstance(event, PartDelta):
            return (event,)
        return [PartDelta(0, text.replace("*", event.text)) for text in self.texts]

    def is_transparent_for(self, index: int) -> bool:
        del index
        return False


DOUBLED, MARKED, MUTED = Changed(("*", "*")), Changed(("*!",)), Changed(())


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ((DOUBLED, MARKED), b"<a!><a!><end>"),
        ((MARKED, DOUBLED), b"<a!><a!><end>"),
        ((DOUBLED, MUTED), b"<end>"),
        ((MUTED, DOUBLED), b"<end>"),
    ],
)
def test_filters_stand_between_the_two_dialects(
    filters: tuple[Filter, ...], expected: bytes
) -> None:
    assert run(translated(filters=filters), event("a") + event("end")) == expected


def test_what_came_before_a_break_passes_the_filters_too() -> None:
    stream = translated(filters=(MARKED, DOUBLED))

    assert stream.feed(event("a", "break")) == (b"<a!>", b"<a!>", b"<broken 502: say: broken>")


def test_nothing_is_read_behind_a_break() -> None:
    decoder = Decoder()
    stream = TranslatedStream(decoder, Encoder(), (), as_text)

    said = stream.feed(event("start", "a", "break") + event("stop"))

    assert said == (b"<a>", b"<broken 502: say: broken>")
    assert not decoder.stopped


def test_what_is_nested_too_deeply_is_a_failure_in_its_place() -> None:
    encoder = Encoder()
    stream = translated(encoder)

    assert stream.feed(event("start", "a", "deep", "b")) == (
        b"<a>",
        b"<broken 502: The upstream's answer is nested too deeply>",
    )
    assert encoder.events[-1] is TOO_DEEP


def test_a_document_that_is_nested_too_deeply_is_a_failure() -> None:
    def deep(_: bytes) -> Iterable[Event]:
        raise RecursionError

    stream = translated(whole=deep)

    assert run(stream, b"{}") == b"<broken 502: The upstream's answer is nested too deeply>"
    assert stream.ended


def test_an_end_that_could_not_be_said_leaves_room_for_last_words() -> None:
    class Clumsy(Encoder):
        def feed(self, event: Event) -> bytes:
            if isinstance(event, ResponseEnd):
                raise ZeroDivisionError
            return Encoder.feed(self, event)

    stream = translated(Clumsy())

    with pytest.raises(ZeroDivisionError):
        stream.feed(event("start", "a", "end"))
    assert stream.fail(Failure("proxy", "a bug", 500)) == (b"<proxy 500: a bug>",)


@pytest.mark.parametrize(
    ("last", "complete"),
    [(event("end"), True), (event("a"), False), (event("break"), False)],
)
def test_a_translated_stream_is_complete_with_its_end(last: bytes, complete: bool) -> None:
    stream = translated()

    stream.feed(event("start", "a") + last)

    assert stream.complete is complete


def test_a_document_is_ready_for_the_client_as_it_is() -> None:
    assert run(translated(filters=(MARKED,)), b"{}") == b"<{}><end>"
