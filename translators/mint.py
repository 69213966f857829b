"""The source of ids and of time.

`translators/` makes neither itself: a test hands in a counter and a fixed clock, the addon the real
ones, and everything between is reproducible.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count


def _counter() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"{next(numbers):024d}"


def _no_time() -> int:
    return 0


@dataclass(frozen=True, slots=True)
class Mint:
    """`now` gives seconds since 1970; `token` a string of letters and digits, new at every call.

    The defaults count from one and stand still at 0: right for tests, never for the wire.
    """

    now: Callable[[], int] = _no_time
    token: Callable[[], str] = field(default_factory=_counter)

    def id(self, prefix: str) -> str:
        """A new id in a dialect's own fashion: `msg_` + token."""
        return prefix + self.token()
