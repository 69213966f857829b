"""The way back: calls under the names and of the kinds that the client declared.

Codex gives up on a call whose kind or namespace is not the one it offered (clients.md 4), and does
so without a word.
"""

from collections.abc import Sequence
from dataclasses import replace

from translators.fit.freeform import FreeTextReader, free_text
from translators.fit.tools import ToolNames
from translators.hub.events import Event, PartDelta, PartEnd, PartStart
from translators.hub.parts import Part, ToolCall
from translators.hub.response import Response


class Restore:
    """A filter on one answer's events."""

    def __init__(self, names: ToolNames) -> None:
        self._names = names
        self._readers: dict[int, FreeTextReader] = {}

    def feed(self, event: Event) -> Sequence[Event]:
        """Take one event; give it as the client must see it."""
        match event:
            case PartDelta(index, text) if index in self._readers:
                piece = self._readers[index].feed(text)
                return (PartDelta(index, piece),) if piece else ()
            case PartStart(index, ToolCall() as call):
                restored = restore_call(call, self._names)
                if restored.kind != call.kind:
                    self._readers[index] = FreeTextReader()
                return (PartStart(index, restored),)
            case PartEnd(index) if index in self._readers:
                piece = self._readers.pop(index).finish()
                return (PartDelta(index, piece), event) if piece else (event,)
            case _:
                return (event,)


def restore_response(response: Response, names: ToolNames) -> Response:
    """The same for a whole answer."""
    return replace(response, parts=tuple(_part(part, names) for part in response.parts))


def restore_call(call: ToolCall, names: ToolNames) -> ToolCall:
    """Give a call the name, namespace and kind of the client's tool; unknown ones stay."""
    tool = names.find(call.name)
    if tool is None:
        return call
    return replace(call, name=tool.name, namespace=tool.namespace or call.namespace, kind=tool.kind)


def _part(part: Part, names: ToolNames) -> Part:
    if not isinstance(part, ToolCall):
        return part
    restored = restore_call(part, names)
    if restored.kind == part.kind:
        return restored
    return replace(restored, arguments=free_text(part.arguments))
