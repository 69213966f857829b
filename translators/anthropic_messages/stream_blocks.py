"""The blocks of one Messages stream: which are open, where one begins and another ends.

How a block grows is in `stream_block_kinds`.
"""

from itertools import count

from translators.anthropic_messages.stream_block_kinds import (
    BLOCKS,
    DELTAS,
    KINDS,
    PROSE,
    Block,
    CallBlock,
    ForeignBlock,
)
from translators.anthropic_messages.vocabulary import CALLER, NOT_KNOWN, unread
from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.events import Event, PartDelta
from translators.hub.parts import Refusal
from translators.hub.tracker import PartTracker


class Blocks:
    """All blocks of one stream. `open` is by the wire's index, for the decoder to look up."""

    def __init__(self, context: Context) -> None:
        self.open: dict[int, Block] = {}
        self._context = context
        self._tracker = PartTracker()
        self._calls: set[str] = set()
        # The wire counts from 0: no event can mean what is kept under these.
        self._hidden = count(-1, -1)

    @property
    def called(self) -> bool:
        """Whether there was a tool call."""
        return self._tracker.seen_tool_call

    def whole(self, content: Json) -> list[Event]:
        """Blocks that stood in `message_start` already: complete ones."""
        events: list[Event] = []
        for block in content if isinstance(content, list) else ():
            if isinstance(block, dict):
                key = next(self._hidden)
                events += self.start(key, block)
                events += self.stop(key)
        return events

    def start(self, index: int, document: Document) -> list[Event]:
        """A block begins; what was open before is over, said or not (field guide 24)."""
        kind = document.get("type")
        if not isinstance(kind, str):
            self._lose("content_block_start", "a block without a type")
            return []
        self._notice(kind, document)
        block_class = KINDS.get(kind, ForeignBlock)
        if block_class is CallBlock and self._is_known_call(document):
            # Two calls of one id poison the next turn (2): the first is the call.
            self._lose("content_block_start", "a tool call that had started already")
            return []
        events = [
            event for key in list(self.open) if self.open[key].complete for event in self.stop(key)
        ]
        if index in self.open:
            # Cut off, and its index in use again: it stays torn, out of reach.
            self.open[next(self._hidden)] = self.open.pop(index)
        return events + self._begin(block_class, index, document)

    def grow(self, index: int, delta: Document) -> list[Event]:
        """A block is given more."""
        kind = delta.get("type")
        kind = kind if isinstance(kind, str) else "untyped"
        block = self.open.get(index)
        events = block.grow(kind, delta) if block is not None else None
        if events is not None:
            return events
        if kind in PROSE and not isinstance(block, CallBlock | ForeignBlock):
            # It never started, has ended, or changes from text to thinking (field guide 25).
            return [*self.stop(index), *self._begin_with(PROSE[kind], index, kind, delta)]
        known = kind in DELTAS
        reason = "no open block that this could belong to" if known else NOT_KNOWN
        self._lose(f"content_block_delta.{kind}", reason)
        return []

    def stop(self, index: int) -> list[Event]:
        """A block ends; one that is not open has ended already."""
        block = self.open.pop(index, None)
        return [] if block is None else block.end()

    def stop_all(self) -> list[Event]:
        """The answer is complete: every block ends."""
        return [event for index in list(self.open) for event in self.stop(index)]

    def torn(self, *, limited: bool) -> str | None:
        """The tool of an open call that cannot be called complete; None if there is none.

        `limited` says that the output limit ended the answer: no arguments are then torn ones too.
        """
        for block in self.open.values():
            if isinstance(block, CallBlock) and block.torn(limited=limited):
                return str(block.document.get("name"))
        return None

    def refuse(self, refusal: Refusal) -> list[Event]:
        """A last part that no block held."""
        start = self._tracker.start(refusal, Refusal())
        return [start, PartDelta(start.index, refusal.text), *self._tracker.end(refusal)]

    def _begin(self, kind: type[Block], index: int, document: Document) -> list[Event]:
        block = kind(index, document, self._tracker, self._context)
        self.open[index] = block
        return block.begin()

    def _begin_with(
        self, kind: type[Block], index: int, delta_kind: str, delta: Document
    ) -> list[Event]:
        events = self._begin(kind, index, {})
        return events + (self.open[index].grow(delta_kind, delta) or [])

    def _notice(self, kind: str, document: Document) -> None:
        known = BLOCKS.get(kind)
        if known is None:
            return
        keys = unread(document, known)
        caller = document.get("caller")
        if isinstance(caller, dict):
            keys += [f"caller.{key}" for key in unread(caller, CALLER)]
        for key in keys:
            self._lose(f"content_block_start.{kind}.{key}", NOT_KNOWN)

    def _is_known_call(self, document: Document) -> bool:
        identifier = document.get("id")
        if not isinstance(identifier, str) or not identifier:
            return False
        known = identifier in self._calls
        self._calls.add(identifier)
        return known

    def _lose(self, event: str, reason: str) -> None:
        self._context.losses.dropped(f"stream.{event}", reason)
