"""An upstream's Messages stream → hub events.

Lenient: blocks that never start or stop, indexes that come twice, a second `message_start` and
events that nobody knows are all read for what they can mean (field guide 24, 25). One thing is
never made up: the end of a tool call that was cut off (29).

`feed` is one table lookup away from a handler of a few lines; only deltas that merely add text,
which make up nearly every stream, are met before it. What is remembered of a block is in
`stream_blocks`.
"""

from collections.abc import Callable, Iterable
from typing import ClassVar

from translators.anthropic_messages.failures import refined
from translators.anthropic_messages.response_decode import refusal_of
from translators.anthropic_messages.stream_block_kinds import DELTAS
from translators.anthropic_messages.stream_blocks import Blocks
from translators.anthropic_messages.vocabulary import (
    FAMILY,
    NOT_KNOWN,
    read_stop,
    read_usage,
    unread,
)
from translators.diagnosis import failure_in
from translators.dialect import Context, DeltaPattern
from translators.hub.document import Document, Json
from translators.hub.events import (
    Event,
    KeepAlive,
    PartDelta,
    ResponseEnd,
    ResponseStart,
)
from translators.hub.failure import Failure, FailureKind

type Handler = Callable[[MessagesStreamDecoder, Document], Iterable[Event]]

KEYS: dict[str, frozenset[str]] = {
    "message_start": frozenset({"type", "message"}),
    "content_block_start": frozenset({"type", "index", "content_block"}),
    "content_block_delta": frozenset({"type", "index", "delta"}),
    "content_block_stop": frozenset({"type", "index"}),
    "message_stop": frozenset({"type"}),
    "ping": frozenset({"type"}),
}
"""What each event holds; other keys are a loss. Those of `message_delta` and `error` are kept."""

_ENVELOPE = frozenset(
    {"id", "type", "role", "model", "content", "stop_reason", "stop_sequence", "usage"}
)
_DELTA_ENVELOPE = frozenset({"type", "delta", "usage"})
_LIMITS: dict[str, tuple[FailureKind, str]] = {
    "max_tokens": ("invalid_request", ": the output limit was reached, raise max_tokens"),
    "model_context_window_exceeded": ("context_length", ": the context window is full"),
}
"""Stop reasons that may come in the middle of a call. To try again would end the same way."""

_STOP = frozenset({"stop_reason", "stop_sequence"})


class MessagesStreamDecoder:
    """Reads one stream. See `translators.dialect.StreamDecoder`."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._losses = context.losses
        self._blocks = Blocks(context)
        self._open = self._blocks.open
        self._started = False
        self._ended = False
        self._reason: str | None = None
        self._sequence: str | None = None
        self._usage: Document = {}
        self._extras: Document = {}

    def feed(self, name: str, document: Document) -> Iterable[Event]:
        """Take one event. See `translators.dialect.StreamDecoder`."""
        index, delta = document.get("index"), document.get("delta")
        if isinstance(delta, dict) and isinstance(index, int):
            block = self._open.get(index)
            if block is not None and delta.get("type") == block.delta and len(delta) == 2:
                text = delta.get(block.key)
                if isinstance(text, str) and text and len(document) == 3 and "type" in document:
                    if block.said is not None:
                        block.said.append(text)
                    return (PartDelta(block.part, text),)
        return self._dispatch(name, document)

    def delta_pattern(self, document: Document) -> DeltaPattern | None:
        """See `translators.dialect.StreamDecoder`."""
        index, delta = document.get("index"), document.get("delta")
        block = self._open.get(index) if isinstance(index, int) else None
        if block is None or not isinstance(delta, dict) or delta.get("type") != block.delta:
            return None
        # Every other key is a loss, and counted.
        plain = len(delta) == 2 and document.keys() == KEYS["content_block_delta"]
        return DeltaPattern(block.key, said=block.said) if plain else None

    def finish(self) -> Iterable[Event]:
        """The upstream is done. See `translators.dialect.StreamDecoder`."""
        if self._ended:
            return ()
        if self._reason is not None:
            return self._end()
        return self._fail(
            Failure("connection", "The upstream's stream ended before its answer did.", 502)
        )

    def _dispatch(self, name: str, document: Document) -> Iterable[Event]:
        if self._ended:
            return ()
        said = document.get("type")
        kind = said if isinstance(said, str) else name
        handler = self._HANDLERS.get(kind)
        if handler is not None:
            self._notice(kind, document)
            return handler(self, document)
        if "error" in document:
            # Without a type, as gateways put it into the stream (field guide 37).
            return self._error(document)
        self._losses.dropped(f"stream.{kind or 'event'}", NOT_KNOWN)
        return ()

    def _notice(self, kind: str, document: Document) -> None:
        known = KEYS.get(kind)
        for key in unread(document, known) if known else ():
            self._losses.dropped(f"stream.{kind}.{key}", NOT_KNOWN)

    def _notice_delta(self, delta: Document) -> None:
        kind = delta.get("type")
        known = DELTAS.get(kind) if isinstance(kind, str) else None
        for key in unread(delta, known) if known else ():
            self._losses.dropped(f"stream.content_block_delta.{kind}.{key}", NOT_KNOWN)

    def _message_start(self, document: Document) -> Iterable[Event]:
        message = document.get("message")
        if not isinstance(message, dict):
            self._losses.dropped("stream.message_start", "no message in it")
            return ()
        self._count(message.get("usage"))
        self._remember(message, _ENVELOPE)
        self._note_stop(message)
        if self._started:
            # Retrying gateways splice a second answer's beginning into the first's (25).
            self._losses.dropped("stream.message_start", "the answer had already begun")
            return ()
        return [*self._begin(message), *self._blocks.whole(message.get("content"))]

    def _begin(self, message: Document) -> list[Event]:
        """The answer starts, if only because content comes without a `message_start`."""
        if self._started:
            return []
        self._started = True
        identifier, model = message.get("id"), message.get("model")
        if not isinstance(identifier, str) or not identifier:
            self._losses.invented("stream.message_start.id", "the upstream gave none")
            identifier = self._context.mint.id("msg_")
        usage = read_usage(self._usage) if self._usage else None
        return [ResponseStart(identifier, model if isinstance(model, str) else "", usage=usage)]

    def _block_start(self, document: Document) -> Iterable[Event]:
        index, block = document.get("index"), document.get("content_block")
        if not isinstance(index, int) or not isinstance(block, dict):
            self._losses.dropped("stream.content_block_start", "no index or no block in it")
            return ()
        return [*self._begin({}), *self._blocks.start(index, block)]

    def _block_delta(self, document: Document) -> Iterable[Event]:
        index, delta = document.get("index"), document.get("delta")
        if not isinstance(index, int) or not isinstance(delta, dict):
            self._losses.dropped("stream.content_block_delta", "no index or no delta in it")
            return ()
        if len(delta) > 2:
            self._notice_delta(delta)
        grown = self._blocks.grow(index, delta)
        return grown if self._started else [*self._begin({}), *grown]

    def _block_stop(self, document: Document) -> Iterable[Event]:
        index = document.get("index")
        return self._blocks.stop(index) if isinstance(index, int) else ()

    def _message_delta(self, document: Document) -> Iterable[Event]:
        started = self._begin({})
        self._count(document.get("usage"))
        self._remember(document, _DELTA_ENVELOPE)
        delta = document.get("delta")
        if isinstance(delta, dict):
            self._note_stop(delta)
            self._remember(delta, _STOP)
        return started

    def _message_stop(self, _document: Document) -> Iterable[Event]:
        started = self._begin({})
        if self._reason is None:
            self._losses.invented("stream.message_delta", "the upstream did not say why it stopped")
        return [*started, *self._end()]

    def _ping(self, _document: Document) -> Iterable[Event]:
        return (KeepAlive(),)

    def _error(self, document: Document) -> Iterable[Event]:
        failure = failure_in(document)
        if failure is None:
            failure = Failure("server", "The upstream reported an error without saying which.")
        return self._fail(refined(failure))

    def _note_stop(self, document: Document) -> None:
        reason, sequence = document.get("stop_reason"), document.get("stop_sequence")
        # "" is said by some for null, on every event (field guide 27).
        if isinstance(reason, str) and reason:
            self._reason = reason
        if isinstance(sequence, str):
            self._sequence = sequence

    def _count(self, usage: Json) -> None:
        """Counts are totals: what is said later replaces what was said before."""
        if isinstance(usage, dict):
            self._usage = {**self._usage, **_said(usage)}

    def _remember(self, document: Document, known: frozenset[str]) -> None:
        if not document.keys() <= known:
            self._extras.update(
                (key, value) for key, value in _said(document).items() if key not in known
            )

    def _end(self) -> list[Event]:
        torn = self._blocks.torn(limited=self._reason in _LIMITS)
        if torn is not None:
            return self._fail(_torn(torn, self._reason))
        events = self._blocks.stop_all()
        if refusal := refusal_of(self._extras):
            events += self._blocks.refuse(refusal)
        stop = read_stop(self._reason, self._sequence, called=self._blocks.called)
        tier = self._usage.get("service_tier")
        events.append(
            ResponseEnd(
                stop,
                read_usage(self._usage) if self._usage else None,
                tier if isinstance(tier, str) else None,
                {FAMILY: self._extras} if self._extras else {},
            )
        )
        self._close()
        return events

    def _fail(self, failure: Failure) -> list[Event]:
        self._close()
        return [failure]

    def _close(self) -> None:
        self._ended = True
        self._open.clear()

    _HANDLERS: ClassVar[dict[str, Handler]] = {
        "message_start": _message_start,
        "content_block_start": _block_start,
        "content_block_delta": _block_delta,
        "content_block_stop": _block_stop,
        "message_delta": _message_delta,
        "message_stop": _message_stop,
        "ping": _ping,
        "error": _error,
    }


def _said(document: Document) -> Document:
    return {key: value for key, value in document.items() if value is not None}


def _torn(name: str, reason: str | None) -> Failure:
    message = f"The upstream's answer was cut off within the arguments of the tool {name!r}"
    kind, advice = _LIMITS.get(reason or "", ("connection", ""))
    return Failure(kind, f"{message}{advice}.", 502 if kind == "connection" else 200)
