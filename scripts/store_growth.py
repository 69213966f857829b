"""How conversations fill the SQLite store. Run by `scripts/store-growth`.

Three kinds of clients: one of Responses, which goes on by `previous_response_id` and now and then
repeats all of its history on top; an agent that does so with many tools, which every answer repeats
to it; and one of Chat, whose upstream's thinking is kept. Time is that of keeping one answer,
during which the proxy does nothing else.
"""

import statistics
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from addons.conversations.keeper import Keeper, PendingTurn
from addons.conversations.sqlite import SQLiteStore
from addons.conversations.store import Limits
from translators.hub.document import Document, Json
from translators.hub.parts import Origin, Part, Reasoning, Seal, Text
from translators.hub.request import Message, Request
from translators.hub.response import Response, Stop

LENGTHS = (10, 100, 1_000)
SNAPSHOTS, LIMIT = 10_000, 1_000
REPEATS = 10
"""Turns from one repetition to the next: repeating takes longer than keeping."""

WORDS = "What one side says in one turn. " * 32
"""A kilobyte."""

TOOLS: list[Json] = [
    {"type": "function", "name": f"tool_{number}", "description": WORDS, "parameters": {}}
    for number in range(20)
]

type Lead = Callable[[Keeper, int, list[float]], None]
"""Leads a conversation of so many turns, and notes the seconds that keeping each answer took."""


class Growth(NamedTuple):
    """Bytes of the whole file after so many turns, and the milliseconds of keeping one answer."""

    turns: int
    size: int
    median: float
    worst: float

    def __str__(self) -> str:
        each = self.size // self.turns
        times = f"{self.median:6.2f} ms, at worst {self.worst:6.2f} ms"
        return f"{self.turns:6} turns  {self.size:10} bytes  {each:6} a turn  kept in {times}"


def main() -> None:
    """Print all of it."""
    with TemporaryDirectory() as folder:
        for name, lead in LEADS.items():
            print(name)
            for turns in LENGTHS:
                print(f"  {measured(Path(folder, f'{name}{turns}'), lead, turns)}")
        kept, size = evicted(Path(folder, "evicted"), SNAPSHOTS, LIMIT)
        print(f"{SNAPSHOTS} answers, at most {LIMIT} kept: {kept} are there, in {size} bytes")


def measured(path: Path, lead: Lead, turns: int) -> Growth:
    """What a conversation makes of an empty store."""
    seconds: list[float] = []
    with closing(SQLiteStore(path)) as store:
        lead(Keeper(store), turns, seconds)
    milliseconds = [1000 * value for value in seconds]
    return Growth(turns, path.stat().st_size, statistics.median(milliseconds), max(milliseconds))


def evicted(path: Path, answers: int, limit: int) -> tuple[int, int]:
    """How many of so many answers are kept within a limit, and the file's bytes."""
    with closing(SQLiteStore(path, Limits(snapshots=limit))) as store:
        keeper = Keeper(store)
        for number in range(answers):
            _turn(keeper, {"model": "m", "input": "hi"}).keep(_answer(f"resp_{number}"))
        kept = sum(store.get(f"resp_{number}") is not None for number in range(answers))
    return kept, path.stat().st_size


def lead_by_id(
    keeper: Keeper, turns: int, seconds: list[float], echo: Document | None = None
) -> None:
    """A client of Responses; every answer repeats `echo` to it."""
    said: list[Json] = []
    previous: str | None = None
    for number in range(turns):
        said.append({"role": "user", "content": f"{number} {WORDS}"})
        new = said if number % REPEATS == 0 else said[-1:]
        document: Document = {"model": "m", "previous_response_id": previous, "input": [*new]}
        turn, answer = _turn(keeper, document), _answer(f"resp_{number}") | (echo or {})
        _timed(seconds, lambda turn=turn, answer=answer: turn.keep(answer))
        previous = f"resp_{number}"
        said += _output(number)


def lead_with_tools(keeper: Keeper, turns: int, seconds: list[float]) -> None:
    """An agent that speaks Responses."""
    lead_by_id(keeper, turns, seconds, {"tools": TOOLS, "instructions": WORDS})


def lead_by_words(keeper: Keeper, turns: int, seconds: list[float]) -> None:
    """A client of Chat, whose upstream thinks."""
    messages: list[Message] = []
    for number in range(turns):
        messages.append(Message("user", (Text(f"{number} {WORDS}"),)))
        thoughts = keeper.thoughts({}, "a client")
        assert thoughts is not None
        thoughts.recall(Request("m", messages=tuple(messages)))
        seal = Seal("signature", WORDS, Origin("anthropic-messages"))
        parts: tuple[Part, ...] = (Reasoning(WORDS, seal=seal), Text(f"{number}!"))
        response = Response("r", "m", parts, Stop("end"))
        _timed(seconds, lambda note=thoughts.note, answer=response: note(answer))
        messages.append(Message("assistant", parts[1:]))


LEADS: dict[str, Lead] = {
    "Responses, by previous_response_id": lead_by_id,
    "Responses, with twenty tools": lead_with_tools,
    "Chat, thinking kept": lead_by_words,
}


def _timed(seconds: list[float], action: Callable[[], None]) -> None:
    start = time.perf_counter()
    action()
    seconds.append(time.perf_counter() - start)


def _turn(keeper: Keeper, document: Document) -> PendingTurn:
    turn = keeper.begin(document)
    assert isinstance(turn, PendingTurn), turn
    return turn


def _output(number: int) -> list[Json]:
    content: Json = [{"type": "output_text", "text": f"{number} {WORDS}", "annotations": []}]
    return [{"type": "message", "id": f"msg_{number}", "role": "assistant", "content": content}]


def _answer(response_id: str) -> Document:
    number = int(response_id.partition("_")[2])
    done: Document = {"id": response_id, "object": "response", "status": "completed"}
    return {**done, "created_at": 0, "model": "m", "output": _output(number)}


if __name__ == "__main__":
    main()
