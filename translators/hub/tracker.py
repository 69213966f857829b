"""The one allocator of part indexes, for stream decoders.

Every upstream has its own idea of when a piece of content begins: some number their blocks, some
reuse index 0, some never say that anything ended. A decoder names a piece by any key it likes; the
tracker turns that into contiguous indexes with one start and one end each.
"""

from collections.abc import Hashable

from translators.hub.events import Event, PartDelta, PartEnd, PartStart
from translators.hub.parts import EMPTY_ARGUMENTS, Part, ToolCall


class PartTracker:
    """Open parts by the decoder's own key.

    `arguments` of an open tool call is kept, because "complete or torn?" can be asked of it alone.
    """

    def __init__(self) -> None:
        self._next = 0
        self._open: dict[Hashable, int] = {}
        self._calls: dict[Hashable, tuple[ToolCall, list[str]]] = {}
        self.seen_tool_call = False

    def index(self, key: Hashable) -> int | None:
        """The index of the open part `key`, or None."""
        return self._open.get(key)

    def start(self, key: Hashable, part: Part) -> PartStart:
        """Open a part under `key`, which must not be open."""
        index = self._next
        self._next += 1
        self._open[key] = index
        if isinstance(part, ToolCall):
            self._calls[key] = (part, [])
            self.seen_tool_call = True
        return PartStart(index, part)

    def grow_call(self, key: Hashable, arguments: str) -> PartDelta:
        """Add to the arguments of the open tool call `key`."""
        self._calls[key][1].append(arguments)
        return PartDelta(self._open[key], arguments)

    def said(self, key: Hashable) -> list[str]:
        """Where the arguments of the open tool call `key` are gathered."""
        return self._calls[key][1]

    def arguments(self, key: Hashable) -> str:
        """What the open tool call `key` has been given so far."""
        return "".join(self._calls[key][1])

    def open_calls(self) -> list[Hashable]:
        """Keys of the tool calls that are open, oldest first."""
        return list(self._calls)

    def end(self, key: Hashable) -> list[Event]:
        """Close `key`; nothing if it is not open. A function call never ends without arguments."""
        index = self._open.pop(key, None)
        if index is None:
            return []
        call = self._calls.pop(key, None)
        if call is not None and call[0].kind == "function" and not any(call[1]):
            return [PartDelta(index, EMPTY_ARGUMENTS), PartEnd(index)]
        return [PartEnd(index)]

    def end_all(self) -> list[Event]:
        """Close everything, oldest first."""
        events: list[Event] = []
        for key in list(self._open):
            events.extend(self.end(key))
        return events
