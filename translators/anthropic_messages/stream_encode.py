"""Hub events → the Messages stream that a client gets.

Strict, after all that any client was seen to need (clients 3): `event:` lines, contiguous indexes,
one block after the other, and at the end a stop reason and a usage.

Deltas of a block that has started are written by joining bytes; all else goes through a table. How
each kind of part is written is in `stream_writers`.
"""

from itertools import count

from translators.anthropic_messages.failures import encode_failure
from translators.anthropic_messages.response_encode import (
    extras,
    foreign,
    known_usage,
    message,
    service_tier,
    stop_sequence,
)
from translators.anthropic_messages.stream_writers import (
    DELTA_END,
    NOT_JOINED,
    BlockWriter,
    CallBlockWriter,
    TextBlockWriter,
    ThinkingWriter,
    say_event,
)
from translators.anthropic_messages.vocabulary import ORDINARY_TIER, say_stop, say_usage
from translators.dialect import Context, TextWriter
from translators.hub.document import Document
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
from translators.hub.parts import Reasoning, Refusal, Text, ToolCall
from translators.hub.response import Usage
from translators.wire.json_bytes import dumps
from translators.wire.sse import frame

_IN_DELTA = ("container", "stop_details")
"""Extras that stand in a `message_delta`'s delta; others stand beside it."""

_PING = say_event("ping", {})
_MESSAGE_STOP = say_event("message_stop", {})


class MessagesStreamEncoder:
    """Writes one stream. See `translators.dialect.StreamEncoder`.

    Parts come one at a time: `Dialect.one_part_at_a_time` asks for that.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._losses = context.losses
        self._number = count().__next__
        self._writer: BlockWriter | None = None
        self._prefix = b""
        self._section = NOT_JOINED
        self._usage: Usage | None = None
        self._called = False
        self._refused = False
        self._ended = False

    def feed(self, event: Event) -> bytes:
        """Take one event. See `translators.dialect.StreamEncoder`."""
        if type(event) is PartDelta and event.section == self._section and not event.logprobs:
            return self._prefix + dumps(event.text) + DELTA_END
        if self._ended:
            return b""
        said = self._say(event)
        if self._writer is None:
            self._section = NOT_JOINED
        else:
            self._prefix, self._section = self._writer.prefix, self._writer.section
        return said

    def delta_writer(self, index: int, section: int) -> TextWriter | None:
        """See `translators.dialect.StreamEncoder`; there is one part, whatever its index."""
        del index
        prefix = self._prefix
        if section != self._section or not prefix:
            return None
        return lambda text: prefix + dumps(text) + DELTA_END

    def _say(self, event: Event) -> bytes:
        match event:
            case PartDelta():
                return self._part_delta(event)
            case PartStart():
                return self._part_start(event)
            case PartEnd():
                return self._part_end()
            case PartCitation():
                return self._part_citation(event)
            case PartSeal():
                return self._part_seal(event)
            case ResponseStart():
                return self._response_start(event)
            case ResponseEnd():
                return self._response_end(event)
            case Failure():
                return self._failure(event)
            case KeepAlive():
                return _PING

    def _response_start(self, event: ResponseStart) -> bytes:
        self._usage = event.usage
        envelope = message(event.id, event.model, self._context)
        envelope["content"] = []
        envelope["stop_reason"] = None
        envelope["stop_sequence"] = None
        envelope["usage"] = say_usage(event.usage or Usage())
        return say_event("message_start", {"message": envelope})

    def _part_start(self, event: PartStart) -> bytes:
        match event.part:
            case Text() | Refusal() as part:
                self._refused |= isinstance(part, Refusal)
                self._writer = TextBlockWriter(part, self._number, self._losses)
            case Reasoning() as part:
                self._writer = ThinkingWriter(part, self._number, self._losses)
            case ToolCall() as part:
                self._called = True
                self._writer = CallBlockWriter(part, self._number, self._losses)
            case part:
                return self._whole(foreign(part, self._losses))
        return self._writer.start()

    def _whole(self, block: Document | None) -> bytes:
        """A block that comes whole; nothing for what no block can hold."""
        if block is None:
            return b""
        place: Document = {"index": self._number()}
        return say_event("content_block_start", {**place, "content_block": block}) + say_event(
            "content_block_stop", place
        )

    def _part_delta(self, event: PartDelta) -> bytes:
        if event.logprobs:
            self._losses.dropped("response.parts[].logprobs", "Messages has no logprobs")
        return b"" if self._writer is None else self._writer.delta(event)

    def _part_citation(self, event: PartCitation) -> bytes:
        return (
            self._writer.cite(event.citation) if isinstance(self._writer, TextBlockWriter) else b""
        )

    def _part_seal(self, event: PartSeal) -> bytes:
        if isinstance(self._writer, ThinkingWriter):
            self._writer.sealed(event.seal)
        else:
            reason = "Messages has no place for a tool call's seal"
            self._losses.dropped("response.parts[].seal", reason)
        return b""

    def _part_end(self) -> bytes:
        writer, self._writer = self._writer, None
        return b"" if writer is None else writer.end()

    def _response_end(self, event: ResponseEnd) -> bytes:
        self._close()
        reason = say_stop(event.stop, called=self._called, refused=self._refused)
        delta: Document = {
            "stop_reason": reason,
            "stop_sequence": stop_sequence(reason, event.stop.sequence),
        }
        if service_tier(event.service_tier, self._losses) not in (None, ORDINARY_TIER):
            why = "a stream tells its tier before it is known"
            self._losses.dropped("response.service_tier", why)
        found = extras(event.extras, reason, self._losses)
        delta.update((key, found[key]) for key in _IN_DELTA if key in found)
        beside = {key: value for key, value in found.items() if key not in _IN_DELTA}
        usage = say_usage(known_usage(event.usage or self._usage, self._losses))
        return (
            say_event("message_delta", {"delta": delta, "usage": usage, **beside}) + _MESSAGE_STOP
        )

    def _failure(self, event: Failure) -> bytes:
        self._close()
        document = encode_failure(event)[1]
        return frame(dumps(document), "error")

    def _close(self) -> None:
        self._ended = True
        self._writer = None
