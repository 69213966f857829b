"""What upstreams stream: one answer per dialect and scenario, as server-sent event frames.

The keys of every event are those of the vendors' own streams, padding included, because what a
decoder must step over is part of its cost. A scenario is said once, neutrally (`pieces`), and each
dialect has one writer for it.
"""

from scripts.benchmark.upstreams import chat, messages, responses
from scripts.benchmark.upstreams.pieces import MODEL, SCENARIOS, TOOL, Scenario, pieces

__all__ = ["MODEL", "SCENARIOS", "TOOL", "Scenario", "frames", "payload"]


def frames(dialect: str, scenario: Scenario, deltas: int) -> list[bytes]:
    """One whole answer in about `deltas` deltas, a frame an event, its terminal event last."""
    written = pieces(scenario, deltas)
    match dialect:
        case "openai-chat":
            return list(chat.Writer(padded=scenario != "unpadded").write(written))
        case "openai-responses":
            return list(responses.Writer().write(written))
        case "anthropic-messages":
            return list(messages.write(written))
        case _:
            raise LookupError(f"there is no writer of streams in {dialect}")


def payload(event: bytes) -> bytes:
    """The data of a frame: JSON, or b"[DONE]"."""
    return event.partition(b"data: ")[2].rstrip()
