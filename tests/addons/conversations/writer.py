"""A process that keeps one turn after another in a file, and says so when each is kept.

Arguments: the file, the name of the conversation, how many turns (0: until it is killed).
"""

import sys
from itertools import count
from pathlib import Path

from addons.conversations.sqlite import SQLiteStore
from tests.translators.responses_state.turns import turn


def say(word: str) -> None:
    """Tell the test."""
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


def main(path: str, name: str, turns: str) -> None:
    """Write."""
    store = SQLiteStore(Path(path))
    say("ready")
    parent = None
    for number in range(int(turns)) if int(turns) else count():
        snapshot = turn(f"{name}_{number}", parent, "x" * (number * 97 % 5_000))
        store.put(snapshot)
        say(snapshot.id)
        parent = snapshot.id
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
