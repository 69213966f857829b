"""Recognised events mean what they would have meant, had they been read."""

import pytest

from translators.hub.events import Event, PartDelta, PartStart
from translators.hub.parts import Reasoning, Text, ToolCall
from translators.memo import DeltaMemo

EVENT = b'{"id":"m","choices":[{"delta":{"content":%b}}]}'


def _event(literal: str) -> bytes:
    return EVENT % literal.encode()


def _taught(text: str = "hello", index: int = 0, section: int = 0) -> DeltaMemo:
    memo = DeltaMemo()
    memo.learn("", b"{}", [PartStart(index, Reasoning())])
    memo.learn("", _event(f'"{text}"'), (PartDelta(index, text, section),))
    return memo


@pytest.mark.parametrize(
    ("literal", "text"),
    [
        ('" world"', " world"),
        (r'"a\nb \"c\" \u00e9"', 'a\nb "c" é'),
        (r'"\ud83d"', "\ud83d"),
        ('"é"', "é"),
    ],
)
def test_the_same_event_with_other_words_is_recalled(literal: str, text: str) -> None:
    memo = _taught(index=3, section=2)

    assert memo.recall("", _event(literal)) == PartDelta(3, text, 2)


def test_it_is_recalled_again_and_again() -> None:
    memo = _taught()

    for word in ("a", "b", "hello"):
        assert memo.recall("", _event(f'"{word}"')) == PartDelta(0, word)


@pytest.mark.parametrize(
    "data",
    [
        b'{"id":"other","choices":[{"delta":{"content":"x"}}]}',
        _event('"x"},"finish_reason":"stop"'),
        _event('"x","refusal":"y"'),
        _event("null"),
        _event("7"),
        _event('""'),
        _event('"x'),
        _event("")[:-2],
        b"[DONE]",
        b"",
    ],
)
def test_anything_else_must_be_read(data: bytes) -> None:
    assert _taught().recall("", data) is None


def test_an_event_of_another_name_must_be_read() -> None:
    assert _taught().recall("ping", _event('"x"')) is None


@pytest.mark.parametrize(
    "meant",
    [
        [],
        [PartDelta(0, "hello"), PartDelta(0, "hello")],
        [PartDelta(0, "hello", 0, ({"token": "hello"},))],
        [PartDelta(1, "hello")],
        [PartStart(1, Text()), PartDelta(1, "hello")],
    ],
)
def test_only_one_delta_of_known_words_is_learned(meant: list[Event]) -> None:
    memo = _taught()

    memo.learn("", _event('"hello"'), meant)

    assert memo.recall("", _event('"x"')) is None


def test_arguments_of_calls_are_not_learned() -> None:
    memo = DeltaMemo()
    memo.learn("", b"{}", [PartStart(0, ToolCall("a", "f"))])
    memo.learn("", _event('"hello"'), [PartDelta(0, "hello")])

    assert memo.recall("", _event('"x"')) is None


@pytest.mark.parametrize("text", ["m", 'say "x"', "é", "a/b", "", "<p>"])
def test_words_that_may_stand_elsewhere_or_be_written_otherwise_are_not_learned(text: str) -> None:
    memo = DeltaMemo()
    memo.learn("", b"{}", [PartStart(0, Text())])
    memo.learn("", _event(f'"{text}"'), [PartDelta(0, text)])

    assert memo.recall("", _event('"x"')) is None


def test_an_event_in_between_makes_it_forget() -> None:
    memo = _taught()

    memo.learn("", b'{"type":"other"}', ())

    assert memo.recall("", _event('"x"')) is None


def test_a_stream_that_numbers_its_events_is_given_up() -> None:
    memo = _taught()
    for number in range(20):
        memo.learn("", b'{"n":%d,"text":"hello"}' % number, (PartDelta(0, "hello"),))

    assert memo.recall("", b'{"n":19,"text":"x"}') is None
