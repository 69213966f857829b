"""Where a translation says less, other, or more than the original.

Losses are computed where they happen and shown to the user in the log, in a response header and on
the flow. Repetitions of one loss (the same path but for its indexes) are counted, not repeated.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

type Effect = Literal["dropped", "coerced", "invented"]

_INDEX = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Loss:
    """One difference: its effect, where it happened, and why.

    `path` begins with `request.`, `response.` or `stream.` and names the place in the document it
    was read from, indexes as `[]`; `count` says how often it happened.
    """

    effect: Effect
    path: str
    reason: str
    count: int = 1

    def __str__(self) -> str:
        times = f" ({self.count} times)" if self.count > 1 else ""
        return f"{self.effect} {self.path}: {self.reason}{times}"


class Losses:
    """All losses of one exchange, in the order in which they were first met."""

    def __init__(self) -> None:
        self._counts: dict[tuple[Effect, str, str], int] = {}

    def dropped(self, path: str, reason: str) -> None:
        """The translation says less: what stood at `path` is gone."""
        self._add("dropped", path, reason)

    def coerced(self, path: str, reason: str) -> None:
        """The translation says it otherwise than it stood at `path`."""
        self._add("coerced", path, reason)

    def invented(self, path: str, reason: str) -> None:
        """The translation says at `path` what the original did not."""
        self._add("invented", path, reason)

    def _add(self, effect: Effect, path: str, reason: str) -> None:
        key = (effect, _INDEX.sub("[]", path), reason)
        self._counts[key] = self._counts.get(key, 0) + 1

    def __iter__(self) -> Iterator[Loss]:
        for (effect, path, reason), count in self._counts.items():
            yield Loss(effect, path, reason, count)

    def __len__(self) -> int:
        return len(self._counts)
