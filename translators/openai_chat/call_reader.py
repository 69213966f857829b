"""Fragments of tool calls → part events.

No two servers number their fragments alike: by index (with gaps, or all by 0), by id, by both, or
by nothing but their order. Here every fragment finds its call; a call is opened when its name is
known, and closed early when it is certainly complete, so that what follows can be streamed.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.events import Event, PartSeal
from translators.hub.parts import ToolCall
from translators.hub.tracker import PartTracker
from translators.opaque import seals
from translators.openai_chat.vocabulary import (
    UNKNOWN,
    object_of,
    text_of,
    unread,
    unread_extra,
)
from translators.wire import json_bytes

_ENTRY_KEYS = frozenset({"index", "id", "type", "function", "custom", "extra_content"})
_BODY_KEYS = frozenset({"name", "arguments", "input"})


@dataclass(slots=True)
class OpenCall:
    """One call: `given` is the server's id for it, `early` what came before its name."""

    key: str
    given: str
    custom: bool
    name: str = ""
    early: list[str] = field(default_factory=list[str])


class CallReader:
    """Reads the entries of `tool_calls` of one answer, whole ones or fragments.

    `place` is where they stand, for losses.
    """

    def __init__(self, tracker: PartTracker, context: Context, place: str) -> None:
        self._tracker = tracker
        self._context = context
        self._place = place
        self._calls: list[OpenCall] = []
        self._by_index: dict[int, OpenCall] = {}
        self._ids: set[str] = set()
        self._blocks: set[str] = set()

    def feed(self, entries: Iterable[Json]) -> list[Event]:
        """Take the entries of one delta."""
        events: list[Event] = []
        for entry in entries:
            if isinstance(entry, dict):
                if not self._blocks or text_of(entry.get("id")) not in self._blocks:
                    events.extend(self._entry(entry))
            else:
                self._context.losses.dropped(self._place, "no object")
        return events

    def said(self, index: int) -> list[str] | None:
        """Where the arguments of the call with a number are gathered; None if none is open."""
        call = self._by_index.get(index)
        is_open = call is not None and self._tracker.index(call.key) is not None
        return self._tracker.said(call.key) if call and is_open else None

    def block(self, call: ToolCall) -> list[Event]:
        """Take a call that stood in the content, as Messages writes it.

        Servers between two dialects say the same call in `tool_calls` again (field guide 2).
        """
        body: Document = {"name": call.name, "arguments": call.arguments}
        events = self.feed([{"id": call.id, "function": body}])
        self._blocks.add(call.id)
        return events

    def settle(self) -> list[Event]:
        """Something else begins: close the calls that are certainly complete."""
        events: list[Event] = []
        for key in self._tracker.open_calls():
            if self._complete(key):
                events.extend(self._tracker.end(key))
        return events

    @property
    def torn(self) -> bool:
        """Whether a call was cut off in the middle of its arguments (field guide 29).

        Bad JSON that has its end is no torn call: models write it, and clients tell them.
        """
        return any(
            not call.custom and _is_torn(self._tracker.arguments(call.key).rstrip())
            for call in self._calls
            if self._tracker.index(call.key) is not None
        )

    def finish(self) -> None:
        """The answer is over: report what never became a call."""
        for call in self._calls:
            if not call.name:
                self._context.losses.dropped(self._place, "a call without a name")

    def _entry(self, entry: Document) -> list[Event]:
        index, body = entry.get("index"), entry.get("function")
        if isinstance(index, int) and len(entry) == 2 and isinstance(body, dict) and len(body) == 1:
            # Nearly every fragment: the general way below would say the same.
            call, fragment = self._by_index.get(index), body.get("arguments")
            if call is not None and isinstance(fragment, str):
                return self._grow(call, fragment)
        return self._any_entry(entry)

    def _any_entry(self, entry: Document) -> list[Event]:
        custom = isinstance(entry.get("custom"), dict)
        body = object_of(entry.get("custom" if custom else "function"))
        name, given = text_of(body.get("name")), text_of(entry.get("id"))
        fragment = _text_of_arguments(body.get("input" if custom else "arguments"))
        self._notice(entry, body, "custom" if custom else "function")
        index = entry.get("index")
        index = index if isinstance(index, int) else None
        call = self._find(index, given, name)
        events: list[Event] = []
        if call is None:
            if not (given or name or fragment):
                return events
            events.extend(self.settle())
            call = self._add(index, given, custom)
        if name and not call.name:
            events.append(self._open(call, name))
            events.extend(self._grow(call, "".join(call.early)))
        events.extend(self._grow(call, fragment))
        events.extend(self._seal(call, entry))
        return events

    def _notice(self, entry: Document, body: Document, kind: str) -> None:
        places = [key for key, _ in unread(entry, _ENTRY_KEYS)]
        places += [f"{kind}.{key}" for key, _ in unread(body, _BODY_KEYS)]
        if "extra_content" in entry:
            places += [f"extra_content.{key}" for key in unread_extra(entry["extra_content"])]
        for place in places:
            self._context.losses.dropped(f"{self._place}.{place}", UNKNOWN)
        for key in ("arguments", "input"):
            if not isinstance(body.get(key), str | None):
                place = f"{self._place}.{kind}.{key}"
                self._context.losses.coerced(place, "no text: taken as its JSON")

    def _find(self, index: int | None, given: str, name: str) -> OpenCall | None:
        """The call that a fragment belongs to; None for a new one."""
        if index is not None and index in self._by_index:
            call = self._by_index[index]
            return call if self._goes_on(call, given, name) else None
        known = next((call for call in self._calls if given and call.given == given), None)
        if index is not None:
            # A number of its own and a name: another call, even if it came with a used id.
            return None if name else known
        if given and (known or name):
            return known
        last = self._last()
        return last if last is not None and self._goes_on(last, given, name) else None

    def _goes_on(self, call: OpenCall, given: str, name: str) -> bool:
        """Whether a fragment in the place of a call is more of it, and not another call.

        vLLM repeats the id, Alibaba sends it empty, others repeat the name; but Gemini numbers
        parallel calls all 0, with ids or without (field guide 31).
        """
        if not name:
            return True
        if given and call.given:
            return given == call.given
        if call.name and name != call.name:
            return False
        return bool(given or call.given) or not call.name or not self._complete(call.key)

    def _last(self) -> OpenCall | None:
        return self._calls[-1] if self._calls else None

    def _add(self, index: int | None, given: str, custom: bool) -> OpenCall:
        call = OpenCall(f"call {len(self._calls)}", given, custom)
        self._calls.append(call)
        if index is not None:
            self._by_index[index] = call
        return call

    def _open(self, call: OpenCall, name: str) -> Event:
        call.name = name
        identifier = call.given
        if not identifier or identifier in self._ids:
            reason = "two calls have the same id" if identifier else "the upstream gave no id"
            self._context.losses.invented(f"{self._place}.id", reason)
            identifier = self._context.mint.id("call_")
        self._ids.add(identifier)
        part = ToolCall(identifier, name, kind="custom" if call.custom else "function")
        return self._tracker.start(call.key, part)

    def _grow(self, call: OpenCall, fragment: str) -> list[Event]:
        if not fragment:
            return []
        if not call.name:
            call.early.append(fragment)
            return []
        if self._tracker.index(call.key) is not None:
            return [self._tracker.grow_call(call.key, fragment)]
        if fragment.strip():
            self._context.losses.dropped(f"{self._place}.arguments", "the call was complete")
        return []

    def _seal(self, call: OpenCall, entry: Document) -> list[Event]:
        """Gemini's thought signature, where its compatible server puts it."""
        google = object_of(object_of(entry.get("extra_content")).get("google"))
        token = text_of(google.get("thought_signature"))
        index = self._tracker.index(call.key)
        if not token or index is None:
            return []
        return [PartSeal(index, seals.read(token, "thought", self._context.origin))]

    def _complete(self, key: Hashable) -> bool:
        """Whether the arguments of a call are a whole JSON object."""
        if self._tracker.index(key) is None:
            return True
        arguments = self._tracker.arguments(key).rstrip()
        return arguments.endswith("}") and _is_json(arguments)


def _is_torn(arguments: str) -> bool:
    return bool(arguments) and not arguments.endswith("}") and not _is_json(arguments)


def _is_json(text: str) -> bool:
    try:
        json_bytes.loads(text)
    except json_bytes.NotJsonError:
        return False
    return True


def _text_of_arguments(value: Json) -> str:
    """Arguments as the string that they should be; some servers send the object itself."""
    return text_of(value) if isinstance(value, str | None) else json_bytes.dumps(value).decode()
