"""Thinking and its seals as `reasoning_details`, the slot that OpenRouter gave this dialect.

A list of entries; those with one `index` make up one stretch of thinking: `reasoning.text` (with a
`signature`), `reasoning.summary`, `reasoning.encrypted` (with `data`). Servers want their entries
back unaltered, `id` and `format` too, so the seal of an entry that has more than its token is the
whole entry, as JSON, without its visible text.
"""

from dataclasses import dataclass, replace

from translators.hub.document import Document, Json
from translators.hub.parts import Origin, Reasoning, Seal
from translators.opaque import seals
from translators.openai_chat.vocabulary import NAME, PARAGRAPH, text_of, unread
from translators.wire import json_bytes

_VISIBLE = frozenset({"text", "summary"})
_BARE = frozenset({"type", "signature", "data", "index", *_VISIBLE})
"""Keys of an entry whose token says everything."""

# Who made an entry and how: of use only to whom it is sent back, with its seal.
_KNOWN = frozenset({"format", "id", *_BARE})


@dataclass(frozen=True, slots=True)
class ReasoningFragment:
    """What one entry adds: to a new stretch of thinking if `fresh`, else to the one before."""

    fresh: bool
    text: str = ""
    summary: str = ""
    seal: Seal | None = None


class DetailsReader:
    """Reads entries one by one, whole or in fragments, and says where a new stretch begins."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._index: Json = None
        self._begun = False
        self._sealed = False

    def feed(self, entry: Json) -> ReasoningFragment | None:
        """Take the next entry; None for one that says nothing.

        Keys are read whatever the entry's `type` is: who gathers a stream by index merges a summary
        and its encrypted entry into one object.
        """
        if not isinstance(entry, dict):
            return None
        text, summary = text_of(entry.get("text")), text_of(entry.get("summary"))
        seal = _read_seal(entry, self._origin)
        if not text and not summary and seal is None:
            return None
        fresh = not self._begun or self._sealed or entry.get("index") != self._index
        self._index = entry.get("index")
        self._begun = True
        self._sealed = seal is not None
        return ReasoningFragment(fresh, text, summary, seal)


def unread_keys(entry: Json) -> list[str]:
    """The keys of an entry that nobody reads, and that do not travel in its seal."""
    if not isinstance(entry, dict) or _KNOWN.issuperset(entry) or _is_kept(entry):
        return []
    return [key for key, _ in unread(entry, _KNOWN)]


def read_details(entries: list[Json], origin: Origin) -> list[Reasoning]:
    """The stretches of thinking that a whole list of entries holds."""
    reader = DetailsReader(origin)
    found: list[Reasoning] = []
    for entry in entries:
        stroke = reader.feed(entry)
        if stroke is None:
            continue
        if stroke.fresh:
            found.append(Reasoning())
        last = found[-1]
        summary = "".join((*last.summary, stroke.summary))
        found[-1] = replace(
            last,
            text=last.text + stroke.text,
            summary=(summary,) if summary else (),
            seal=stroke.seal or last.seal,
        )
    return found


def merge_plain(details: list[Reasoning], plain: str) -> list[Reasoning]:
    """Thinking told twice: in entries, and as plain text for readers that know no entries.

    The entries are exact; the plain text counts where they show nothing.
    """
    if not plain or any(part.visible for part in details):
        return details
    if not details:
        return [Reasoning(text=plain)]
    return [replace(details[0], text=plain), *details[1:]]


def write_details(part: Reasoning, index: int) -> list[Json]:
    """The entries of one sealed stretch of thinking: none without a seal.

    A seal of this dialect is written as it came, any other wrapped.
    """
    if part.seal is None:
        return []
    own = _carried(part.seal)
    sealed: Document = own or _bare(part.seal, index)
    beside: Document = {key: sealed[key] for key in ("format", "index") if key in sealed}
    if part.text and "signature" in sealed:
        sealed = {**sealed, "text": part.text}
    elif part.text:
        return [{"type": "reasoning.text", "text": part.text, **beside}, sealed]
    told = PARAGRAPH.join(part.summary)
    if told:
        return [{"type": "reasoning.summary", "summary": told, **beside}, sealed]
    return [sealed]


def _read_seal(entry: Document, origin: Origin) -> Seal | None:
    signature, data = text_of(entry.get("signature")), text_of(entry.get("data"))
    token = signature or data
    if not token:
        return None
    if _is_kept(entry):
        kept: Document = {key: value for key, value in entry.items() if key not in _VISIBLE}
        token = json_bytes.dumps(kept).decode()
    return seals.read(token, "signature" if signature else "encrypted", origin)


def _is_kept(entry: Document) -> bool:
    """Whether the seal is the entry: its token is a server's own, and more stands beside it."""
    token = text_of(entry.get("signature")) or text_of(entry.get("data"))
    return bool(token) and seals.unwrap(token) is None and not _BARE.issuperset(entry)


def _carried(seal: Seal) -> Document | None:
    """The entry that a seal of this dialect holds, if it holds one."""
    if seal.origin.dialect != NAME or not seal.value.startswith("{"):
        return None
    try:
        return json_bytes.loads_object(seal.value)
    except json_bytes.NotJsonError:
        return None


def _bare(seal: Seal, index: int) -> Document:
    token = seals.say(seal, NAME)
    if seal.kind == "signature":
        return {"type": "reasoning.text", "signature": token, "index": index}
    return {"type": "reasoning.encrypted", "data": token, "index": index}
