"""Every tool call directly followed by its result, every result by its call, all ids legal.

Upstreams refuse a conversation for one orphan, and interrupted or compacted sessions are full of
them (field guide 1, 2, 4, 5, 6).
"""

from collections import defaultdict, deque
from dataclasses import dataclass, replace

from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.parts import Part, Text, ToolCall, ToolResult
from translators.hub.request import Message, Request
from translators.names import legal_identifier

INTERRUPTED = "The tool call was interrupted: there is no result."


@dataclass(slots=True)
class _Result:
    """A result, the message it stands in, and whether a call has claimed it."""

    part: ToolResult
    message: int
    claimed: bool = False


def fit(request: Request, context: Context) -> Request:
    """Pair calls with results; repair, with a loss, what does not pair.

    Raises:
        RequestError: a result names no call, and more than one could be meant.
    """
    if not any(
        isinstance(part, ToolCall | ToolResult) for m in request.messages for part in m.parts
    ):
        return request
    return replace(request, messages=_Pairing(request, context).messages())


class _Pairing:
    """One walk over a conversation."""

    def __init__(self, request: Request, context: Context) -> None:
        self._request = request
        self._losses = context.losses
        self._results = self._collect()
        self._waiting: dict[str, deque[_Result]] = defaultdict(deque)
        for result in self._results:
            self._waiting[result.part.call_id].append(result)
        self._used: dict[str, int] = {}

    def messages(self) -> tuple[Message, ...]:
        answered: list[tuple[Message, Message | None]] = []
        for index, message in enumerate(self._request.messages):
            calls = [part for part in message.parts if isinstance(part, ToolCall)]
            if not calls:
                answered.append((message, None))
                continue
            ids = {id(call): self._unique(call.id) for call in calls}
            parts = tuple(
                replace(part, id=ids[id(part)]) if isinstance(part, ToolCall) else part
                for part in message.parts
            )
            results = tuple(self._claim(call, ids[id(call)], index) for call in calls)
            told = Message("tool", results, path=message.path)
            answered.append((replace(message, parts=parts), told))
        claimed = {id(result.part) for result in self._results if result.claimed}
        return tuple(self._join(answered, claimed))

    def _collect(self) -> list[_Result]:
        """All results in order, those without an id bound to the one call that can be meant."""
        found: list[_Result] = []
        unanswered: list[str] = []
        for index, message in enumerate(self._request.messages):
            for part in message.parts:
                if isinstance(part, ToolCall):
                    unanswered.append(part.id)
                elif isinstance(part, ToolResult):
                    if not part.call_id:
                        part = self._bind(part, unanswered)
                    if part.call_id in unanswered:
                        unanswered.remove(part.call_id)
                    found.append(_Result(part, index))
        return found

    def _bind(self, part: ToolResult, unanswered: list[str]) -> ToolResult:
        if len(unanswered) != 1:
            raise RequestError(
                part.path,
                "this tool result names no tool call, and "
                f"{len(unanswered)} calls wait for one: give the id of its call",
            )
        self._losses.invented(f"request.{part.path}", "the id of the only call it can belong to")
        return replace(part, call_id=unanswered[0])

    def _unique(self, call_id: str) -> str:
        """A legal id for a call; an id that was used before gets a number."""
        legal = legal_identifier(call_id)
        seen = self._used.get(legal, 0)
        self._used[legal] = seen + 1
        return legal if not seen else legal_identifier(f"{legal}_{seen + 1}")

    def _claim(self, call: ToolCall, call_id: str, index: int) -> ToolResult:
        """The result of a call, or one that says that there is none."""
        queue = self._waiting[call.id]
        while queue and queue[0].message < index:
            queue.popleft()
        if not queue:
            self._losses.invented(f"request.{call.path}", "a result for an interrupted tool call")
            missing = (Text(INTERRUPTED, path=call.path),)
            return ToolResult(call_id, missing, is_error=True, kind=call.kind, path=call.path)
        result = queue.popleft()
        result.claimed = True
        between = self._request.messages[index + 1 : result.message]
        if any(message.role != "tool" for message in between):
            self._losses.coerced(
                f"request.{result.part.path}", "a tool result is moved to directly after its call"
            )
        return replace(result.part, call_id=call_id)

    def _join(
        self, answered: list[tuple[Message, Message | None]], claimed: set[int]
    ) -> list[Message]:
        """Put the results behind their calls, and what else stood in tool messages where it was."""
        originals = iter(self._results)
        joined: list[Message] = []
        for message, told in answered:
            kept: list[Part] = []
            orphans: list[Part] = []
            for part in message.parts:
                if not isinstance(part, ToolResult):
                    kept.append(part)
                elif id((result := next(originals)).part) not in claimed:
                    orphans.extend(self._orphan(result.part))
            if kept:
                joined.append(replace(message, parts=tuple(kept)))
            if orphans:
                joined.append(Message("user", tuple(orphans), path=message.path))
            if told is not None:
                joined.append(told)
        return joined

    def _orphan(self, result: ToolResult) -> list[Part]:
        self._losses.coerced(
            f"request.{result.path}", "a tool result without its call is said as the user's words"
        )
        lead = Text(f"Result of an earlier tool call ({result.call_id}):", path=result.path)
        return [lead, *result.content]
