"""Names and ids that every upstream accepts: letters, digits, `_` and `-`, and not too many.

Anthropic and OpenAI refuse anything else in tool names and tool call ids, and a refused id in the
history poisons every later turn (field guide 1 and 7). Every rewriting depends on the name and on
what came before it alone, so that a conversation is rewritten alike in every turn.
"""

import hashlib
import re
from collections.abc import Iterable

LIMIT = 64
"""Characters that the name of a tool may have."""

CALL_LIMIT = 40
"""Characters that the id of a tool call may have: some of OpenAI's deployments take no more."""

_ILLEGAL = re.compile(r"[^A-Za-z0-9_-]")
_DIGEST = 8


def legal_identifier(name: str, limit: int = LIMIT) -> str:
    """`name` itself where it is legal; else its legal characters and a digest that keeps it unique.

    An empty name has a digest only.
    """
    if name and len(name) <= limit and not _ILLEGAL.search(name):
        return name
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
    readable = _ILLEGAL.sub("_", name)[: limit - _DIGEST - 1]
    return f"{readable}_{digest}"


def flat_name(name: str, namespace: str | None) -> str:
    """The legal name of a tool for an upstream that has no namespaces."""
    return legal_identifier(f"{namespace}__{name}" if namespace else name)


class IdentifierMaker:
    """Makes ids of calls legal, and each different from all before it and from those `taken`.

    Kimi calls its first tool `Bash:0` in every turn; Anthropic refuses an id that comes twice
    (field guide 2).
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._repeated: dict[str, int] = {}

    def make(self, identifier: str) -> str:
        """The legal form of an identifier, with a number behind it if that is taken."""
        candidate = legal = legal_identifier(identifier, CALL_LIMIT)
        while candidate in self._taken:
            number = self._repeated[legal] = self._repeated.get(legal, 1) + 1
            candidate = legal_identifier(f"{legal}_{number}", CALL_LIMIT)
        self._taken.add(candidate)
        return candidate
