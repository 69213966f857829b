"""The way back: calls under the names, of the kinds and with ids that the client can use.

Codex gives up on a call whose kind or namespace is not the one it offered (clients.md 4), and does
so without a word. An illegal or repeated id poisons the conversation for every other upstream that
it may meet later (field guide 1, 2).
"""

from collections.abc import Sequence
from dataclasses import replace

from translators.adapt.changed import changed
from translators.adapt.tools.freeform import FreeTextReader, free_text
from translators.adapt.tools.outward import ToolNames
from translators.hub.events import Event, PartDelta, PartEnd, PartStart
from translators.hub.parts import Part, ToolCall
from translators.hub.request import Request
from translators.hub.response import Response
from translators.names import IdentifierMaker


class Restore:
    """A filter on one answer to `request`, be it streamed (`feed`) or whole (`response`)."""

    def __init__(self, names: ToolNames, request: Request) -> None:
        self._names = names
        self._ids = IdentifierMaker(
            part.id
            for message in request.messages
            for part in message.parts
            if isinstance(part, ToolCall)
        )
        self._readers: dict[int, FreeTextReader] = {}

    def feed(self, event: Event) -> Sequence[Event]:
        """Take one event; give it as the client must see it."""
        if type(event) is PartDelta and not self._readers:
            return (event,)
        match event:
            case PartDelta(index, text) if index in self._readers:
                piece = self._readers[index].feed(text)
                return (PartDelta(index, piece),) if piece else ()
            case PartStart(index, ToolCall() as call):
                restored = self._call(call)
                if _is_spoken(call, restored):
                    self._readers[index] = FreeTextReader()
                return (PartStart(index, restored),)
            case PartEnd(index) if index in self._readers:
                piece = self._readers.pop(index).finish()
                return (PartDelta(index, piece), event) if piece else (event,)
            case _:
                return (event,)

    def is_transparent_for(self, index: int) -> bool:
        """Whether the deltas of part `index` stay as they are."""
        return index not in self._readers

    def response(self, response: Response) -> Response:
        """The same for a whole answer."""
        return replace(response, parts=tuple(self._part(part) for part in response.parts))

    def _part(self, part: Part) -> Part:
        if not isinstance(part, ToolCall):
            return part
        restored = self._call(part)
        if not _is_spoken(part, restored):
            return restored
        return replace(restored, arguments=free_text(part.arguments))

    def _call(self, call: ToolCall) -> ToolCall:
        """A call with the name, namespace and kind of the client's tool; unknown ones stay."""
        made = self._ids.make(call.id)
        tool = self._names.find(call.name, call.namespace)
        if tool is None:
            return changed(call, id=made)
        return changed(call, id=made, name=tool.name, namespace=tool.namespace, kind=tool.kind)


def _is_spoken(call: ToolCall, restored: ToolCall) -> bool:
    """Whether a call of a function stands for one whose text its client wants."""
    return restored.kind == "custom" and call.kind != "custom"
