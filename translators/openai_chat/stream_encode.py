"""Hub events → a stream of chunks for a client.

A delta is its text between two prepared pieces of bytes (`envelope`). A stream ends with its finish
reason, the usage if it was asked for, and `[DONE]`.
"""

from dataclasses import dataclass, field

from translators.dialect import Context, TextWriter
from translators.hub.document import Document, Json
from translators.hub.events import (
    Event,
    KeepAlive,
    PartCitation,
    PartDelta,
    PartEnd,
    PartSeal,
    PartStart,
    ResponseEnd,
    ResponseStart,
)
from translators.hub.failure import Failure
from translators.hub.parts import (
    Citation,
    Foreign,
    Part,
    Reasoning,
    Refusal,
    Seal,
    Text,
    ToolCall,
)
from translators.openai_chat.answer_encode import (
    Prose,
    is_legacy,
    write_any_usage,
    write_extras,
    write_finish,
)
from translators.openai_chat.citations import write_annotations
from translators.openai_chat.envelope import ChunkEnvelope
from translators.openai_chat.failures import write_error
from translators.openai_chat.logprobs import write_logprobs
from translators.openai_chat.reasoning import write_details
from translators.openai_chat.response_encode import (
    drop_call,
    drop_part,
    drop_seal,
    write_call_start,
    write_thought,
)
from translators.openai_chat.vocabulary import NAME, PARAGRAPH
from translators.wire.json_bytes import dumps
from translators.wire.sse import COMMENT, frame

DONE = b"data: [DONE]\n\n"


@dataclass(slots=True)
class _Open:
    """A part that is being said: what is needed until it ends."""

    part: Part
    number: int = 0
    offset: int = 0
    citations: list[Citation] = field(default_factory=list[Citation])
    sections: dict[int, list[str]] = field(default_factory=dict[int, list[str]])
    seal: Seal | None = None

    def section(self, number: int) -> list[str]:
        """Where the pieces of a section are gathered."""
        return self.sections.setdefault(number, [])

    def thought(self) -> Reasoning:
        """The thinking that was gathered, and its seal."""
        numbers = sorted(number for number in self.sections if number > 0)
        summary = tuple("".join(self.sections[number]) for number in numbers)
        return Reasoning("".join(self.sections.get(0, ())), summary, self.seal)


class StreamEncoder:
    """Writes one stream. See `translators.dialect.StreamEncoder`."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._ended = False
        self._legacy = is_legacy(context)
        # Made when the answer starts: only a failure may come before.
        self._envelope: ChunkEnvelope
        # How plain deltas are said, by the index of their part and their section.
        self._prepared: dict[tuple[int, int], TextWriter] = {}
        self._open: dict[int, _Open] = {}
        self._prose = Prose()
        self._thought_at: tuple[int, int] | None = None
        self._thoughts = 0
        self._calls = 0
        self._sources = 0
        self._refused = False

    def feed(self, event: Event) -> bytes:
        """Take one event; give its chunks."""
        if isinstance(event, PartDelta) and not event.logprobs:
            say = self._prepared.get((event.index, event.section))
            if say is not None:
                return say(event.text)
        return b"" if self._ended else self._say(event)

    def delta_writer(self, index: int, section: int) -> TextWriter | None:
        """See `translators.dialect.StreamEncoder`."""
        return self._prepared.get((index, section))

    def _say(self, event: Event) -> bytes:
        match event:
            case PartDelta():
                return self._delta(event)
            case PartStart(index, part):
                return self._part_start(index, part)
            case PartEnd(index):
                return self._part_end(index)
            case PartSeal(index, seal):
                return self._seal(index, seal)
            case PartCitation(index, citation):
                self._open[index].citations.append(citation)
                return b""
            case ResponseStart():
                return self._start(event)
            case ResponseEnd():
                return self._end(event)
            case Failure():
                return self._failure(event)
            case KeepAlive():
                return COMMENT

    def _start(self, event: ResponseStart) -> bytes:
        self._envelope = ChunkEnvelope(event, self._context)
        return self._envelope.chunk({"role": "assistant"})

    def _end(self, event: ResponseEnd) -> bytes:
        self._ended = True
        self._prepared.clear()
        context, called = self._context, self._calls > 0
        reason = write_finish(event.stop, context, refused=self._refused, called=called)
        beside = write_extras(event.extras, event.service_tier, context.losses)
        said = self._envelope.finish(reason, beside)
        if self._envelope.usage_wanted:
            usage = write_any_usage(event.usage, context.losses)
            said += self._envelope.usage(usage, beside)
        return said + DONE

    def _failure(self, failure: Failure) -> bytes:
        self._ended = True
        self._prepared.clear()
        return frame(dumps(write_error(failure))) + DONE

    def _part_start(self, index: int, part: Part) -> bytes:
        opened = self._open[index] = _Open(part)
        match part:
            case Text() | Refusal():
                return self._words_start(index, part)
            case Reasoning():
                opened.number = self._thoughts
                self._thoughts += 1
                return b""
            case ToolCall():
                self._prose.interrupt()
                return self._call_start(index, part, opened)
            case Foreign(dialect, "audio", value) if dialect == NAME:
                self._prose.interrupt()
                return self._envelope.chunk({"audio": value})
            case _:
                self._prose.interrupt()
                drop_part(part, self._context)
                return b""

    def _words_start(self, index: int, part: Text | Refusal) -> bytes:
        if isinstance(part, Refusal):
            self._prose.interrupt()
            self._refused = True
            self._prepare(index, b'{"refusal":', b"}")
        elif not self._prose.interrupted:
            self._open[index].offset = self._prose.length
            self._prepare(index, b'{"content":', b"}")
        return b""

    def _call_start(self, index: int, part: ToolCall, opened: _Open) -> bytes:
        opened.number = self._calls
        self._calls += 1
        if self._legacy:
            return self._function_call_start(index, part, opened.number)
        inner = b'"custom":{"input":' if part.kind == "custom" else b'"function":{"arguments":'
        start = b'{"tool_calls":[{"index":%d,' % opened.number
        self._prepare(index, start + inner, b"}}]}")
        entry: Document = {"index": opened.number, **write_call_start(part)}
        if part.kind == "custom":
            # OpenAI's types of a chunk know no such type (openai-openapi#576): the key says it.
            del entry["type"]
        return self._envelope.chunk({"tool_calls": [entry]})

    def _function_call_start(self, index: int, part: ToolCall, number: int) -> bytes:
        """For a client from before tools: it takes one call, and knows no index and no id."""
        if number:
            drop_call(self._context)
            return b""
        self._prepare(index, b'{"function_call":{"arguments":', b"}}")
        return self._envelope.chunk(
            {"function_call": {"name": part.name, "arguments": part.arguments}}
        )

    def _prepare(self, index: int, before: bytes, after: bytes, section: int = 0) -> None:
        head, tail = self._envelope.around(before, after)
        pieces = self._open[index].section(section)

        def say(text: str) -> bytes:
            pieces.append(text)
            return head + dumps(text) + tail

        self._prepared[index, section] = say

    def _delta(self, event: PartDelta) -> bytes:
        """A delta that nothing is prepared for: with logprobs, of thinking, or after a gap."""
        opened = self._open[event.index]
        match opened.part:
            case Text():
                return self._text(event, opened)
            case Reasoning():
                return self._thought(event, opened)
            case _:
                return b""

    def _text(self, event: PartDelta, opened: _Open) -> bytes:
        text = event.text
        if (event.index, 0) not in self._prepared:
            text = self._prose.begin() + text
            opened.offset = self._prose.length
            self._prepare(event.index, b'{"content":', b"}")
        opened.section(0).append(event.text)
        return self._envelope.chunk(
            {"content": text}, write_logprobs(event.logprobs, self._context.losses)
        )

    def _thought(self, event: PartDelta, opened: _Open) -> bytes:
        """Thinking in one string: a blank line comes where another section or part begins."""
        if not event.text:
            return b""
        self._prose.interrupt()
        opened.section(event.section).append(event.text)
        place = (event.index, event.section)
        before, self._thought_at = self._thought_at, place
        if before != place:
            if before is not None:
                self._prepared.pop(before, None)
            self._prepare(event.index, b'{"reasoning_content":', b"}", event.section)
        text = event.text if before in {None, place} else PARAGRAPH + event.text
        return self._envelope.chunk({"reasoning_content": text})

    def _seal(self, index: int, seal: Seal) -> bytes:
        opened = self._open[index]
        opened.seal = seal
        if not isinstance(opened.part, ToolCall):
            return b""
        if self._legacy:
            drop_seal(self._context)
            return b""
        # OpenAI's client demands a function in every piece of a call.
        nothing: Document = {"arguments": ""}
        entry: Document = {"index": opened.number, "function": nothing, **write_thought(seal)}
        return self._envelope.chunk({"tool_calls": [entry]})

    def _part_end(self, index: int) -> bytes:
        opened = self._open.pop(index)
        for section in opened.sections:
            self._prepared.pop((index, section), None)
        match opened.part:
            case Text():
                return self._text_end(opened)
            case Reasoning() if opened.seal is not None:
                entries = write_details(opened.thought(), opened.number)
                return self._envelope.chunk({"reasoning_details": entries})
            case _:
                return b""

    def _text_end(self, opened: _Open) -> bytes:
        """Sources come when all of their text is there: only then it is known where it ends."""
        length = len("".join(opened.section(0)))
        self._prose.length += length
        losses = self._context.losses
        annotations = write_annotations(opened.citations, opened.offset, length, losses)
        if not annotations:
            return b""
        # The SDK adds up the lists of deltas, and can do so only by their entries' indexes.
        entries: list[Json] = [
            {"index": number, **annotation}
            for number, annotation in enumerate(annotations, start=self._sources)
        ]
        self._sources += len(entries)
        return self._envelope.chunk({"annotations": entries})
