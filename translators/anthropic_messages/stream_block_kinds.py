"""How each kind of block of a Messages stream grows, and what it amounts to.

One class a kind. Prose and tool calls become parts at once and grow; a block of any other
kind is foreign and becomes a part when it is complete.
"""

from translators.anthropic_messages.block_decode import arguments_of, report_input
from translators.anthropic_messages.vocabulary import NAME, read_citation
from translators.dialect import Context
from translators.errors import UpstreamError
from translators.hub.document import Document, Json
from translators.hub.events import Event, PartCitation, PartDelta, PartSeal
from translators.hub.parts import Foreign, Reasoning, Text, ToolCall
from translators.hub.tracker import PartTracker
from translators.opaque import seals
from translators.wire import json_bytes


class Block:
    """An open block.

    Its open part `part` grows by the text under `key` of deltas of type `delta`: enough for a
    decoder to do that itself. Both are "" for blocks that grow otherwise, or have no part yet.
    `said` is where a call's arguments are gathered.
    """

    __slots__ = ("context", "delta", "document", "index", "key", "part", "said", "tracker")

    def __init__(
        self, index: int, document: Document, tracker: PartTracker, context: Context
    ) -> None:
        self.index = index
        self.document = document
        self.tracker = tracker
        self.context = context
        self.delta = ""
        self.key = ""
        self.part = -1
        self.said: list[str] | None = None

    @property
    def complete(self) -> bool:
        """Whether it may be taken as ended although nobody said so."""
        return True

    def begin(self) -> list[Event]:
        """Say what the block holds when it starts: nothing, where only the whole block counts."""
        return []

    def grow(self, kind: str, delta: Document) -> list[Event] | None:
        """Take a delta; None for one that does not fit."""
        raise NotImplementedError

    def end(self) -> list[Event]:
        """The block is complete."""
        return self.tracker.end(self)


class TextBlock(Block):
    """Words and their sources."""

    __slots__ = ()

    def begin(self) -> list[Event]:
        """Open the part."""
        start = self.tracker.start(self, Text())
        self.part, self.delta, self.key = start.index, "text_delta", "text"
        events: list[Event] = [start, *self._say(self.document.get("text"))]
        citations = self.document.get("citations")
        for citation in citations if isinstance(citations, list) else ():
            events += self._cite(citation)
        return events

    def grow(self, kind: str, delta: Document) -> list[Event] | None:
        """Take text or a citation."""
        if kind == "text_delta":
            return self._say(delta.get("text"))
        return self._cite(delta.get("citation")) if kind == "citations_delta" else None

    def _say(self, text: Json) -> list[Event]:
        return [PartDelta(self.part, text)] if isinstance(text, str) and text else []

    def _cite(self, citation: Json) -> list[Event]:
        if not isinstance(citation, dict):
            return []
        return [PartCitation(self.part, read_citation(citation))]


class ThinkingBlock(Block):
    """Thinking, shown or redacted; no part until there is something of it."""

    __slots__ = ()

    def begin(self) -> list[Event]:
        """Say what is there already: text and signature of some, the data of redacted ones."""
        return [
            *self._think(self.document.get("thinking")),
            *self._seal(self.document.get("signature"), "signature"),
            *self._seal(self.document.get("data"), "redacted"),
        ]

    def grow(self, kind: str, delta: Document) -> list[Event] | None:
        """Take thinking or its signature."""
        if kind == "thinking_delta":
            return self._think(delta.get("thinking"))
        if kind == "signature_delta":
            return self._seal(delta.get("signature"), "signature")
        return None

    def _open(self) -> list[Event]:
        if self.part >= 0:
            return []
        start = self.tracker.start(self, Reasoning())
        self.part, self.delta, self.key = start.index, "thinking_delta", "thinking"
        return [start]

    def _think(self, text: Json) -> list[Event]:
        if not isinstance(text, str) or not text:
            return []
        return [*self._open(), PartDelta(self.part, text)]

    def _seal(self, token: Json, kind: seals.Kind) -> list[Event]:
        if not isinstance(token, str) or not token:
            return []
        seal = seals.read(token, kind, self.context.origin)
        return [*self._open(), PartSeal(self.part, seal)]


class CallBlock(Block):
    """A call of a client's tool."""

    __slots__ = ()

    @property
    def complete(self) -> bool:
        """Whether the arguments are whole; no arguments may be none, or may be yet to come."""
        return _is_object(self._arguments)

    def torn(self, *, limited: bool) -> bool:
        """Whether it was cut off; `limited` says that the output limit ended the answer."""
        return not self.complete and (limited or bool(self._arguments))

    @property
    def _arguments(self) -> str:
        """What the call has been given: by deltas, or else in the block's start."""
        return self.tracker.arguments(self) or self._held

    @property
    def _held(self) -> str:
        held = self.document.get("input")
        return arguments_of(held) if held else ""

    def begin(self) -> list[Event]:
        """Open the call.

        Raises:
            UpstreamError: it names no tool.
        """
        name, identifier = self.document.get("name"), self.document.get("id")
        if not isinstance(name, str):
            raise UpstreamError(f"content[{self.index}].name", "required, and missing")
        if not isinstance(identifier, str) or not identifier:
            self.context.losses.invented("response.content[].id", "the upstream gave the call none")
            identifier = self.context.mint.id("toolu_")
        start = self.tracker.start(self, ToolCall(identifier, name))
        self.part, self.delta, self.key = start.index, "input_json_delta", "partial_json"
        self.said = self.tracker.said(self)
        return [start]

    def grow(self, kind: str, delta: Document) -> list[Event] | None:
        """Take a piece of the arguments."""
        if kind != "input_json_delta":
            return None
        fragment = delta.get("partial_json")
        if not isinstance(fragment, str) or not fragment:
            return []
        return [self.tracker.grow_call(self, fragment)]

    def end(self) -> list[Event]:
        """Close the call; what the start held counts if no delta said more."""
        events: list[Event] = []
        if self._held and not self.tracker.arguments(self):
            report_input(
                self.document.get("input"), "response.content[].input", self.context.losses
            )
            events.append(self.tracker.grow_call(self, self._held))
        return events + self.tracker.end(self)


class ForeignBlock(Block):
    """A block that only this dialect has, assembled and never looked into."""

    __slots__ = ("_added", "_fragments")

    def __init__(
        self, index: int, document: Document, tracker: PartTracker, context: Context
    ) -> None:
        super().__init__(index, document, tracker, context)
        self._fragments: list[str] = []
        self._added: Document = {}

    @property
    def complete(self) -> bool:
        """Whether its input, if it came in pieces, is whole."""
        return not self._fragments or _is_object("".join(self._fragments))

    def grow(self, kind: str, delta: Document) -> list[Event] | None:
        """Take input of a hosted tool, or the summary of a compaction."""
        if kind == "input_json_delta":
            fragment = delta.get("partial_json")
            if isinstance(fragment, str) and fragment:
                self._fragments.append(fragment)
            return []
        if kind == "compaction_delta":
            self._added.update((key, delta[key]) for key in delta if key != "type")
            return []
        return None

    def end(self) -> list[Event]:
        """The whole block as a part."""
        kind = self.document.get("type")
        value = {**self.document, **self._added}
        if not self.complete:
            self.context.losses.dropped(f"response.content[].{kind}", "its input was cut off")
            return []
        if self._fragments:
            value["input"] = json_bytes.loads("".join(self._fragments))
        part = Foreign(NAME, kind if isinstance(kind, str) else "", value, f"content[{self.index}]")
        return [self.tracker.start(self, part), *self.tracker.end(self)]


KINDS: dict[str, type[Block]] = {
    "text": TextBlock,
    "thinking": ThinkingBlock,
    "redacted_thinking": ThinkingBlock,
    "tool_use": CallBlock,
}
"""The class of each type of block; others are foreign."""

BLOCKS: dict[str, frozenset[str]] = {
    "text": frozenset({"type", "text", "citations"}),
    "thinking": frozenset({"type", "thinking", "signature"}),
    "redacted_thinking": frozenset({"type", "data"}),
    "tool_use": frozenset({"type", "id", "name", "input", "caller"}),
}
"""What each type of block holds when it starts; a foreign one is kept whole."""

DELTAS: dict[str, frozenset[str]] = {
    "text_delta": frozenset({"type", "text"}),
    "thinking_delta": frozenset({"type", "thinking"}),
    "signature_delta": frozenset({"type", "signature"}),
    "citations_delta": frozenset({"type", "citation"}),
    "input_json_delta": frozenset({"type", "partial_json"}),
    "compaction_delta": frozenset({"type", "content", "encrypted_content"}),
}
"""What each type of delta holds."""

PROSE: dict[str, type[Block]] = {"text_delta": TextBlock, "thinking_delta": ThinkingBlock}
"""Deltas that tell by themselves what they belong to."""


def _is_object(text: str) -> bool:
    try:
        return isinstance(json_bytes.loads(text), dict)
    except json_bytes.NotJsonError:
        return False
