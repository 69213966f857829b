"""What upstreams stream: one answer per dialect and scenario, as server-sent event frames.

The keys of every event are those of the vendors' own streams, padding included, because what a
decoder must step over is part of its cost. A scenario is said once, neutrally (`pieces`), and each
dialect has one writer for it.
"""

from collections.abc import Callable, Iterator

from scripts.benchmark.upstreams import chat, messages, responses
from scripts.benchmark.upstreams.pieces import MODEL, SCENARIOS, TOOL, Piece, Scenario, pieces

__all__ = ["MODEL", "SCENARIOS", "TOOL", "Scenario", "frames", "payload"]

_WRITERS: dict[str, Callable[[list[Piece]], Iterator[bytes]]] = {
    "openai-chat": chat.write,
    "openai-responses": lambda answer: responses.Writer().write(answer),
    "anthropic-messages": messages.write,
}


def frames(dialect: str, scenario: Scenario, deltas: int) -> list[bytes]:
    """One whole answer in about `deltas` deltas, a frame an event, its terminal event last."""
    return list(_WRITERS[dialect](pieces(scenario, deltas)))


def payload(event: bytes) -> bytes:
    """The data of a frame: JSON, or b"[DONE]"."""
    return event.partition(b"data: ")[2].rstrip()
