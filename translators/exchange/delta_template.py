"""An event read by its template to one before it, without its JSON being read.

Nearly every event of a stream is another one but for a few words: identity, place and form are
repeated to the byte. What may differ is cut out at known places, all else must be equal, or the
event is read like any other.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

import orjson

from translators.dialect import DeltaPattern, Filter, StreamDecoder, StreamEncoder, TextWriter
from translators.hub.document import Document, Json
from translators.hub.events import Event, KeepAlive, PartDelta
from translators.wire import json_bytes

_PATIENCE = 8
"""How many likenesses may turn out to be of no use before none is looked for in a stream."""

type IdleCheck = Callable[[bytes], bool]
type Tell = Callable[[Event], bytes]
type Gap = tuple[int, int, IdleCheck | None]
"""Where bytes may differ, if the check says so of what is there instead; without it, the text."""


class DeltaTemplate:
    """What events like one event have in common.

    `delta` is what one of them meant, `said` where the decoder gathers the texts, `say` how the
    client is told of one. `served` says that there was another one.
    """

    __slots__ = (
        *("_between", "_closing", "_last", "_opening", "_said", "_say", "_start", "_tail"),
        *("delta", "served"),
    )

    def __init__(
        self,
        chunk: bytes,
        gaps: Sequence[Gap],
        delta: PartDelta,
        said: list[str] | None,
        say: TextWriter,
    ) -> None:
        self.delta = delta
        self.served = False
        self._said = said
        self._say = say
        self._start = gaps[0][0]
        self._opening = chunk[: self._start]
        self._between = [
            (check, chunk[end:start]) for (_, end, check), (start, _, _) in pairwise(gaps)
        ]
        _, end, self._last = gaps[-1]
        self._closing = chunk[end:]
        self._tail = end - len(chunk)

    def feed(self, chunk: bytes) -> tuple[bytes, ...] | None:
        """What to say of a chunk that is one event like these; None for any other chunk."""
        if not (chunk.startswith(self._opening) and chunk.endswith(self._closing)):
            return None
        literal = self._cut_out(chunk) if self._between else chunk[self._start : self._tail]
        try:
            # Cut off too early or too late, it would not be one string and nothing else.
            text: Json = orjson.loads(literal)
        except orjson.JSONDecodeError:
            return None
        if type(text) is not str or not text:
            return None
        self.served = True
        if self._said is not None:
            self._said.append(text)
        piece = self._say(text)
        return (piece,) if piece else ()

    def _cut_out(self, chunk: bytes) -> bytes:
        """What stands in the gap of the text; nothing if another gap is not filled as it may be."""
        position = self._start
        literal = b""
        for check, following in self._between:
            end = chunk.find(following, position)
            if end < 0:
                return b""
            if check is None:
                literal = chunk[position:end]
            elif not check(chunk[position:end]):
                return b""
            position = end + len(following)
        last = chunk[position : self._tail]
        if self._last is None:
            return last
        return literal if self._last(last) else b""


class TemplateCache:
    """What is expected of the next event; `template` is None if nothing is."""

    def __init__(
        self, decoder: StreamDecoder, filters: Sequence[Filter], encoder: StreamEncoder
    ) -> None:
        self.template: DeltaTemplate | None = None
        self._decoder = decoder
        self._filters = filters
        self._encoder = encoder
        self._patience = _PATIENCE

    def forget(self) -> None:
        """Expect nothing any more."""
        self.template = None

    def note(
        self,
        meant: Sequence[Event],
        chunk: bytes,
        document: Document,
        tell: Tell,
    ) -> None:
        """An event was read and had a meaning; if it had its chunk to itself, more may be alike.

        `chunk` is empty if it held anything else. `tell` says what filters or the encoder want to
        see; it is forgotten with the template.
        """
        event = meant[0] if len(meant) == 1 else None
        if type(event) is not PartDelta:
            # Whatever is more than growth may change what the same bytes mean.
            if type(event) is not KeepAlive:
                self.template = None
        elif chunk and not event.logprobs:
            self._expect(event, chunk, document, tell)
        elif self.template is not None and not _is_more(event, self.template.delta):
            self.template = None

    def _expect(self, delta: PartDelta, chunk: bytes, document: Document, tell: Tell) -> None:
        if self.template is not None and not self.template.served:
            self._patience -= 1
        self.template = None
        growth = self._decoder.delta_pattern(document) if self._patience > 0 else None
        if growth is None:
            return
        if gaps := _gaps(chunk, growth, delta.text, document):
            passes = all(each.is_transparent_for(delta.index) for each in self._filters)
            say = self._encoder.delta_writer(delta.index, delta.section) if passes else None
            say = say or partial(_tell, tell, delta)
            self.template = DeltaTemplate(chunk, gaps, delta, growth.said, say)


def _tell(tell: Tell, before: PartDelta, text: str) -> bytes:
    """Say more where a delta was."""
    return tell(PartDelta(before.index, text, before.section))


def _is_more(delta: PartDelta, before: PartDelta) -> bool:
    """Whether a delta goes on where one before it was."""
    return delta.index == before.index and delta.section == before.section


def _gaps(chunk: bytes, growth: DeltaPattern, text: str, document: Document) -> list[Gap]:
    """Where the text and the idle values stand, in order; none if any is not plain to see."""
    start, end = _place(chunk, growth.key, text)
    # Where nothing but the text has escapes, what looks like a key is one, and all are seen.
    if end == 0 or chunk.count(b"\\") != chunk.count(b"\\", start, end):
        return []
    gaps: list[Gap] = [(start, end, None)]
    for key in growth.idle:
        value = document.get(key)
        start, end = _place(chunk, key, value)
        if end == 0:
            return []
        inside = isinstance(value, str)
        gaps.append((start + inside, end - inside, bytes.isalnum if inside else bytes.isdigit))
    return sorted(gaps)


def _place(chunk: bytes, key: str, value: Json) -> tuple[int, int]:
    """Where the value of a key stands; (0, 0) if the key is there twice, or it is not seen."""
    mark = b'"%b":' % key.encode()
    found = chunk.find(mark)
    if found < 0 or chunk.find(mark, found + 1) >= 0:
        return 0, 0
    start = found + len(mark)
    start += chunk.startswith(b" ", start)
    literal = json_bytes.dumps(value)
    return (start, start + len(literal)) if chunk.startswith(literal, start) else (0, 0)
