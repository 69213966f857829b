"""The text in `{"input": "…"}`, whole and at every split."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translators.adapt.tools.freeform import FreeTextReader, free_text

CASES: dict[str, tuple[str, str]] = {
    "plain": ('{"input":"abc"}', "abc"),
    "spaces": (' {\n "input" : "abc" } ', "abc"),
    "nothing": ('{"input":""}', ""),
    "no arguments": ("{}", ""),
    "no arguments at all": ("", ""),
    "every short escape": (r'{"input":"\"\\\/\b\f\n\r\t"}', '"\\/\b\f\n\r\t'),
    "a unit": (r'{"input":"\u00e9\u4E2d"}', "é中"),
    "a surrogate pair": (r'{"input":"a\ud83d\uDE00b"}', "a😀b"),
    "two pairs": (r'{"input":"\ud83d\ude00\ud83d\ude01"}', "😀😁"),
    "characters as they are": ('{"input":"é😀"}', "é😀"),
    "half a pair": (r'{"input":"\ud83d"}', "\ud83d"),
    "half a pair before text": (r'{"input":"\ud83dx"}', "\ud83dx"),
    "half a pair before an escape": (r'{"input":"\ud83d\n"}', "\ud83d\n"),
    "half a pair before another": (r'{"input":"\ud83d\ud83d\ude00"}', "\ud83d😀"),
    "the wrong half": (r'{"input":"\ude00\ud83d\ude00"}', "\ude00😀"),
    "a backslash before what looks like an escape": (
        r'{"input":"\\n\\u0041\\"}',
        r"\n\u0041" + "\\",
    ),
    "bare line breaks": ('{"input":"a\n\tb\r\n"}', "a\n\tb\r\n"),
    "an escape that JSON has not": (r'{"input":"\d+\.\s"}', r"\d+\.\s"),
    "a unit that is none": (r'{"input":"C:\users\uZZZZ"}', r"C:\users\uZZZZ"),
    "an escaped line break": ('{"input":"a\\\nb"}', "a\\\nb"),
    "more keys behind": ('{"input":"abc","reason":"why"}', "abc"),
    "more keys before": ('{"reason":"why","input":"abc"}', "abc"),
    "another key": ('{"patch":"abc"}', '{"patch":"abc"}'),
    "no text": ('{"input":{"a":1}}', '{"input":{"a":1}}'),
    "null": ('{"input":null}', '{"input":null}'),
    "bare text": ("*** Begin Patch", "*** Begin Patch"),
    "bare text with quotes": ('say "hi"', 'say "hi"'),
    "a string": ('"abc"', '"abc"'),
    "a list": ('["abc"]', '["abc"]'),
    "torn in the text": ('{"input":"abc', "abc"),
    "torn in an escape": ('{"input":"abc\\', "abc"),
    "torn in a unit": (r'{"input":"abc\u00', "abc"),
    "torn in a pair": (r'{"input":"abc\ud83d\ude', "abc"),
    "torn before the text": ('{"inp', '{"inp'),
    "not closed": ('{"input":"abc"', "abc"),
}


def read(*pieces: str) -> str:
    reader = FreeTextReader()
    return "".join([*map(reader.feed, pieces), reader.finish()])


@pytest.mark.parametrize("name", CASES)
def test_whole_arguments(name: str) -> None:
    arguments, text = CASES[name]

    assert free_text(arguments) == text


@pytest.mark.parametrize("name", CASES)
def test_any_two_pieces_give_what_the_whole_gives(name: str) -> None:
    arguments, text = CASES[name]

    splits = [read(arguments[:cut], arguments[cut:]) for cut in range(len(arguments) + 1)]
    assert splits == [text] * len(splits)


@pytest.mark.parametrize("name", CASES)
def test_one_character_at_a_time(name: str) -> None:
    arguments, text = CASES[name]

    assert read(*arguments) == text


def test_text_is_given_as_soon_as_it_is_certain() -> None:
    reader = FreeTextReader()
    pieces = ['{"inp', 'ut": "ab', "c\\", "nd", "\\ud83d", "\\ude", '00e"', ', "x": "y"}']

    assert [reader.feed(piece) for piece in pieces] == ["", "ab", "c", "\nd", "", "", "😀e", ""]
    assert reader.finish() == ""


@given(st.text(), st.booleans(), st.data())
def test_any_text_survives_any_split(text: str, ascii_only: bool, data: st.DataObject) -> None:
    arguments = json.dumps({"input": text}, ensure_ascii=ascii_only)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(arguments)), max_size=5)))
    edges = [0, *cuts, len(arguments)]
    pieces = [arguments[start:end] for start, end in pairwise(edges)]

    assert read(*pieces) == text


@given(st.text(alphabet='{}"input:\\ud83e0n \n'), st.integers(0, 40))
def test_no_arguments_make_it_fail(arguments: str, cut: int) -> None:
    assert read(arguments[:cut], arguments[cut:]) == free_text(arguments)


@given(st.text(alphabet='"\\ud83e0nx}'), st.integers(0, 40))
def test_no_text_makes_it_fail(text: str, cut: int) -> None:
    arguments = '{"input":"' + text

    assert read(arguments[:cut], arguments[cut:]) == free_text(arguments)


def test_a_long_text_in_small_pieces_takes_linear_time() -> None:
    text = "line of a patch\\n" * 20_000
    arguments = '{"input":"' + text + '"}'
    pieces = [arguments[start : start + 5] for start in range(0, len(arguments), 5)]

    assert len(read(*pieces)) == 16 * 20_000
