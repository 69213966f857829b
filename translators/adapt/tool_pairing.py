"""Every tool call followed by its result, every result after its call, all ids legal and unique.

Upstreams refuse a conversation for one orphan, and interrupted or compacted sessions are full of
them (field guide 1, 2, 4, 5, 6). A result belongs to the last turn that called its id: Kimi calls
its first tool `Bash:0` in every turn.
"""

from collections import deque
from dataclasses import dataclass, field

from translators.adapt.changed import changed
from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.parts import Part, Text, ToolCall, ToolResult
from translators.hub.request import Message, Request
from translators.names import IdentifierMaker

INTERRUPTED = "The tool call was interrupted: there is no result."


def fit(request: Request, context: Context) -> Request:
    """Pair calls with results; repair, with a loss, what does not pair.

    Raises:
        RequestError: a result names no call, and not exactly one can be meant.
    """
    if not any(
        isinstance(part, ToolCall | ToolResult) for m in request.messages for part in m.parts
    ):
        return request
    return changed(request, messages=_Pairing(context).messages(request.messages))


@dataclass(slots=True)
class _OpenCall:
    """A call, the id that it gets, its turn, and its result once that is found."""

    part: ToolCall
    id: str
    turn: "_PairedTurn"
    result: ToolResult | None = None


@dataclass(slots=True)
class _PairedTurn:
    """Adjoining messages of the assistant: their results follow the last of them.

    `spoken` counts the messages before its end that are no tool's: a result that comes when there
    are more of them does not stand directly behind its turn.
    """

    calls: list[_OpenCall] = field(default_factory=list[_OpenCall])
    spoken: int = 0


@dataclass(slots=True)
class _CallPlace:
    """What is to stand where a message stood."""

    message: Message
    turn: _PairedTurn
    parts: list[Part] = field(default_factory=list[Part])
    orphans: list[Part] = field(default_factory=list[Part])


class _Pairing:
    """One walk over a conversation, and one to write it anew."""

    def __init__(self, context: Context) -> None:
        self._losses = context.losses
        self._open: dict[str, deque[_OpenCall]] = {}
        self._latest = _PairedTurn()
        self._spoken = 0
        self._ids = IdentifierMaker()

    def messages(self, messages: tuple[Message, ...]) -> tuple[Message, ...]:
        places: list[_CallPlace] = []
        for message in messages:
            places.append(self._read(message, places[-1] if places else None))
        written: list[Message] = []
        for place, following in zip(places, [*places[1:], None], strict=True):
            written.extend(_kept(place))
            if place.turn.calls and (following is None or following.turn is not place.turn):
                results = tuple(self._result(call) for call in place.turn.calls)
                written.append(Message("tool", results, path=place.message.path))
        return tuple(written)

    def _read(self, message: Message, before: _CallPlace | None) -> _CallPlace:
        self._spoken += message.role != "tool"
        goes_on = message.role == "assistant" and before and before.message.role == "assistant"
        place = _CallPlace(message, before.turn if before and goes_on else _PairedTurn())
        place.turn.spoken = self._spoken
        for part in message.parts:
            if isinstance(part, ToolCall):
                place.parts.append(self._call(part, place.turn))
            elif isinstance(part, ToolResult):
                place.orphans.extend(self._settle(part))
            else:
                place.parts.append(part)
        return place

    def _call(self, part: ToolCall, turn: _PairedTurn) -> ToolCall:
        call = _OpenCall(part, self._ids.make(part.id), turn)
        waiting = self._open.setdefault(part.id, deque())
        if waiting and waiting[-1].turn is not turn:
            waiting.clear()
        waiting.append(call)
        turn.calls.append(call)
        self._latest = turn
        return changed(part, id=call.id)

    def _settle(self, result: ToolResult) -> list[Part]:
        """Give a result to its call; without one, what to say in its place."""
        call = self._find(result)
        if call is None:
            return self._orphan(result)
        call.result = result
        if call.turn.spoken != self._spoken:
            self._losses.coerced(
                f"request.{result.path}", "a tool result is moved to directly after its call"
            )
        return []

    def _find(self, result: ToolResult) -> _OpenCall | None:
        if not result.call_id:
            return self._only_one(result)
        waiting = self._open.get(result.call_id, deque())
        while waiting:
            call = waiting.popleft()
            if call.result is None:
                return call
        return None

    def _only_one(self, result: ToolResult) -> _OpenCall:
        """The call that a result without an id must belong to."""
        waiting = [call for call in self._latest.calls if call.result is None]
        if len(waiting) != 1:
            raise RequestError(
                result.path,
                "this tool result names no tool call, and "
                f"{len(waiting)} calls wait for one: give the id of its call",
            )
        self._losses.invented(f"request.{result.path}", "the id of the only call it can belong to")
        return waiting[0]

    def _result(self, call: _OpenCall) -> ToolResult:
        """The result of a call, or one that says that there is none."""
        if call.result is not None:
            return changed(call.result, call_id=call.id, kind=call.part.kind)
        path = call.part.path
        self._losses.invented(f"request.{path}", "a result for an interrupted tool call")
        missing = (Text(INTERRUPTED, path=path),)
        return ToolResult(call.id, missing, is_error=True, kind=call.part.kind, path=path)

    def _orphan(self, result: ToolResult) -> list[Part]:
        self._losses.coerced(
            f"request.{result.path}", "a tool result without its call is said as the user's words"
        )
        lead = Text(f"Result of an earlier tool call ({result.call_id}):", path=result.path)
        return [lead, *result.content]


def _kept(place: _CallPlace) -> list[Message]:
    """The message without its results, and its orphans in words of the user."""
    kept: list[Message] = []
    if place.parts or not place.message.parts:
        kept.append(changed(place.message, parts=tuple(place.parts)))
    if place.orphans:
        kept.append(Message("user", tuple(place.orphans), path=place.message.path))
    return kept
