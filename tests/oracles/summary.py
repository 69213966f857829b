"""What an answer amounts to, in no vendor's words, so that two dialects' can be compared."""

import json
from dataclasses import dataclass
from typing import Literal, NamedTuple

from translators.hub.document import Json

type Ending = Literal["end", "length", "tool_calls", "filter"]
"""Why an answer stopped, as far as every dialect can say it: a hit stop sequence and a pause end an
answer, a refusal is a filter's doing."""


class Tokens(NamedTuple):
    """What was counted. `input` includes what the cache held, `output` includes reasoning."""

    input: int = 0
    cache_read: int = 0
    cache_write: int = 0
    output: int = 0
    reasoning: int = 0


class Call(NamedTuple):
    """A call of a tool: arguments as JSON where they are, else as text.

    Free text for a custom tool is an object with one `input`, as it goes where there is no free
    text; the name of a tool in a namespace holds both, as it does where there are no namespaces.
    """

    name: str
    arguments: Json


@dataclass(frozen=True, slots=True)
class Summary:
    """An answer.

    Refusals count as text: Messages has no other word for them. Blank lines do not count: where one
    dialect has two pieces of text another has two paragraphs of one.
    """

    text: str
    reasoning: str
    calls: tuple[Call, ...]
    ending: Ending
    tokens: Tokens


def prose(*pieces: str) -> str:
    """Text without the blank lines that may part its pieces."""
    return "".join(pieces).replace("\n\n", "")


def words(*pieces: str) -> str:
    """Text without its spacing: dialects differ in how they part paragraphs of reasoning."""
    return " ".join(" ".join(pieces).split())


def call(name: str, arguments: Json) -> Call:
    """A call; no arguments at all are an empty object."""
    if not isinstance(arguments, str):
        return Call(name, arguments)
    try:
        return Call(name, json.loads(arguments or "{}"))
    except ValueError:
        return Call(name, arguments)
