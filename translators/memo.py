"""The event that streams are made of, recognised without being read.

While an answer streams, nearly every event has the same bytes as the one before it, but for one
string: the next few words. Once such an event has been decoded, and meant one `PartDelta` of words
and nothing else, the following one with the same bytes around its string means the same with its
own string. Any other event makes the memo forget, so that nothing can have happened in between.

Arguments of tool calls are left out: decoders gather them, to know whether a call is torn.
"""

import re
from collections.abc import Iterable, Sequence

from translators import wire
from translators.hub.events import Event, PartDelta, PartStart
from translators.hub.parts import Reasoning, Refusal, Text

_PLAIN = re.compile(r"[A-Za-z0-9 ]+")
"""Words that every JSON writer writes alike: others may be found escaped, or not at all."""

_VAIN = 16
"""After so many events learned for nothing (some upstreams number them) no more is learned."""


class DeltaMemo:
    """What the last event of one stream meant, if it was one that is likely to come again."""

    def __init__(self) -> None:
        self._words: set[int] = set()
        self._last: PartDelta | None = None
        self._name = ""
        self._head = self._tail = b""
        self._vain = 0

    def recall(self, name: str, data: bytes) -> PartDelta | None:
        """What an event means; None if it must be read."""
        last = self._last
        if last is None:
            return None
        head, tail = self._head, self._tail
        if not (data.startswith(head) and data.endswith(tail) and name == self._name):
            return None
        try:
            text = wire.loads(data[len(head) : len(data) - len(tail)])
        except wire.NotJsonError:
            return None
        # An empty delta is nothing to some decoders.
        if not isinstance(text, str) or not text:
            return None
        self._vain = 0
        return PartDelta(last.index, text, last.section)

    def learn(self, name: str, data: bytes, meant: Iterable[Event]) -> None:
        """Take an event that had to be read, and what it meant."""
        self._last = None
        if not isinstance(meant, Sequence) or self._vain > _VAIN:
            return
        for event in meant:
            if isinstance(event, PartStart) and isinstance(event.part, Text | Reasoning | Refusal):
                self._words.add(event.index)
        match meant:
            case [PartDelta(index, text, _, ()) as delta] if index in self._words:
                literal = wire.dumps(text)
                if _PLAIN.fullmatch(text) and data.count(literal) == 1:
                    self._head, _, self._tail = data.partition(literal)
                    self._name, self._last = name, delta
                    self._vain += 1
            case _:
                pass
