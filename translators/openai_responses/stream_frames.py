"""What the events of all parts share: their numbers and frames, and how an item begins and ends.

What grows often is written by putting its JSON between bytes that were made once.
"""

from itertools import count

from translators.dialect import TextWriter
from translators.hub.document import Document
from translators.hub.events import PartDelta
from translators.hub.parts import Citation, Seal
from translators.wire import json_bytes
from translators.wire.sse import frame


class Frames:
    """Numbers the events of one stream and puts them in their frames."""

    __slots__ = ("number",)

    def __init__(self) -> None:
        self.number = count().__next__

    def event(self, kind: str, fields: Document) -> bytes:
        """One event of any kind."""
        document = {"type": kind, **fields, "sequence_number": self.number()}
        return frame(json_bytes.dumps(document), kind)

    def holding(self, kind: str, key: str, literal: bytes) -> bytes:
        """One event with one field, which is JSON already."""
        shape = b'{"type":"%b","%b":%b,"sequence_number":%d}'
        return frame(shape % (kind.encode(), key.encode(), literal, self.number()), kind)


class PartWriter:
    """Writes a part that never grows: its item is announced and finished as it is.

    Writers of other parts build on it. `place` is the item's index in the output; `item` is None
    until the part has ended.
    """

    def __init__(self, announced: Document, place: int, frames: Frames) -> None:
        self.item: Document | None = None
        self._announced = announced
        self._place = place
        self._frames = frames
        self._at: Document = {"item_id": announced.get("id"), "output_index": place}
        self._texts: list[str] = []
        self._say: TextWriter | None = None

    def begin(self) -> bytes:
        """The part begins."""
        fields: Document = {"output_index": self._place, "item": self._announced}
        return self._frames.event("response.output_item.added", fields)

    def grow(self, delta: PartDelta) -> bytes:
        """The part grows."""
        return b"" if self._say is None else self._say(delta.text)

    def delta_writer(self, section: int) -> TextWriter | None:
        """What does the same for more of a section, until anything else comes."""
        del section
        return self._say

    def seal(self, _seal: Seal) -> bytes:
        """The part is sealed."""
        return b""

    def cite(self, _citation: Citation) -> bytes:
        """The part has a source."""
        return b""

    def end(self) -> bytes:
        """The part is complete, and its item finished."""
        return self._finish(self._announced)

    def _finish(self, item: Document) -> bytes:
        self.item = item
        fields: Document = {"output_index": self._place, "item": item}
        return self._frames.event("response.output_item.done", fields)

    def _grows_by(self, kind: str, after: Document | None = None) -> None:
        """Make what stands before and after the text of every delta."""
        opened = json_bytes.dumps({"type": kind, **self._at})[:-1]
        before = b'event: %b\ndata: %b,"delta":' % (kind.encode(), opened)
        closed = b"," + json_bytes.dumps(after)[1:-1] if after else b""
        after_text = closed + b',"sequence_number":'
        texts, number = self._texts, self._frames.number

        def say(text: str) -> bytes:
            texts.append(text)
            return b"%b%b%b%d}\n\n" % (before, json_bytes.dumps(text), after_text, number())

        self._say = say

    def _text(self) -> str:
        return "".join(self._texts)
