"""When a client must hear from us, and when an upstream is given up. Arithmetic on a clock.

Whoever owns the timers asks `due_action` when one rings, and `pause` for how long the next may
sleep.
"""

import math
from dataclasses import dataclass
from typing import Literal

from addons.routes.policy import Policy

type DueAction = Literal["wait", "speak", "late", "silent", "over"]

LINGER = 2.0
"""Seconds for an upstream to close what it has finished saying."""

NAP = 15.0
"""Seconds that a timer sleeps at most: until it rings, mitmproxy keeps what set it, and with that
the flow and its bodies, though all was said long ago."""


@dataclass(slots=True)
class Deadlines:
    """`now` is when the exchange began; all times are of one clock, in seconds.

    `heard` is when the upstream last sent anything (None: nothing yet), `said` when the client
    last got anything, `ended` when the client got its last word.
    """

    now: float
    policy: Policy
    client_streams: bool
    heard: float | None = None
    said: float = 0.0
    ended: float | None = None

    def __post_init__(self) -> None:
        self.said = self.now

    def due_action(self, now: float) -> DueAction:
        """What is to be done.

        "speak": the client must have a sign of life; "late": the upstream has not begun in time;
        "silent": it has begun and stopped; "over": all is said, but the upstream does not close.
        """
        if self.ended is not None:
            return "over" if now >= self.ended + LINGER else "wait"
        if now >= self._end_of_patience():
            return "late" if self.heard is None else "silent"
        return "speak" if now >= self._next_sign() else "wait"

    def pause(self, now: float) -> float | None:
        """Seconds until it is to be asked again; None if it never changes by itself."""
        if self.ended is not None:
            due = self.ended + LINGER
        else:
            due = min(self._end_of_patience(), self._next_sign())
        return None if math.isinf(due) else min(max(due - now, 0.0), NAP)

    def _end_of_patience(self) -> float:
        if self.heard is None:
            return self.now + (self.policy.first_byte or math.inf)
        return self.heard + (self.policy.silence or math.inf)

    def _next_sign(self) -> float:
        if not self.client_streams:
            return math.inf
        return self.said + (self.policy.keep_alive or math.inf)
