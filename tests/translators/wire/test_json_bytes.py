r"""JSON in and out, above all where orjson and the standard library differ."""

import json

import pytest

from translators.hub.document import Json
from translators.wire import json_bytes


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"{}", {}),
        ('{"a": [1, 2.5, true, null]}', {"a": [1, 2.5, True, None]}),
        (b'\xef\xbb\xbf{"a":1}', {"a": 1}),
        ('\ufeff{"a":1}', {"a": 1}),
        (b'"\\ud83d"', "\ud83d"),
        (b'{"\\ude00":1}', {"\ude00": 1}),
        (b'"\\ud83d\\ude00"', "\U0001f600"),
        (b'"caf\xc3\xa9"', "café"),
        (b'"cut \xf0\x9f\x98"', "cut \ufffd"),
        (b"9223372036854775808", 2**63),
        (b"18446744073709551616", float(2**64)),
        (b'["\\ud83d",18446744073709551616]', ["\ud83d", float(2**64)]),
        (b"-1" + b"0" * 400, float("-inf")),
        (b' {"a":1} \r\n', {"a": 1}),
    ],
)
def test_reads(data: bytes | str, expected: Json) -> None:
    assert expected == json_bytes.loads(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   ",
        b"{",
        b'{"a":1} {"b":2}',
        b'{"a":1,}',
        b"{'a':1}",
        b"NaN",
        b"[Infinity]",
        b'{"a":-Infinity}',
        b"\x00",
        b"<html>",
        b"9" * 5000,
    ],
)
def test_what_is_not_json_is_refused(data: bytes) -> None:
    with pytest.raises(json_bytes.NotJsonError):
        json_bytes.loads(data)


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_nesting_without_end_is_refused_and_does_not_exhaust_the_stack(opening: bytes) -> None:
    with pytest.raises(json_bytes.NotJsonError, match="nested too deeply"):
        json_bytes.loads(opening * 200_000)


def test_nesting_deeper_than_orjson_writes_comes_out_again() -> None:
    data = b"[" * 500 + b"]" * 500

    assert data == json_bytes.dumps(json_bytes.loads(data))


def test_an_error_says_where() -> None:
    with pytest.raises(json_bytes.NotJsonError, match="line 1 column 6"):
        json_bytes.loads(b'{"a":}')


@pytest.mark.parametrize(
    ("data", "found"),
    [(b"[]", "an array"), (b"1", "a number"), (b'"x"', "a string"), (b"null", "null")],
)
def test_an_object_is_demanded(data: bytes, found: str) -> None:
    with pytest.raises(json_bytes.NotJsonError, match=f"expected an object, found {found}"):
        json_bytes.loads_object(data)


def test_an_object_is_given() -> None:
    assert json_bytes.loads_object(b'{"a":1}') == {"a": 1}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": [1, "é"]}, '{"a":[1,"é"]}'.encode()),
        ("\ud83d", b'"\\ud83d"'),
        ({"\ud83d": "é"}, b'{"\\ud83d":"\\u00e9"}'),
        (2**64, b"18446744073709551616"),
        (-(2**63) - 1, b"-9223372036854775809"),
        ("a\nb", b'"a\\nb"'),
        (1.0, b"1.0"),
        (float("inf"), b"null"),
        ({"a": [float("-inf"), 1.5], "b": "\ud83d"}, b'{"a":[null,1.5],"b":"\\ud83d"}'),
        ({"a": float("nan"), "b": 2**70}, b'{"a":null,"b":1180591620717411303424}'),
    ],
)
def test_writes(value: Json, expected: bytes) -> None:
    assert expected == json_bytes.dumps(value)


@pytest.mark.parametrize("text", ["\ud83d", "\ude00\ud83d", "a\udfffb", "\u2028", "\x00", "😀"])
def test_any_text_survives(text: str) -> None:
    written = json_bytes.dumps(text)

    assert text == json_bytes.loads(written)
    assert text == json.loads(written)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (None, "null"),
        (True, "a boolean"),
        (1, "a number"),
        (1.5, "a number"),
        ("", "a string"),
        ([], "an array"),
        ({}, "an object"),
    ],
)
def test_type_names(value: Json, name: str) -> None:
    assert name == json_bytes.type_name(value)
