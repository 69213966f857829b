"""A time that tests set."""

from dataclasses import dataclass


@dataclass
class Clock:
    """Seconds since whenever."""

    now: float = 1_000_000.0

    def __call__(self) -> float:
        return self.now
