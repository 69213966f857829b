"""One output item of a stream: which of its parts are open, and what of them has been said.

Deltas are said at once. Whatever else tells the same again (`*.done`, the finished item, the whole
answer at the end) fills in only what no delta brought: some servers send no deltas, some nothing
but the end. Nothing is opened before there is something to say in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from translators.hub.events import Event, PartCitation, PartDelta, PartSeal
from translators.hub.parts import Citation, Part, Reasoning, Refusal, Text, ToolCall
from translators.hub.tracker import PartTracker

type Words = Text | Refusal


@dataclass(slots=True)
class Piece:
    """A text or refusal inside of a message, open under `key`; `said` is what it was given."""

    key: tuple[int, int]
    index: int
    said: list[str] = field(default_factory=list[str])
    citations: int = 0
    finished: bool = False


@dataclass(slots=True)
class Item:
    """An output item. `key` is its number among the items of this stream.

    `reasoning` and `call` are the indexes of those parts, once they are open; `sections` holds what
    the reasoning was given, `arguments` what the call was. A message has `pieces`, by their content
    index.
    """

    key: int
    tracker: PartTracker
    reasoning: int | None = None
    call: int | None = None
    arguments: list[str] = field(default_factory=list[str])
    sections: dict[int, list[str]] = field(default_factory=dict[int, list[str]])
    pieces: dict[int, Piece] = field(default_factory=dict[int, Piece])
    finished: bool = False

    def words(self, number: int, words: Words) -> Sequence[Event]:
        """More of the text or refusal at a content index."""
        events: list[Event] = []
        piece = self._piece(number, words, events) if words.text else None
        if piece is not None:
            events.append(_grow(piece, words))
        return events

    def all_words(self, number: int, words: Words) -> Sequence[Event]:
        """All of a text or refusal: news is what was not said yet."""
        piece = self.pieces.get(number)
        if piece is None or not piece.said:
            return self.words(number, words)
        rest = _rest(piece.said, words.text)
        return self.words(number, replace(words, text=rest)) if rest else ()

    def cite(self, number: int, citation: Citation) -> Sequence[Event]:
        """A source of the text at a content index."""
        events: list[Event] = []
        piece = self._piece(number, Text(), events)
        if piece is not None:
            piece.citations += 1
            events.append(PartCitation(piece.index, citation))
        return events

    def finish_words(self, number: int, words: Words) -> Sequence[Event]:
        """The text or refusal at a content index is complete."""
        events: list[Event] = []
        piece = self._piece(number, words, events)
        if piece is not None:
            self._fill_piece(piece, words, events)
        return events

    def reason(self, text: str, section: int) -> Sequence[Event]:
        """More reasoning."""
        if self.finished or not text:
            return ()
        self.sections.setdefault(section, []).append(text)
        if self.reasoning is not None:
            return (PartDelta(self.reasoning, text, section),)
        events: list[Event] = []
        events.append(PartDelta(self._open_reasoning(events), text, section))
        return events

    def all_reasoning(self, text: str, section: int) -> Sequence[Event]:
        """All of a section: news is what was not said yet."""
        return self.reason(_rest(self.sections.get(section, []), text), section)

    def begin_call(self, call: ToolCall) -> Sequence[Event]:
        """The call is announced; its arguments come apart, and so they do if they are here."""
        events: list[Event] = []
        if not self.finished:
            self._open_call(call, events)
        return events

    def call_delta(self, text: str) -> Sequence[Event]:
        """More arguments.

        Of a call whose beginning was never told, the finished item will tell everything.
        """
        if self.call is None or self.finished or not text:
            return ()
        self.arguments.append(text)
        return (PartDelta(self.call, text),)

    def call_done(self, arguments: str) -> Sequence[Event]:
        """All arguments: news is what did not come yet."""
        events: list[Event] = []
        if not self.finished:
            self._fill_call(arguments, events)
        return events

    def finish(self, parts: list[Part]) -> list[Event]:
        """Say what is left of the finished item, whose parts are `parts`, and close it."""
        events: list[Event] = []
        # Contents are matched by their order: Bedrock numbers the first one of a message 1.
        pieces = iter([self.pieces[number] for number in sorted(self.pieces)])
        for part in parts:
            match part:
                case ToolCall():
                    self._open_call(part, events)
                    self._fill_call(part.arguments, events)
                case Reasoning():
                    self._fill_reasoning(part, events)
                case Text() | Refusal():
                    self._fill_next(pieces, part, events)
                case _:
                    key = (self.key, "whole", len(events))
                    events.append(self.tracker.start(key, part))
                    events.extend(self.tracker.end(key))
        for piece in self.pieces.values():
            piece.finished = True
            events.extend(self.tracker.end(piece.key))
        for kind in ("reasoning", "call"):
            events.extend(self.tracker.end((self.key, kind)))
        self.finished = True
        return events

    def _piece(self, number: int, words: Words, events: list[Event]) -> Piece | None:
        """The piece at a content index, opened if need be; None if it is closed."""
        piece = self.pieces.get(number)
        if self.finished or (piece is not None and piece.finished):
            return None
        if piece is None:
            key = (self.key, number)
            start = self.tracker.start(key, Text() if isinstance(words, Text) else Refusal())
            events.append(start)
            piece = self.pieces[number] = Piece(key, start.index)
        return piece

    def _fill_next(self, pieces: Iterator[Piece], words: Words, events: list[Event]) -> None:
        piece = next(pieces, None) or self._piece(max(self.pieces, default=-1) + 1, words, events)
        if piece is not None and not piece.finished:
            self._fill_piece(piece, words, events)

    def _fill_piece(self, piece: Piece, words: Words, events: list[Event]) -> None:
        """Give an open piece what it has not been given yet, and close it."""
        if rest := _rest(piece.said, words.text):
            events.append(_grow(piece, replace(words, text=rest)))
        if isinstance(words, Text):
            missing = words.citations[piece.citations :]
            events.extend(PartCitation(piece.index, citation) for citation in missing)
        piece.finished = True
        events.extend(self.tracker.end(piece.key))

    def _open_reasoning(self, events: list[Event]) -> int:
        if self.reasoning is None:
            start = self.tracker.start((self.key, "reasoning"), Reasoning())
            events.append(start)
            self.reasoning = start.index
        return self.reasoning

    def _fill_reasoning(self, part: Reasoning, events: list[Event]) -> None:
        """Give reasoning what it has not been given yet, its seal above all."""
        index = self._open_reasoning(events)
        for section, paragraph in enumerate((part.text, *part.summary)):
            if rest := _rest(self.sections.get(section, []), paragraph):
                events.append(PartDelta(index, rest, section))
        if part.seal is not None:
            events.append(PartSeal(index, part.seal))

    def _open_call(self, call: ToolCall, events: list[Event]) -> None:
        if self.call is None:
            start = self.tracker.start((self.key, "call"), replace(call, arguments=""))
            events.append(start)
            self.call = start.index
            self.arguments = self.tracker.said((self.key, "call"))

    def _fill_call(self, arguments: str, events: list[Event]) -> None:
        key = (self.key, "call")
        if self.call is not None and (rest := _rest([self.tracker.arguments(key)], arguments)):
            events.append(self.tracker.grow_call(key, rest))


def _rest(said: list[str], whole: str) -> str:
    """What is left of the whole; nothing where it contradicts what was said."""
    begun = "".join(said)
    return whole[len(begun) :] if whole.startswith(begun) else ""


def _grow(piece: Piece, words: Words) -> PartDelta:
    piece.said.append(words.text)
    logprobs = words.logprobs if isinstance(words, Text) else ()
    return PartDelta(piece.index, words.text, 0, logprobs)
