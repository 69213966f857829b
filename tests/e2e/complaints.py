"""A script for the tested mitmdump: marks what its log must not hold, so that tests can find it."""

import logging
import sys

MARK = "!!!complaint!!!"


class Complaints(logging.Handler):
    """Repeats errors on standard output, marked."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one marked line."""
        sys.stdout.write(f"{MARK} {record.name}: {record.getMessage()}\n")
        sys.stdout.flush()


logging.getLogger().addHandler(Complaints(logging.ERROR))
