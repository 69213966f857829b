"""The JSON in a text, at any split."""

import pytest

from translators.adapt.structured.json_text import JsonText, candidates, opening_brackets
from translators.hub.document import Document
from translators.hub.request import OutputFormat

OBJECT = '{"a":"}\\"{","b":[{"c":"]"}]}'
FENCED = f"```json\n{OBJECT}\n```"

ARRIVING: dict[str, tuple[str, str, bool]] = {
    "an object": (OBJECT, OBJECT, False),
    "an object among blanks": (f"\n {OBJECT}\n\n", OBJECT, False),
    "a fenced object": (FENCED, OBJECT, True),
    "a fenced object and words": (f"{FENCED}\nThere {{it}} is.", OBJECT, True),
    "a fence without a language": (f"```\n{OBJECT}```", OBJECT, True),
    "an object and words": (f"{OBJECT} is it.", OBJECT, True),
    "two objects": (f"{OBJECT}{OBJECT}", OBJECT, True),
    "an object cut short": ('{"a": "b', '{"a": "b', False),
    "words and an object": (f"Here: {OBJECT}", "", False),
    "an array where objects are wanted": ("[1]", "", False),
    "nothing": ("", "", False),
}


@pytest.mark.parametrize("name", ARRIVING)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_the_value_passes_and_nothing_else(name: str, size: int) -> None:
    text, value, trimmed = ARRIVING[name]
    reader = JsonText("{")

    said = [reader.feed(text[start : start + size]) for start in range(0, len(text), size)]

    assert "".join(said) == value
    assert reader.begun is bool(value)
    assert reader.trimmed is trimmed
    assert reader.whole == text


def test_the_value_passes_while_it_arrives() -> None:
    reader = JsonText("{")

    assert [reader.feed(piece) for piece in ("```js", "on\n", '{"a', '":1}', "\n```")] == [
        "",
        "",
        '{"a',
        '":1}',
        "",
    ]


def test_without_a_bracket_to_wait_for_nothing_passes() -> None:
    reader = JsonText("")

    assert reader.feed('"Pequod"') == ""
    assert reader.whole == '"Pequod"'


def test_words_that_go_on_are_not_searched_again_and_again() -> None:
    reader = JsonText("{")
    for _ in range(1000):
        assert reader.feed("word ") == ""

    assert reader.feed("{") == ""
    assert not reader.begun


@pytest.mark.parametrize(
    ("output", "brackets"),
    [
        (OutputFormat("json"), "{"),
        (OutputFormat("schema", {"type": "object"}), "{"),
        (OutputFormat("schema", {"type": "array"}), "["),
        (OutputFormat("schema", {"type": "string"}), ""),
        (OutputFormat("schema", {"type": ["object", "null"]}), ""),
        (OutputFormat("schema", {"$ref": "#/$defs/a"}), "{["),
    ],
)
def test_a_schema_says_how_an_answer_begins(output: OutputFormat, brackets: str) -> None:
    assert opening_brackets(output) == brackets


@pytest.mark.parametrize(
    ("text", "opening", "found"),
    [
        (" 7 ", "", ["7"]),
        ("It is\n```\n7\n```\n.", "", ["It is\n```\n7\n```\n.", "7"]),
        (
            'First {"a": 1}, no, {"a": 2} {',
            "{",
            ['First {"a": 1}, no, {"a": 2} {', '{"a": 2}', '{"a": 1}'],
        ),
        ("{{}}", "{", ["{{}}", "{}"]),
        ('x [1, {"a": 2}]', "{[", ['x [1, {"a": 2}]', '[1, {"a": 2}]']),
    ],
)
def test_a_complete_text_has_candidates(text: str, opening: str, found: list[str]) -> None:
    assert list(candidates(text, opening)) == found


@pytest.mark.parametrize("text", ["{" * 100_000, "[" * 100_000, '{"a":' * 50_000])
def test_a_hopeless_text_is_given_up(text: str) -> None:
    assert list(candidates(text, "{[")) == [text]


SCHEMALESS: Document = {}


def test_a_schema_that_says_nothing_allows_either_bracket() -> None:
    assert opening_brackets(OutputFormat("schema", SCHEMALESS)) == "{["
