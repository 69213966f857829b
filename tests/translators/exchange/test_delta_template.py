"""What is like the event before it is said the same, and is not read; all else is read."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translators.dialect import DeltaPattern, Filter, TextWriter
from translators.exchange.translated_stream import TranslatedStream
from translators.hub.document import Document, Json
from translators.hub.events import Event, KeepAlive, PartDelta, PartEnd, ResponseEnd
from translators.hub.failure import Failure
from translators.hub.response import Stop
from translators.wire.json_bytes import dumps

IDLE = ("number", "padding")


@dataclass(slots=True)
class Decoder:
    """Reads `{"part", "text"}`, and other events by their `kind`; `read` are the texts seen."""

    read: list[str] = field(default_factory=list[str])
    said: list[str] = field(default_factory=list[str])
    asked: int = 0

    def feed(self, name: str, document: Document) -> Sequence[Event]:
        match document:
            case {"kind": "alive"}:
                return (KeepAlive(),)
            case {"kind": "silent"}:
                return ()
            case {"kind": "end"}:
                return (PartEnd(0),)
            case {"kind": "over"}:
                return (ResponseEnd(Stop("end")),)
            case {"text": str(text), "part": int(part)}:
                self.read.append(text)
                self.said.append(text)
                logprobs: tuple[Json, ...] = ({},) if document.get("logprobs") else ()
                return (PartDelta(part, name + text, _number(document.get("section")), logprobs),)
            case _:
                self.read.append("?")
                return (PartDelta(0, f"{name}?"),)

    def delta_pattern(self, document: Document) -> DeltaPattern | None:
        self.asked += 1
        if "text" not in document or document.get("unsure"):
            return None
        return DeltaPattern("text", tuple(key for key in IDLE if key in document), self.said)

    def finish(self) -> Sequence[Event]:
        return ()


def _number(value: Json) -> int:
    return value if isinstance(value, int) else 0


@dataclass(slots=True)
class Encoder:
    """Writes every event down. `quick` says whether it tells how deltas are said."""

    quick: bool = True
    events: list[Event] = field(default_factory=list[Event])

    def feed(self, event: Event) -> bytes:
        self.events.append(event)
        match event:
            case PartDelta(index, text, section):
                return dumps([index, section, text])
            case _:
                return type(event).__name__.encode()

    def delta_writer(self, index: int, section: int) -> TextWriter | None:
        return (lambda text: dumps([index, section, text])) if self.quick else None


def as_document(body: bytes) -> Iterable[Event]:
    raise AssertionError(f"not a stream: {body!r}")


def stream_of(
    decoder: Decoder, encoder: Encoder | None = None, filters: Sequence[Filter] = ()
) -> TranslatedStream:
    """A stream that has begun: no byte order mark can come any more."""
    stream = TranslatedStream(decoder, encoder or Encoder(), filters, as_document)
    stream.feed(b": hello\n\n")
    return stream


def event(document: Document, name: str = "") -> bytes:
    opening = f"event: {name}\n" if name else ""
    return f"{opening}data: {json.dumps(document, ensure_ascii=False)}\n\n".encode()


def delta(text: str, part: int = 0, **more: Json) -> bytes:
    return event({"part": part, "text": text, **more})


def once_and_apart(chunks: Sequence[bytes]) -> tuple[Decoder, bytes]:
    """The decoder of a stream in these chunks, and what was said, which any other cut says too."""
    decoder = Decoder()
    stream, whole = stream_of(decoder), stream_of(Decoder())
    said = b"".join(piece for chunk in chunks for piece in stream.feed(chunk))
    assert said == b"".join(whole.feed(b"".join(chunks)))
    return decoder, said


def test_what_is_like_the_event_before_it_is_not_read() -> None:
    decoder, said = once_and_apart([delta("a"), delta("b"), delta("c")])

    assert said == b'[0,0,"a"][0,0,"b"][0,0,"c"]'
    assert decoder.read == ["a"]
    assert decoder.said == ["a", "b", "c"]


def test_numbers_and_padding_may_differ() -> None:
    chunks = [
        delta("a", number=9, padding="xyz"),
        delta("b", number=10, padding="q"),
        delta("c", number=11, padding="12aB"),
    ]

    decoder, _ = once_and_apart(chunks)

    assert decoder.read == ["a"]


def test_what_may_differ_may_stand_in_any_order() -> None:
    orders: list[Document] = [
        {"number": 1, "text": "a", "padding": "x", "part": 0},
        {"padding": "x", "part": 0, "number": 1, "text": "a"},
        {"text": "a", "number": 1, "padding": "x", "part": 0},
    ]
    for order in orders:
        more: Document = {**order, "number": 23, "text": "more", "padding": "yz"}
        decoder, _ = once_and_apart([event(order), event(more)])
        assert decoder.read == ["a"]


@pytest.mark.parametrize(
    "text", ['"', "\\", "\n", '"}\n\n', ', "part": 1', "é", "\u2028", "\x7f😀"]
)
def test_texts_with_escapes_are_alike(text: str) -> None:
    decoder, _ = once_and_apart([delta("a"), delta(text), delta("b")])

    assert decoder.read == ["a"]


def test_an_escaped_text_may_come_first() -> None:
    decoder, _ = once_and_apart([delta('"a"'), delta("b")])

    assert decoder.read == ['"a"']


@given(st.lists(st.text(min_size=1), min_size=1), st.booleans())
def test_any_text_is_said_as_it_is(texts: list[str], ascii_only: bool) -> None:
    def written(text: str) -> bytes:
        data = json.dumps({"part": 0, "text": text}, ensure_ascii=ascii_only)
        return f"data: {data}\n\n".encode("utf-8", "surrogatepass")

    once_and_apart([written(text) for text in texts])


DIFFERENT: dict[str, bytes] = {
    "another value": delta("b", part=1),
    "another key": delta("b", more=1),
    "a missing key": event({"text": "b"}),
    "another order": event({"text": "b", "part": 0}),
    "another name": event({"part": 0, "text": "b"}, "b"),
    "no text": event({"part": 0, "text": None}),
    "an empty text": delta(""),
    "a number for a text": event({"part": 0, "text": 5}),
    "an object for a text": event({"part": 0, "text": {"a": "b"}}),
    "other blanks": b'data: {"part":0,"text":"b"}\n\n',
    "another line end": delta("b").replace(b"\n", b"\r\n"),
    "a comment within it": b": hello\n" + delta("b"),
    "half a character": b'data: {"part": 0, "text": "\\ud83d"}\n\n',
    "no UTF-8": b'data: {"part": 0, "text": "\xff"}\n\n',
    "something behind the text": b'data: {"part": 0, "text": "b", "part": "1"}\n\n',
    "a second text": b'data: {"part": 0, "text": "b", "text": "c"}\n\n',
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_what_is_different_is_read(name: str) -> None:
    decoder, _ = once_and_apart([delta("a"), DIFFERENT[name]])

    assert len(decoder.read) > 1


@pytest.mark.parametrize(
    ("number", "padding"), [("-1", "x"), ("1.5", "x"), ("1", "-"), ("1", '\\"'), ("1", "")]
)
def test_idle_values_of_another_make_are_read(number: str, padding: str) -> None:
    def written(text: str, number: str, padding: str) -> bytes:
        data = f'{{"number":{number},"padding":"{padding}","part":0,"text":"{text}"}}'
        return f"data: {data}\n\n".encode()

    decoder, _ = once_and_apart([written("a", "1", "x"), written("b", number, padding)])

    assert decoder.read == ["a", "b"]


@pytest.mark.parametrize(
    "first",
    [
        delta("a", other={"text": "a"}),
        delta("a", other={"padding": "x"}, padding="x"),
        b'data: {"part": 0, "t\\u0065xt": "x", "text": "a"}\n\n',
        delta("a", unsure=True),
        delta("a", logprobs=True),
        event({"part": 0, "text": "a", "number": None}),
    ],
)
def test_where_the_text_is_not_plain_to_see_all_is_read(first: bytes) -> None:
    decoder, _ = once_and_apart([first, first])

    assert decoder.read == ["a", "a"]


@pytest.mark.parametrize("kind", ["end", "silent"])
def test_after_anything_but_growth_the_same_bytes_are_read_again(kind: str) -> None:
    decoder, _ = once_and_apart([delta("a"), delta("b"), event({"kind": kind}), delta("c")])

    assert decoder.read == ["a", "c"]


def test_signs_of_life_change_nothing() -> None:
    alive = event({"kind": "alive"})

    decoder, _ = once_and_apart([delta("a"), alive, delta("b"), alive + delta("c"), delta("d")])

    assert decoder.read == ["a"]


def test_events_that_come_together_are_alike_each_for_itself() -> None:
    together = delta("b") + b": hello\n\n" + delta("c") + delta("d", more=1) + delta("e")[:9]

    decoder, said = once_and_apart([delta("a"), together, delta("e")[9:]])

    assert decoder.read == ["a", "d", "e"]
    assert said == b'[0,0,"a"][0,0,"b"][0,0,"c"][0,0,"d"][0,0,"e"]'


@pytest.mark.parametrize("other", [delta("x", part=1), delta("x", section=1)])
def test_growth_of_anything_else_changes_what_is_expected(other: bytes) -> None:
    alive = event({"kind": "alive"})

    decoder, _ = once_and_apart([delta("a"), alive + other, delta("b")])

    assert decoder.read == ["a", "x", "b"]


@pytest.mark.parametrize("torn", [b"event: b\n", b"data: 1\n"])
def test_what_is_expected_may_be_no_event_but_the_end_of_one(torn: bytes) -> None:
    _, said = once_and_apart([delta("a"), delta("b"), torn, delta("c")])

    assert b'[0,0,"c"]' not in said


def test_an_event_in_two_chunks_is_read_and_the_next_one_learned_anew() -> None:
    torn = delta("b")

    decoder, said = once_and_apart([delta("a"), torn[:20], torn[20:], delta("c"), delta("d")])

    assert said == b'[0,0,"a"][0,0,"b"][0,0,"c"][0,0,"d"]'
    assert decoder.read == ["a", "b", "c"]


def test_nothing_is_said_after_the_end() -> None:
    stream = stream_of(Decoder())
    stream.feed(delta("a"))
    stream.feed(event({"kind": "over"}))

    assert stream.feed(delta("b")) == ()


def test_nothing_is_said_after_last_words() -> None:
    stream = stream_of(Decoder())
    stream.feed(delta("a"))
    stream.fail(Failure("connection", "gone", 502))

    assert stream.feed(delta("b")) == ()


def test_an_encoder_that_wants_to_sees_every_delta() -> None:
    decoder, encoder = Decoder(), Encoder(quick=False)
    stream = stream_of(decoder, encoder)

    for text in "abc":
        stream.feed(delta(text, section=2))

    assert encoder.events == [PartDelta(0, "a", 2), PartDelta(0, "b", 2), PartDelta(0, "c", 2)]
    assert decoder.read == ["a"]


@dataclass(frozen=True, slots=True)
class Doubled:
    """A filter that says everything twice, and admits it for some parts."""

    admits: Callable[[int], bool]

    def feed(self, event: Event) -> Sequence[Event]:
        return (event, event)

    def is_transparent_for(self, index: int) -> bool:
        return not self.admits(index)


def test_a_filter_that_wants_to_sees_every_delta() -> None:
    stream = stream_of(Decoder(), filters=[Doubled(lambda index: index == 0)])

    assert stream.feed(delta("a")) == (b'[0,0,"a"]',) * 2
    assert stream.feed(delta("b")) == (b'[0,0,"b"][0,0,"b"]',)


def test_a_part_that_no_filter_wants_to_see_passes_all_of_them() -> None:
    stream = stream_of(Decoder(), filters=[Doubled(lambda index: index == 0)])

    assert stream.feed(delta("a", part=1)) == (b'[1,0,"a"]',) * 2
    assert stream.feed(delta("b", part=1)) == (b'[1,0,"b"]',)


def test_a_stream_without_likenesses_is_soon_left_alone() -> None:
    decoder = Decoder()
    stream = stream_of(decoder)

    for count in range(100):
        stream.feed(delta("a", id=f"another {count}"))

    assert decoder.asked < 20


def test_a_likeness_that_served_costs_no_patience() -> None:
    decoder = Decoder()
    stream = stream_of(decoder)

    for count in range(100):
        stream.feed(delta("a", id=f"another {count}"))
        stream.feed(delta("b", id=f"another {count}"))

    assert decoder.read == ["a"] * 100
