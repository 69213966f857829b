"""An upstream's stream of chunks → hub events.

A chunk is an envelope: identity, a choice's delta, its finish reason, the usage. Here are the
envelopes and the end; what deltas say is read in `answer_reader`. The end waits for the usage,
which many servers send after the finish reason, and some in every chunk.
"""

from collections.abc import Iterable
from dataclasses import replace

from translators.dialect import Context, DeltaPattern
from translators.hub.document import Document, Extras, Json
from translators.hub.events import Event, ResponseEnd, ResponseStart
from translators.hub.failure import Failure
from translators.hub.response import Stop
from translators.openai_chat.answer_reader import AnswerReader
from translators.openai_chat.delta_pattern import PADDING, delta_pattern_of
from translators.openai_chat.failures import read_error
from translators.openai_chat.usage import read_usage
from translators.openai_chat.vocabulary import (
    CHOICE,
    FAILED,
    FAMILY,
    TORN,
    integer_of,
    is_torn,
    read_stop,
    text_of,
    unread,
)

CHUNK = frozenset(
    {
        "id",
        "object",
        "created",
        "model",
        "choices",
        "usage",
        "service_tier",
        "system_fingerprint",
        "citations",
        "search_results",
        *PADDING,
    }
)
"""Keys of a chunk that are read, or mean nothing."""

_CUT = "The upstream's stream ended before its answer did."


class StreamDecoder:
    """Reads one stream. See `translators.dialect.StreamDecoder`."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._reader = AnswerReader(context, "stream.chunk.choices[].delta")
        self._first: Document = {}
        self._last: Document = {}
        self._started = False
        self._ended = False
        self._reason = ""
        self._matched: Json = None
        self._usage: Document = {}
        self._last_word = False
        self._noticed: set[str] = set()

    def feed(self, name: str, document: Document) -> Iterable[Event]:
        """Take one chunk; `name` is "" in this dialect, but some gateways say `error`."""
        if self._ended:
            return ()
        if name or not CHUNK.issuperset(document):
            failure = self._unusual(document)
            if failure is not None:
                return self._fail(failure)
        self._last = document
        choices = document.get("choices")
        if isinstance(choices, list) and len(choices) == 1:
            events = self._choice(choices[0], document)
        else:
            events = self._choices(choices, document)
        return self._settle(document, events) if document.get("usage") else events

    def delta_pattern(self, document: Document) -> DeltaPattern | None:
        """See `translators.dialect.StreamDecoder`."""
        return delta_pattern_of(document, self._reader.calls)

    def finish(self) -> Iterable[Event]:
        """The upstream said `[DONE]`, or just ended."""
        if self._ended:
            return ()
        if self._reason:
            return self._end()
        if self._started and self._last_word:
            # Snowflake never gives a reason, but only a complete answer is followed by its usage
            # alone (pydantic-ai__snowflake.snowflake_thinking_streaming).
            self._context.losses.invented("stream.chunk.choices[].finish_reason", "never said")
            return self._end()
        return self._fail(Failure("connection", _CUT, 502))

    def _choices(self, choices: Json, document: Document) -> list[Event]:
        events: list[Event] = []
        for choice in choices if isinstance(choices, list) else ():
            events.extend(self._choice(choice, document))
        return events

    def _choice(self, choice: Json, document: Document) -> list[Event]:
        if not isinstance(choice, dict) or choice.get("index"):
            self._notice("choices[]", "only the first of several choices can be translated")
            return []
        if not CHOICE.issuperset(choice):
            self._unknown(choice, CHOICE, "choices[].")
        delta = choice.get("delta")
        if isinstance(delta, dict):
            events = self._reader.feed(delta, choice.get("logprobs"))
        else:
            events = self._message(choice)
        if not self._started:
            events.insert(0, self._start(document))
        return self._finish_choice(choice, events) if choice.get("finish_reason") else events

    def _message(self, choice: Document) -> list[Event]:
        """A whole message in a stream: an answer to itself, unless deltas said it before."""
        message = choice.get("message")
        if self._reader.begun or not isinstance(message, dict):
            return []
        return self._reader.feed(message, choice.get("logprobs"))

    def _finish_choice(self, choice: Document, events: list[Event]) -> list[Event]:
        self._reason = text_of(choice["finish_reason"]) or self._reason
        self._matched = choice.get("stop_reason") or choice.get("matched_stop")
        if self._reason in FAILED:
            message = f"The upstream broke off its answer: {self._reason}"
            return [*events, *self._fail(Failure(FAILED[self._reason], message, code=self._reason))]
        return events

    def _start(self, document: Document) -> Event:
        self._started = True
        self._first = document
        return ResponseStart(
            text_of(document.get("id")) or self._context.mint.id("chatcmpl-"),
            text_of(document.get("model")),
            integer_of(document.get("created")) or None,
        )

    def _settle(self, document: Document, events: list[Event]) -> list[Event]:
        """There is a usage: final if the reason is known too."""
        usage = document["usage"]
        if not isinstance(usage, dict) or self._ended:
            return events
        self._usage = usage
        self._last_word = not document.get("choices")
        return [*events, *self._end()] if self._reason else events

    def _stop(self) -> Stop:
        reason = self._reason or "stop"
        stop = read_stop(reason, self._matched, self._reader.called)
        return stop if self._reason else replace(stop, raw=None)

    def _end(self) -> list[Event]:
        stop = self._stop()
        if is_torn(stop, self._reader.torn):
            return self._fail(Failure("connection", TORN, 502))
        self._ended = True
        events = self._reader.cite(self._last if "citations" in self._last else self._first)
        events.extend(self._reader.finish())
        usage = read_usage(self._usage) if self._usage else None
        fingerprint = self._repeated("system_fingerprint")
        extras: Extras = {FAMILY: {"system_fingerprint": fingerprint}} if fingerprint else {}
        events.append(ResponseEnd(stop, usage, self._repeated("service_tier") or None, extras))
        return events

    def _repeated(self, key: str) -> str:
        """What every chunk says, or only the last, or only the first: the last is right."""
        return text_of(self._last.get(key)) or text_of(self._first.get(key))

    def _fail(self, failure: Failure) -> list[Event]:
        self._ended = True
        return [failure]

    def _unusual(self, document: Document) -> Failure | None:
        """An error, wherever the chunk has one; everything else that is unknown is noticed."""
        if document.get("error") or "choices" not in document:
            failure = read_error(document)
            if failure is not None:
                return failure
        self._unknown(document, CHUNK, "")
        return None

    def _unknown(self, document: Document, known: frozenset[str], place: str) -> None:
        for key, reason in unread(document, known):
            self._notice(f"{place}{key}", reason)

    def _notice(self, key: str, reason: str) -> None:
        if key not in self._noticed:
            self._noticed.add(key)
            self._context.losses.dropped(f"stream.chunk.{key}", reason)
