"""The one timer of a stream: of those that were set, the one that rings first.

mitmproxy's timers cannot be taken back, and each is a task of its own until it rings. So none is
set that would ring no sooner than another: whoever is rung asks again what is to be done.
"""

import math

from mitmproxy.proxy import commands, events


class Timer:
    """What rings next. Times are seconds, `now` is of one clock."""

    def __init__(self) -> None:
        self._timer: commands.RequestWakeup | None = None
        self._due = math.inf

    def set(self, pause: float | None, now: float) -> commands.RequestWakeup | None:
        """The timer that is needed to be rung in `pause` at the latest; None if none is.

        Without a pause nothing needs to ring.
        """
        if pause is None or now + pause >= self._due:
            return None
        self._due = now + pause
        self._timer = commands.RequestWakeup(pause)
        return self._timer

    def rings(self, event: events.Wakeup) -> bool:
        """Whether it is this timer that rings, and not one that a sooner one has replaced."""
        if event.command is not self._timer:
            return False
        self._timer, self._due = None, math.inf
        return True
