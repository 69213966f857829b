"""What an answer consists of: pieces of text, reasoning and tool calls, each in deltas."""

from dataclasses import dataclass
from itertools import cycle, islice
from typing import Literal

type Scenario = Literal["text", "unpadded", "tools", "reasoning"]
type Kind = Literal["text", "reasoning", "call"]

SCENARIOS: tuple[Scenario, ...] = ("text", "unpadded", "tools", "reasoning")
TOOL = "read_file"
MODEL = "bench-model"
_WORDS = (
    " the",
    " proxy",
    " reads",
    " one",
    " event",
    ",",
    " and",
    " “says”",
    " it",
    " again",
    ".",
)
_ARGUMENTS = (
    '{"path":"',
    "src/",
    "main",
    ".py",
    '","',
    "start",
    '_line":',
    "12",
    ',"limit":40',
    "}",
)
_DELTAS_PER_CALL = 40


_PADDING = "aX7Qk2LmP0sVt9Yc4h"


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of content: its kind and the deltas that it is streamed in."""

    kind: Kind
    deltas: list[str]

    @property
    def whole(self) -> str:
        """The deltas together."""
        return "".join(self.deltas)


def padding(number: int) -> str:
    """What OpenAI puts into its `number`-th event so that lengths tell nothing: never the same."""
    return _PADDING[number % 16 :]


def pieces(scenario: Scenario, deltas: int) -> list[Piece]:
    """An answer of about `deltas` deltas."""
    match scenario:
        case "text" | "unpadded":
            return [_words("text", deltas)]
        case "reasoning":
            return [_words("reasoning", deltas // 2), _words("text", deltas - deltas // 2)]
        case "tools":
            calls = max(1, deltas // _DELTAS_PER_CALL)
            return [_words("text", 5), *(_call(deltas // calls) for _ in range(calls))]


def _words(kind: Kind, deltas: int) -> Piece:
    return Piece(kind, list(islice(cycle(_WORDS), deltas)))


def _call(deltas: int) -> Piece:
    """A call whose arguments are one JSON object: a long string fills up what is to be filled."""
    opening, closing = _ARGUMENTS[:1], _ARGUMENTS[4:]
    filling = islice(cycle(_ARGUMENTS[1:4]), max(0, deltas - len(opening) - len(closing)))
    return Piece("call", [*opening, *filling, *closing])
