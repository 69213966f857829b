"""On which line of a TOML file a key stands.

The standard library's reader keeps no positions. This finds table headers and the keys below them
line by line; what stands inside an inline table or an array is given its owner's line, which is
where a reader would look for it.
"""

import re
import tomllib
from collections.abc import Iterator

type Place = tuple[str | int, ...]

_KEY = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_TABLE = re.compile(rf"\s*\[\s*({_DOTTED})\s*\]")
_ARRAY_TABLE = re.compile(rf"\s*\[\[\s*({_DOTTED})\s*\]\]")
_ASSIGNMENT = re.compile(rf"\s*({_DOTTED})\s*=(.*)", re.DOTALL)
_QUOTES = ('"""', "'''")


def line_of(text: str, place: Place) -> int:
    """The line, from 1, of the innermost part of `place` that can be found; 1 if there is none.

    `place` is a path into the parsed file: keys, and indexes from 0 for arrays of tables.
    """
    lines = dict(_places(text))
    for length in range(len(place), 0, -1):
        if place[:length] in lines:
            return lines[place[:length]]
    return 1


def _places(text: str) -> Iterator[tuple[Place, int]]:
    """Every place that has a line of its own."""
    table: Place = ()
    counts: dict[Place, int] = {}
    for number, line in _outside_strings(text):
        if match := _ARRAY_TABLE.match(line):
            keys = _resolved(_keys(match[1]), counts)
            counts[keys] = counts.get(keys, -1) + 1
            table = (*keys, counts[keys])
            yield keys, number
            yield table, number
        elif match := _TABLE.match(line):
            table = _resolved(_keys(match[1]), counts)
            yield table, number
        elif match := _ASSIGNMENT.match(line):
            yield (*table, *_keys(match[1])), number


def _outside_strings(text: str) -> Iterator[tuple[int, str]]:
    """The lines with their numbers, without those that continue a string of several lines."""
    closing = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if closing:
            if closing in line:
                closing = ""
            continue
        yield number, line
        for quotes in _QUOTES:
            if line.count(quotes) % 2 == 1:
                closing = quotes


def _keys(dotted: str) -> Place:
    """`a."b.c"` as its keys, quotes and escapes undone."""
    return tuple(_plain(key) for key in re.findall(_KEY, dotted))


def _plain(key: str) -> str:
    if key[0] not in "\"'":
        return key
    value: object = tomllib.loads(f"key = {key}")["key"]
    return str(value)


def _resolved(keys: Place, counts: dict[Place, int]) -> Place:
    """The keys with the index of the newest element behind every array of tables but the last."""
    place: Place = ()
    for key in keys[:-1]:
        place = (*place, key)
        if place in counts:
            place = (*place, counts[place])
    return (*place, *keys[-1:])
