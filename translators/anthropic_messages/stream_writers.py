"""How one part of an answer becomes one block of a Messages stream.

One class a kind of part. A block starts with its first words, so that an empty one is never said:
a client would send it back and be refused (field guide 8).
"""

from collections.abc import Callable

from translators.anthropic_messages.response_encode import citation, tool_use
from translators.anthropic_messages.vocabulary import NAME, say_seal
from translators.hub.document import Document
from translators.hub.events import PartDelta
from translators.hub.parts import Citation, Reasoning, Refusal, Seal, Text, ToolCall
from translators.losses import Losses
from translators.opaque import seals
from translators.wire import json_bytes
from translators.wire.sse import frame

NOT_JOINED = -1
"""The section of a block that has not started, or whose deltas take more than joining bytes."""

DELTA_END = b"}}\n\n"


def say_event(kind: str, document: Document) -> bytes:
    """One event, with its name."""
    return frame(json_bytes.dumps({"type": kind, **document}), kind)


class BlockWriter:
    """Writes one block; abstract.

    A delta of section `section` may be written as `prefix`, the text in JSON, `DELTA_END`.
    `number` gives the index of the next block: one that is never said takes none.
    """

    __slots__ = ("_index", "_number", "losses", "prefix", "section")

    def __init__(self, number: Callable[[], int], losses: Losses) -> None:
        self.losses = losses
        self.prefix = b""
        self.section = NOT_JOINED
        self._number = number
        self._index: int | None = None

    def start(self) -> bytes:
        """The part begins."""
        raise NotImplementedError

    def delta(self, delta: PartDelta) -> bytes:
        """The part grows."""
        raise NotImplementedError

    def end(self) -> bytes:
        """The part is complete."""
        if self._index is None:
            return b""
        return say_event("content_block_stop", {"index": self._index})

    @property
    def opened(self) -> bool:
        """Whether the block has started."""
        return self._index is not None

    def open(self, block: Document, delta: str = "", key: str = "") -> bytes:
        """Start the block, which grows by deltas of type `delta` under `key`."""
        self._index = self._number()
        grows = f'"index":{self._index},"delta":{{"type":"{delta}","{key}":'
        self.prefix = (
            f'event: content_block_delta\ndata: {{"type":"content_block_delta",{grows}'.encode()
        )
        return say_event("content_block_start", {"index": self._index, "content_block": block})

    def grow(self, text: str) -> bytes:
        """A delta of the plain kind."""
        return self.prefix + json_bytes.dumps(text) + DELTA_END

    def say_delta(self, delta: Document) -> bytes:
        """A delta of any other kind."""
        return say_event("content_block_delta", {"index": self._index, "delta": delta})


class TextBlockWriter(BlockWriter):
    """Words, those of a refusal too, and their sources."""

    __slots__ = ("_part",)

    def __init__(self, part: Text | Refusal, number: Callable[[], int], losses: Losses) -> None:
        super().__init__(number, losses)
        self._part = part

    def start(self) -> bytes:
        """Say what the part holds already."""
        if isinstance(self._part, Refusal):
            self.losses.coerced("response.parts[].refusal", "a refusal is said as text")
        said = self._say(self._part.text)
        for source in self._part.citations if isinstance(self._part, Text) else ():
            said += self.cite(source)
        return said

    def delta(self, delta: PartDelta) -> bytes:
        """Say more."""
        return self._say(delta.text)

    def cite(self, source: Citation) -> bytes:
        """Name a source; it may come before the words."""
        said = citation(source, self.losses)
        if said is None:
            return b""
        return self._opened() + self.say_delta({"type": "citations_delta", "citation": said})

    def _say(self, text: str) -> bytes:
        return self._opened() + self.grow(text) if text else b""

    def _opened(self) -> bytes:
        if self.opened:
            return b""
        said = self.open({"type": "text", "text": ""}, "text_delta", "text")
        self.section = 0
        return said


class ThinkingWriter(BlockWriter):
    """Thinking. Which block it is depends on what comes: words, or only a seal."""

    __slots__ = ("_part", "_seal")

    def __init__(self, part: Reasoning, number: Callable[[], int], losses: Losses) -> None:
        super().__init__(number, losses)
        self._part = part
        self._seal = part.seal

    def start(self) -> bytes:
        """Say what the part holds already."""
        sections = enumerate((self._part.text, *self._part.summary))
        return b"".join(self._say(text, section) for section, text in sections)

    def delta(self, delta: PartDelta) -> bytes:
        """Say more; another paragraph of the summary is set off by a blank line."""
        return self._say(delta.text, delta.section)

    def sealed(self, seal: Seal) -> None:
        """Keep the seal until the thinking is complete."""
        self._seal = seal

    def end(self) -> bytes:
        """Seal and stop the block; or say a seal that has no words in a block of its own."""
        if self._seal is None:
            return super().end()
        if self.opened:
            return self._sign(seals.say(self._seal, NAME)) + super().end()
        block = say_seal(self._seal)
        signature = block.pop("signature", None)
        if not isinstance(signature, str):
            return self.open(block) + super().end()
        return self.open({**block, "signature": ""}) + self._sign(signature) + super().end()

    def _say(self, text: str, section: int) -> bytes:
        if not text:
            return b""
        if self.opened:
            pause = "\n\n" if section != self.section else ""
            self.section = section
            return self.grow(pause + text)
        block: Document = {"type": "thinking", "thinking": "", "signature": ""}
        self.section = section
        return self.open(block, "thinking_delta", "thinking") + self.grow(text)

    def _sign(self, signature: str) -> bytes:
        return self.say_delta({"type": "signature_delta", "signature": signature})


class CallBlockWriter(BlockWriter):
    """A tool call; it starts at once, for the client to show."""

    __slots__ = ("_call",)

    def __init__(self, call: ToolCall, number: Callable[[], int], losses: Losses) -> None:
        super().__init__(number, losses)
        self._call = call

    def start(self) -> bytes:
        """Start the block, with what arguments there are already."""
        block = tool_use(self._call, self.losses)
        said = self.open(block, "input_json_delta", "partial_json")
        if self._call.kind == "custom":
            said += self.grow('{"input":"')
        else:
            self.section = 0
        return said + self._say(self._call.arguments)

    def delta(self, delta: PartDelta) -> bytes:
        """Say more of the arguments."""
        return self._say(delta.text)

    def end(self) -> bytes:
        """Stop the block."""
        return (self.grow('"}') if self._call.kind == "custom" else b"") + super().end()

    def _say(self, text: str) -> bytes:
        if not text:
            return b""
        if self._call.kind == "custom":
            # Free text stands in a string of the input: without its quotes it can be cut anywhere.
            text = json_bytes.dumps(text)[1:-1].decode()
        return self.grow(text)
