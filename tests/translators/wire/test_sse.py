"""Event streams at any split, with any line end."""

import pytest

from translators.wire.sse import COMMENT, EventReader, ServerSentEvent, frame, is_event_stream

CASES: dict[str, tuple[bytes, list[tuple[str, bytes]]]] = {
    "one event": (b"data: a\n\n", [("", b"a")]),
    "a name": (b"event: x\ndata: a\n\n", [("x", b"a")]),
    "no space after the colon": (b"event:x\ndata:a\n\n", [("x", b"a")]),
    "only the first space is cut": (b"event:  x\ndata:  a\n\n", [(" x", b" a")]),
    "the name belongs to one event": (
        b"event: x\ndata: a\n\ndata: b\n\n",
        [("x", b"a"), ("", b"b")],
    ),
    "a name after its data": (b"data: a\nevent: x\n\n", [("x", b"a")]),
    "a name without data is no event": (b"event: x\n\ndata: a\n\n", [("", b"a")]),
    "several data lines are one": (b"data: a\ndata: b\n\n", [("", b"a\nb")]),
    "a bare data line is empty": (b"data\n\n", [("", b"")]),
    "an empty data line": (b"data:\n\n", [("", b"")]),
    "comments, ids and retries say nothing": (
        b": hello\nid: 1\nretry: 10\ndata: a\n:\n\n",
        [("", b"a")],
    ),
    "unknown fields say nothing": (b"foo: bar\ndatum: x\ndata: a\n\n", [("", b"a")]),
    "blank lines are no events": (b"\n\n\ndata: a\n\n\n\n", [("", b"a")]),
    "CRLF": (b"event: x\r\ndata: a\r\n\r\ndata: b\r\n\r\n", [("x", b"a"), ("", b"b")]),
    "CR": (b"event: x\rdata: a\r\rdata: b\r\r", [("x", b"a"), ("", b"b")]),
    "mixed line ends": (b"event: x\r\ndata: a\n\rdata: b\r\r\n", [("x", b"a"), ("", b"b")]),
    "a byte order mark": (b"\xef\xbb\xbfdata: a\n\n", [("", b"a")]),
    "a second byte order mark is text": (b"\xef\xbb\xbf\xef\xbb\xbfdata: a\n\n", []),
    "characters of several bytes": ("data: é😀\n\n".encode(), [("", "é😀".encode())]),
    "bytes that are not UTF-8": (b"event: \xff\ndata: \xff\n\n", [("\ufffd", b"\xff")]),
    "separators that are no line ends": (
        "data: a\u2028b\u0085c\x0bd\n\n".encode(),
        [("", "a\u2028b\u0085c\x0bd".encode())],
    ),
    "an event without its last blank line": (b"data: a\n\ndata: b", [("", b"a"), ("", b"b")]),
    "an event without its last blank line, CR": (b"data: a\r", [("", b"a")]),
    "a torn line": (b"data: a\n\ndat", [("", b"a")]),
    "nothing": (b"", []),
    "half a byte order mark": (b"\xef\xbb", []),
}


def _read(stream: bytes, size: int) -> list[tuple[str, bytes]]:
    reader = EventReader()
    events: list[ServerSentEvent] = []
    for start in range(0, len(stream), size):
        events += reader.feed(stream[start : start + size])
    return [(name, data) for name, data in events + reader.finish()]


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 10_000])
def test_any_split_gives_the_same_events(name: str, size: int) -> None:
    stream, expected = CASES[name]

    assert expected == _read(stream, size)


def test_events_that_come_one_by_one_are_told_apart() -> None:
    events = [
        ("", b"1"),
        ("x", b"2"),
        ("x", b"3 data: 3"),
        ("y", b"4"),
        ("x", b""),
        ("", b"event: x"),
        ("x", b"data: 5"),
        ("é", b"6"),
        ("é", b"7"),
    ]
    reader = EventReader()

    assert [reader.feed(frame(data, name)) for name, data in events] == [[one] for one in events]


def test_an_event_that_looks_like_the_one_before_may_go_on() -> None:
    reader = EventReader()
    reader.feed(frame(b"1", "x") + frame(b"2", "x"))
    chunks = [b"event: x\ndata: 3\n", b"data: 4\n\n", b"event: x\ndata: 5\r\n\n"]

    assert [reader.feed(chunk) for chunk in chunks] == [[], [("x", b"3\n4")], [("x", b"5")]]


@pytest.mark.parametrize("name", CASES)
def test_every_cut_in_two_gives_the_same_events(name: str) -> None:
    stream, expected = CASES[name]
    for cut in range(len(stream) + 1):
        reader = EventReader()
        events = [*reader.feed(stream[:cut]), *reader.feed(stream[cut:]), *reader.finish()]

        assert expected == events, f"cut at {cut}"


def test_an_event_is_given_as_soon_as_it_is_complete() -> None:
    reader = EventReader()

    assert reader.feed(b"data: a\n") == []
    assert reader.feed(b"\n") == [("", b"a")]


def test_an_event_ended_by_cr_waits_for_the_byte_that_may_belong_to_it() -> None:
    reader = EventReader()

    assert reader.feed(b"data: a\r\n\r") == []
    assert reader.feed(b"\n") == [("", b"a")]


def test_the_end_can_be_said_twice() -> None:
    reader = EventReader()
    reader.feed(b"data: a")

    assert reader.finish() == [("", b"a")]
    assert reader.finish() == []


@pytest.mark.parametrize("piece", [b"data: xxxxxxxxxx\n", b"data: " + b"x" * 11, b"x" * 17])
def test_an_event_larger_than_the_limit_is_refused(piece: bytes) -> None:
    reader = EventReader(limit=64)
    for _ in range(3):
        reader.feed(piece)

    with pytest.raises(OverflowError, match="more than 64 bytes"):
        reader.feed(piece * 2)


def test_the_limit_counts_one_event_and_not_the_stream() -> None:
    reader = EventReader(limit=64)

    assert len([event for _ in range(100) for event in reader.feed(b"data: xxxxxxxx\n\n")]) == 100


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"{}", "", b"data: {}\n\n"),
        (b"{}", "message_start", b"event: message_start\ndata: {}\n\n"),
        ('{"é":"\u2028"}'.encode(), "", 'data: {"é":"\u2028"}\n\n'.encode()),
    ],
)
def test_a_frame_is_read_as_it_was_written(data: bytes, name: str, expected: bytes) -> None:
    written = frame(data, name)

    assert expected == written
    assert [(name, data)] == EventReader().feed(written)


def test_a_comment_is_no_event() -> None:
    assert EventReader().feed(COMMENT + frame(b"{}") + COMMENT) == [("", b"{}")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"data: {}\n\n", True),
        (b"\xef\xbb\xbf\r\nevent: ping\n", True),
        (b": hello\n\n", True),
        (b'{"data": 1}', False),
        (b"", False),
    ],
)
def test_a_body_is_an_event_stream_by_its_first_field(body: bytes, expected: bool) -> None:
    assert is_event_stream(body) is expected


FRESH: dict[str, bytes] = {
    "an event": b"data: a\n\n",
    "a named event": b"event: x\ndata: a\n\n",
    "an event ended by CRLF": b"data: a\r\n\r\n",
    "two events": b"data: a\n\ndata: b\n\n",
    "a comment": COMMENT,
    "an event behind a byte order mark": b"\xef\xbb\xbfdata: a\n\n",
    "a name without data": b"event: x\n\n",
    "an id without data": b"id: 1\n\n",
}
BUSY: dict[str, bytes] = {
    "within a field's name": b"da",
    "within a line": b"data: a",
    "after a name": b"event: x\n",
    "after data": b"data: a\n",
    "after data and a name": b"event: x\ndata: a\n",
    "after empty data": b"data:\n",
    "after a field without a colon": b"data\n",
    "within an event's last CRLF": b"data: a\r\n\r",
    "within the CRLF of a line": b"data: a\r",
    "within a comment": b": keep",
}


def _idle_after(*chunks: bytes) -> bool:
    reader = EventReader()
    for chunk in chunks:
        reader.feed(chunk)
    return reader.idle


@pytest.mark.parametrize("name", FRESH)
def test_a_reader_is_idle_between_events(name: str) -> None:
    assert _idle_after(FRESH[name])


@pytest.mark.parametrize("name", FRESH)
def test_a_reader_that_got_its_events_letter_by_letter_is_idle_between_them(name: str) -> None:
    assert _idle_after(*(FRESH[name][place : place + 1] for place in range(len(FRESH[name]))))


@pytest.mark.parametrize("name", BUSY)
@pytest.mark.parametrize("before", [b"", b"data: 0\n\n"], ids=["at first", "later"])
def test_a_reader_is_not_idle_within_an_event(name: str, before: bytes) -> None:
    assert not _idle_after(before, BUSY[name])


@pytest.mark.parametrize("before", [b"", b"\xef", b"\xef\xbb", b"\xef\xbb\xbf"])
def test_a_reader_that_may_yet_see_a_byte_order_mark_is_not_idle(before: bytes) -> None:
    assert not _idle_after(before)


def test_a_reader_is_not_idle_within_a_line_that_comes_in_many_chunks() -> None:
    assert not _idle_after(b"data: 0\n\n", b"data: a", b"b", b"c")
    assert _idle_after(b"data: 0\n\n", b"data: a", b"b", b"c\n\n")


def test_a_reader_is_idle_again_when_the_event_is_complete() -> None:
    assert _idle_after(b"event: x\n", b"data: a\n", b"\n")


def test_the_other_half_of_a_crlf_makes_a_reader_idle() -> None:
    assert _idle_after(b"data: a\r\n\r", b"\n")
