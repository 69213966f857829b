"""What an assistant says, delta by delta → part events.

One reader for both kinds of answer: a whole `message` is one delta that says everything, so that
whole and streamed answers mean the same by construction.
"""

from collections.abc import Callable
from typing import ClassVar

from translators.dialect import Context
from translators.errors import UpstreamError
from translators.hub.document import Document, Json
from translators.hub.events import Event, PartCitation, PartDelta, PartSeal
from translators.hub.parts import Foreign, Part, Reasoning, Refusal, Text, ToolCall
from translators.hub.tracker import PartTracker
from translators.openai_chat.audio import append_audio
from translators.openai_chat.call_reader import CallReader
from translators.openai_chat.citations import read_annotation, read_sources
from translators.openai_chat.content_decode import read_part, read_thinking
from translators.openai_chat.logprobs import read_logprobs
from translators.openai_chat.reasoning import DetailsReader, ReasoningFragment, unread_keys
from translators.openai_chat.vocabulary import (
    NAME,
    SILENT,
    UNKNOWN,
    object_of,
    objects_of,
    unread,
    unread_extra,
)
from translators.wire.cursor import Cursor

_THINKING = frozenset({"reasoning_details", "reasoning_content", "reasoning"})
_ORDER = (
    *("content", "refusal", "annotations", "function_call", "tool_calls", "images", "audio"),
    "extra_content",
)
"""In which order one delta is read; thinking comes before all of them."""

_CALL = frozenset({"name", "arguments"})


class AnswerReader:
    """Reads one choice of an answer, and its `calls`. `place` is where deltas stand, for losses."""

    def __init__(self, context: Context, place: str) -> None:
        self._context = context
        self._place = place
        self._tracker = PartTracker()
        self.calls = CallReader(self._tracker, context, f"{place}.tool_calls[]")
        self._details = DetailsReader(context.origin)
        self._begun = False
        self._current = ""
        self._index = 0
        self._plain = False
        self._sealed = False
        self._logprobs: tuple[Json, ...] = ()
        self._audio: Document = {}
        self._noticed: set[tuple[str, str]] = set()

    @property
    def called(self) -> bool:
        """Whether there was a tool call."""
        return self._tracker.seen_tool_call

    @property
    def begun(self) -> bool:
        """Whether anything was said."""
        return self._begun or self.called

    @property
    def torn(self) -> bool:
        """Whether a tool call was cut off."""
        return self.calls.torn

    def feed(self, delta: Document, logprobs: Json = None) -> list[Event]:
        """Take the next delta, or the whole message."""
        if self._current == "text" and len(delta) == 1 and not logprobs:
            content = delta.get("content")
            if isinstance(content, str):
                # Nearly every chunk of most streams: the general way below would say the same.
                return [PartDelta(self._index, content)] if content else []
        return self._with_logprobs(delta, logprobs) if logprobs else self._read(delta)

    def cite(self, document: Document) -> list[Event]:
        """Perplexity's sources, which stand beside the choices."""
        if self._current != "text":
            return []
        return [PartCitation(self._index, citation) for citation in read_sources(document)]

    def finish(self) -> list[Event]:
        """The answer is over: close everything."""
        self.calls.finish()
        events = self._tracker.end_all()
        if self._audio:
            events.extend(self._whole("audio", Foreign(NAME, "audio", self._audio)))
        return events

    def _read(self, delta: Document) -> list[Event]:
        said = [key for key in delta if delta[key] and key not in SILENT]
        if len(said) == 1:
            key = said[0]
            handler = self._HANDLERS.get(key)
            return self._notice(key) if handler is None else handler(self, delta[key])
        return self._several(delta, said) if said else []

    def _with_logprobs(self, delta: Document, logprobs: Json) -> list[Event]:
        """The tokens belong to the text in the same delta; those of anything else have no place."""
        self._logprobs, others = read_logprobs(logprobs)
        events = self._read(delta)
        if self._logprobs or others:
            self._logprobs = ()
            beside = self._place.removesuffix(self._place.rpartition(".")[2])
            self._context.losses.dropped(f"{beside}logprobs", "only those of text have a place")
        return events

    def _several(self, delta: Document, said: list[str]) -> list[Event]:
        events: list[Event] = []
        if not _THINKING.isdisjoint(said):
            events.extend(self._think(delta))
        for key in _ORDER:
            if key in said:
                events.extend(self._HANDLERS[key](self, delta[key]))
        for key in said:
            if key not in self._HANDLERS:
                self._notice(key)
        return events

    def _think(self, delta: Document) -> list[Event]:
        """Thinking told in entries and again as plain text: the entries count if they show it."""
        entries = delta.get("reasoning_details")
        shown = any(entry.get("text") or entry.get("summary") for entry in objects_of(entries))
        plain = delta.get("reasoning_content") or delta.get("reasoning")
        events = self._thought(plain) if plain and not shown else []
        return [*events, *self._thoughts(entries)] if entries else events

    def _notice(self, key: str, reason: str = UNKNOWN) -> list[Event]:
        """Report, once, what cannot be read."""
        if (key, reason) not in self._noticed:
            self._noticed.add((key, reason))
            self._context.losses.dropped(f"{self._place}.{key}", reason)
        return []

    # One method a key.

    def _content(self, value: Json) -> list[Event]:
        if isinstance(value, str):
            events = [] if self._current == "text" else self._begin("text", Text())
            events.append(PartDelta(self._index, value, 0, self._logprobs))
            self._logprobs = ()
            return events
        if isinstance(value, list):
            return [event for part in value for event in self._piece(part, "content[]")]
        return self._notice("content")

    def _piece(self, part: Json, place: str) -> list[Event]:
        """An entry of a list of content: Mistral's way while it thinks."""
        if not isinstance(part, dict):
            return self._notice(place)
        cursor = Cursor(part, UpstreamError, f"{self._place}.{place}")
        events = self._read_piece(cursor)
        for path in cursor.unread():
            self._notice(path.removeprefix(f"{self._place}."))
        return events

    def _read_piece(self, cursor: Cursor) -> list[Event]:
        kind = cursor.json("type")
        if kind == "text":
            return self._content(text) if (text := cursor.json("text")) else []
        if kind == "thinking":
            thinking = read_thinking(cursor, self._context.origin)
            events = self._thought(thinking.text) if thinking.text else []
            if thinking.seal is not None:
                events.extend(self._stroke(ReasoningFragment(fresh=False, seal=thinking.seal)))
            return events
        part = read_part(cursor)
        said = self.calls.block(part) if isinstance(part, ToolCall) else self._whole("piece", part)
        return [*self._close(), *said]

    def _refusal(self, value: Json) -> list[Event]:
        if not isinstance(value, str):
            return self._notice("refusal")
        events = [] if self._current == "refusal" else self._begin("refusal", Refusal())
        events.append(PartDelta(self._index, value))
        return events

    def _thought(self, value: Json) -> list[Event]:
        if not isinstance(value, str):
            return self._notice("reasoning")
        if self._current == "reasoning" and not self._sealed:
            return [PartDelta(self._index, value)]
        events = self._begin("reasoning", Reasoning())
        self._plain = True
        events.append(PartDelta(self._index, value))
        return events

    def _thoughts(self, value: Json) -> list[Event]:
        if not isinstance(value, list):
            return self._notice("reasoning_details")
        events: list[Event] = []
        for entry in value:
            for key in unread_keys(entry):
                self._notice(f"reasoning_details[].{key}")
            stroke = self._details.feed(entry)
            if stroke is not None:
                events.extend(self._stroke(stroke))
        return events

    def _stroke(self, stroke: ReasoningFragment) -> list[Event]:
        if self._current == "reasoning" and self._plain and not self._sealed:
            # Told as plain text already: what is new can only be the seal.
            return self._seal(stroke)
        events: list[Event] = []
        if stroke.fresh or self._current != "reasoning":
            if self._current and not (stroke.text or stroke.summary):
                # A seal that comes late must not cut what is being said in two.
                return self._lone_seal(stroke)
            events = self._begin("reasoning", Reasoning())
        if stroke.text:
            events.append(PartDelta(self._index, stroke.text))
        if stroke.summary:
            events.append(PartDelta(self._index, stroke.summary, 1))
        return [*events, *self._seal(stroke)]

    def _seal(self, stroke: ReasoningFragment) -> list[Event]:
        if stroke.seal is None:
            return []
        self._sealed = True
        return [PartSeal(self._index, stroke.seal)]

    def _lone_seal(self, stroke: ReasoningFragment) -> list[Event]:
        start = self._tracker.start("seal", Reasoning())
        sealed = [] if stroke.seal is None else [PartSeal(start.index, stroke.seal)]
        return [start, *sealed, *self._tracker.end("seal")]

    def _annotations(self, value: Json) -> list[Event]:
        events: list[Event] = []
        for annotation in objects_of(value):
            citation = read_annotation(annotation)
            if citation is not None and self._current == "text":
                events.append(PartCitation(self._index, citation))
            else:
                self._notice("annotations[]", f"no source of the text: {annotation.get('type')!r}")
        return events

    def _tool_calls(self, value: Json) -> list[Event]:
        if not isinstance(value, list):
            return self._notice("tool_calls")
        events = self.calls.feed(value)
        return [*self._close(), *events] if events and self._current else events

    def _function_call(self, value: Json) -> list[Event]:
        """The API before tools: one call, without an id."""
        call = object_of(value)
        for key, _ in unread(call, _CALL):
            self._notice(f"function_call.{key}")
        return self._tool_calls([{"index": 0, "function": {key: call.get(key) for key in _CALL}}])

    def _images(self, value: Json) -> list[Event]:
        return [event for image in objects_of(value) for event in self._piece(image, "images[]")]

    def _extra(self, value: Json) -> list[Event]:
        for key in unread_extra(value):
            self._notice(f"extra_content.{key}")
        return []

    def _sound(self, value: Json) -> list[Event]:
        append_audio(self._audio, object_of(value))
        return []

    def _begin(self, key: str, part: Part) -> list[Event]:
        events = [*self._close(), *self.calls.settle()]
        start = self._tracker.start(key, part)
        self._current, self._index = key, start.index
        self._begun, self._plain, self._sealed = True, False, False
        events.append(start)
        return events

    def _close(self) -> list[Event]:
        ended, self._current = self._current, ""
        return self._tracker.end(ended)

    def _whole(self, key: str, part: Part) -> list[Event]:
        self._begun = True
        return [self._tracker.start(key, part), *self._tracker.end(key)]

    _HANDLERS: ClassVar[dict[str, Callable[["AnswerReader", Json], list[Event]]]] = {
        "content": _content,
        "refusal": _refusal,
        "reasoning_content": _thought,
        "reasoning": _thought,
        "reasoning_details": _thoughts,
        "annotations": _annotations,
        "function_call": _function_call,
        "tool_calls": _tool_calls,
        "images": _images,
        "audio": _sound,
        "extra_content": _extra,
    }
