import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translators.tokens.text import tokens_of

PROSE = (
    "All human beings are born free and equal in dignity and rights. They are endowed with reason"
    " and conscience and should act towards one another in a spirit of brotherhood."
)
CODE = '''def fold(events: Iterable[Event]) -> Response:
    """Read one stream and give the answer it amounts to."""
    parts: list[Part] = []
    for event in events:
        if isinstance(event, PartDelta) and event.text:
            parts[event.index] = parts[event.index].grown(event.text)
    return Response(id="resp_1", parts=tuple(parts), created=1_700_000_000)
'''
JSON = (
    '{"type":"object","properties":{"city":{"type":"string","description":"The city, e.g. Paris"},'
    '"days":{"type":"integer","minimum":1,"maximum":14}},"required":["city"]}'
)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        (PROSE, 33),
        (CODE, 89),
        (JSON, 44),
        ("人人生而自由。他们赋有理性和良心。请帮我修改这个函数。", 21),
        ("모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.", 24),
        ("2024-05-17T10:03:55Z 0.3333 1048576", 22),
    ],
    ids=["prose", "code", "JSON", "Chinese", "Korean", "numbers"],
)
def test_an_estimate_is_near_what_o200k_base_makes_of_it(text: str, tokens: int) -> None:
    assert tokens_of(text) == pytest.approx(tokens, rel=0.15)


def test_no_text_has_no_tokens() -> None:
    assert tokens_of("") == 0


def test_a_lone_surrogate_is_counted() -> None:
    assert tokens_of("\ud83d") == 2


PIECES = {
    r"[A-Z]?[a-z\u00c0-\u024f\u1e00-\u1eff]+|[A-Z]+": 1.03,
    r"[0-9]{1,3}": 1.26,
    r" (?=[0-9])": 0.63,
    r"[!-/:-@\[-`{-~]+": 0.91,
    r"\n+": 0.73,
    r"  +|\t+": 0.18,
    r"(?<=[a-z]{9})[a-z]": 0.17,
    r"[\u0080-\u024f\u1e00-\u1eff]": 0.6,
    r"[\u0370-\u052f]": 0.32,
    r"[\u2e80-\ud7ff]": 0.76,
    r"[\ud800-\udfff\U00010000-\U0010ffff]": 2.0,
}
"""What is priced, as regular expressions: slower, and easier to believe."""


@given(st.text(st.sampled_from("abcdeXYZ0189  \t\n.,_-\0\x01\x7fé\u024fÿ\u00d7ж人😀\ud83d")))
def test_pieces_are_counted_as_regular_expressions_would(text: str) -> None:
    expected = sum(len(re.findall(piece, text)) * price for piece, price in PIECES.items())

    assert tokens_of(text) == pytest.approx(expected)


@pytest.mark.parametrize("length", [9, 10, 30])
def test_long_words_cost_by_the_letter(length: int) -> None:
    assert tokens_of("x" * length + "y Z") == pytest.approx(2.06 + 0.17 * (length + 1 - 9))


def test_more_texts_than_are_remembered_are_all_counted() -> None:
    counted = {tokens_of("x" * length) for length in range(1, 5000)}

    assert len(counted) == 4991
