"""An upstream's stream of Responses events → hub events.

One method an event, found by the event's `type` (several upstreams send no `event:` lines). Items
are known by their id and by their place: ids may rotate from event to event, places may be missing.
Nothing is opened before there is something to say in it, so that empty items leave no trace.
"""

from collections.abc import Callable, Sequence
from typing import ClassVar

from translators.diagnosis import failure_in
from translators.dialect import Context, DeltaPattern
from translators.errors import UpstreamError
from translators.hub.document import Document, Json
from translators.hub.events import Event, PartDelta, ResponseEnd, ResponseStart
from translators.hub.failure import Failure
from translators.hub.parts import Refusal, Text
from translators.hub.tracker import PartTracker
from translators.openai_responses.delta_pattern import delta_pattern_of
from translators.openai_responses.items_decode import begun_call, read_assistant_part
from translators.openai_responses.response_decode import (
    failure_of,
    read_frame,
    read_output_item,
    report_unread,
)
from translators.openai_responses.stream_items import Item
from translators.openai_responses.stream_vocabulary import (
    EVENT_KEYS,
    SILENT,
    SILENT_PREFIXES,
    number_at,
    object_at,
    word_at,
)
from translators.openai_responses.vocabulary import (
    UNKNOWN,
    read_citation,
    read_logprobs,
    read_time,
)
from translators.wire import json_bytes
from translators.wire.cursor import Cursor

type Handler = Callable[[StreamDecoder, Document], Sequence[Event]]

_TORN = Failure("connection", "The upstream's stream ended before its answer did.", 502)


class StreamDecoder:
    """Reads one stream; see `dialect.StreamDecoder`."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._tracker = PartTracker()
        self._ids: dict[str, Item] = {}
        self._places: dict[int, Item] = {}
        self._latest: Item | None = None
        self._count = 0
        self._started = False
        self._ended = False
        self._known = dict(EVENT_KEYS)

    def feed(self, name: str, document: Document) -> Sequence[Event]:
        """Take one event; see `dialect.StreamDecoder`."""
        kind = document.get("type")
        if not isinstance(kind, str):
            kind = name
        handler = self._HANDLERS.get(kind)
        if handler is None or self._ended:
            return self._unhandled(kind, document)
        if not self._known[kind].issuperset(document):
            self._report(kind, document)
        if self._started:
            return handler(self, document)
        return self._start(kind, document, handler)

    def delta_pattern(self, document: Document) -> DeltaPattern | None:
        """See `dialect.StreamDecoder`."""
        return delta_pattern_of(document, self._item_of(document))

    def finish(self) -> Sequence[Event]:
        """The upstream ended; only its own terminal event says that the answer is whole."""
        return () if self._ended else self._fail(_TORN)

    def _start(self, kind: str, document: Document, handler: Handler) -> Sequence[Event]:
        """The first event that says anything, whichever it is."""
        self._started = True
        if kind in ("error", "response.failed", "response.cancelled"):
            return handler(self, document)
        frame = object_at(document, "response")
        start = ResponseStart(
            word_at(frame, "id"),
            word_at(frame, "model") or self._context.origin.model,
            read_time(frame.get("created_at")),
        )
        return (start, *handler(self, document))

    def _report(self, kind: str, document: Document) -> None:
        """Name keys that nobody reads, each once in a stream."""
        for key in sorted(document.keys() - self._known[kind]):
            self._context.losses.dropped(f"stream.{kind}.{key}", UNKNOWN)
        self._known[kind] |= document.keys()

    def _unhandled(self, kind: str, document: Document) -> Sequence[Event]:
        if self._ended or kind in SILENT or kind.startswith(SILENT_PREFIXES):
            return ()
        if document.get("error"):
            # A bare error has no type (field guide 37).
            return self._error(document)
        self._context.losses.dropped(f"stream.{kind or 'event'}", UNKNOWN)
        return ()

    def _nothing(self, _document: Document) -> Sequence[Event]:
        return ()

    # Items

    def _find(self, item_id: Json, place: Json) -> Item | None:
        if isinstance(item_id, str) and item_id:
            item = self._ids.get(item_id)
            if item is not None:
                return item
        elif not isinstance(place, int):
            return self._latest
        return self._places.get(place) if isinstance(place, int) else None

    def _add(self, item_id: Json, place: Json) -> Item:
        item = self._latest = Item(self._count, self._tracker)
        self._count += 1
        if isinstance(item_id, str) and item_id:
            self._ids[item_id] = item
        self._places[place if isinstance(place, int) else item.key] = item
        return item

    def _item_of(self, document: Document) -> Item:
        """The item that an event is about; a new one if its beginning was never told."""
        item_id, place = document.get("item_id"), document.get("output_index")
        known = self._ids.get(item_id) if isinstance(item_id, str) else None
        return known or self._find(item_id, place) or self._add(item_id, place)

    def _item_added(self, document: Document) -> Sequence[Event]:
        value = object_at(document, "item")
        item_id = value.get("id")
        item = self._ids.get(item_id) if isinstance(item_id, str) else None
        if item is None:
            item = self._add(item_id, document.get("output_index"))
        call = begun_call(value)
        return () if call is None else item.begin_call(call)

    def _item_done(self, document: Document) -> Sequence[Event]:
        return self._complete(object_at(document, "item"), document.get("output_index"))

    def _complete(self, value: Document, place: Json) -> Sequence[Event]:
        """An item in its final form: say what is left of it."""
        item = self._find(value.get("id"), place) or self._add(value.get("id"), place)
        if item.finished:
            return ()
        number = place if isinstance(place, int) else item.key
        cursor = Cursor(value, UpstreamError, f"output[{number}]")
        events = item.finish(read_output_item(cursor, self._context))
        report_unread(cursor, self._context.losses)
        return events

    # What items say

    def _text_delta(self, document: Document) -> Sequence[Event]:
        item, text = self._item_of(document), document.get("delta")
        number, logprobs = document.get("content_index"), document.get("logprobs")
        piece = item.pieces.get(number) if isinstance(number, int) else None
        if piece is None or piece.finished or logprobs or not isinstance(text, str):
            words = Text(word_at(document, "delta"), logprobs=read_logprobs(logprobs))
            return item.words(number_at(document, "content_index"), words)
        piece.said.append(text)
        return (PartDelta(piece.index, text),)

    def _text_done(self, document: Document) -> Sequence[Event]:
        logprobs = read_logprobs(document.get("logprobs"))
        words = Text(word_at(document, "text"), logprobs=logprobs)
        return self._item_of(document).all_words(number_at(document, "content_index"), words)

    def _refusal_delta(self, document: Document) -> Sequence[Event]:
        words = Refusal(word_at(document, "delta"))
        return self._item_of(document).words(number_at(document, "content_index"), words)

    def _refusal_done(self, document: Document) -> Sequence[Event]:
        words = Refusal(word_at(document, "refusal"))
        return self._item_of(document).all_words(number_at(document, "content_index"), words)

    def _annotation(self, document: Document) -> Sequence[Event]:
        citation = read_citation(object_at(document, "annotation"))
        return self._item_of(document).cite(number_at(document, "content_index"), citation)

    def _content_done(self, document: Document) -> Sequence[Event]:
        value = object_at(document, "part")
        if value.get("type") not in ("output_text", "refusal"):
            return ()
        part = read_assistant_part(Cursor(value, UpstreamError, "part"))
        if not isinstance(part, Text | Refusal):
            return ()
        return self._item_of(document).finish_words(number_at(document, "content_index"), part)

    def _thinking_delta(self, document: Document) -> Sequence[Event]:
        return self._item_of(document).reason(word_at(document, "delta"), 0)

    def _thinking_done(self, document: Document) -> Sequence[Event]:
        return self._item_of(document).all_reasoning(word_at(document, "text"), 0)

    def _summary_delta(self, document: Document) -> Sequence[Event]:
        section = max(number_at(document, "summary_index"), 0) + 1
        return self._item_of(document).reason(word_at(document, "delta"), section)

    def _summary_done(self, document: Document) -> Sequence[Event]:
        section = max(number_at(document, "summary_index"), 0) + 1
        return self._item_of(document).all_reasoning(word_at(document, "text"), section)

    def _call_delta(self, document: Document) -> Sequence[Event]:
        return self._item_of(document).call_delta(word_at(document, "delta"))

    def _call_done(self, document: Document) -> Sequence[Event]:
        arguments = word_at(document, "arguments") or word_at(document, "input")
        return self._item_of(document).call_done(arguments)

    # Ends

    def _end(self, document: Document) -> Sequence[Event]:
        response = object_at(document, "response")
        events: list[Event] = []
        output = response.get("output")
        for place, value in enumerate(output if isinstance(output, list) else ()):
            if isinstance(value, dict):
                events.extend(self._complete(value, place))
        told = word_at(document, "type").removeprefix("response.")
        status = response.get("status") or told
        if status != "incomplete" and self._has_torn_call():
            return (*events, *self._fail(_TORN))
        events.extend(self._tracker.end_all())
        self._ended = True
        frame = read_frame(
            Cursor({**response, "status": status}, UpstreamError),
            self._context,
            calls=self._tracker.seen_tool_call,
        )
        events.append(ResponseEnd(frame.stop, frame.usage, frame.service_tier, frame.extras))
        return events

    def _has_torn_call(self) -> bool:
        """Whether a call is open that was never finished and does not look as if it were whole."""
        return any(
            not _is_whole(self._tracker.arguments(key)) for key in self._tracker.open_calls()
        )

    def _failed(self, document: Document) -> Sequence[Event]:
        return self._fail(failure_of(object_at(document, "response")))

    def _error(self, document: Document) -> Sequence[Event]:
        status = document.get("status")
        failure = failure_in(document, status if isinstance(status, int) else 200)
        return self._fail(failure or Failure("server", "The upstream sent an error without words"))

    def _fail(self, failure: Failure) -> Sequence[Event]:
        self._ended = True
        return (failure,)

    _HANDLERS: ClassVar[dict[str, Handler]] = {
        "response.output_text.delta": _text_delta,
        "response.output_text.done": _text_done,
        "response.output_text.annotation.added": _annotation,
        "response.refusal.delta": _refusal_delta,
        "response.refusal.done": _refusal_done,
        "response.content_part.done": _content_done,
        "response.reasoning_text.delta": _thinking_delta,
        "response.reasoning_text.done": _thinking_done,
        "response.reasoning_summary_text.delta": _summary_delta,
        "response.reasoning_summary_text.done": _summary_done,
        "response.function_call_arguments.delta": _call_delta,
        "response.function_call_arguments.done": _call_done,
        "response.custom_tool_call_input.delta": _call_delta,
        "response.custom_tool_call_input.done": _call_done,
        "response.output_item.added": _item_added,
        "response.output_item.done": _item_done,
        "response.created": _nothing,
        "response.queued": _nothing,
        "response.in_progress": _nothing,
        "response.completed": _end,
        "response.incomplete": _end,
        "response.failed": _failed,
        "response.cancelled": _failed,
        "error": _error,
    }


def _is_whole(arguments: str) -> bool:
    try:
        json_bytes.loads(arguments or "{}")
    except json_bytes.NotJsonError:
        return False
    return True
