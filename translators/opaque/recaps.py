"""What stands in the place of a compacted conversation, in a token of our own.

OpenAI's compaction is a token that only OpenAI can read. Where another vendor's model tells what
happened so far, the telling itself travels in that slot.
"""

from dataclasses import dataclass

from translators.hub.document import Document
from translators.opaque import slots

MARKER = "dragoman.recap.1."

KINDS = ("compaction", "compaction_summary")
"""Types of the items that hold such a token; Codex takes and gives back both (clients 4)."""

_LEAD = (
    "What was said and done before this point has been taken out of the conversation to make room."
    " Here are the notes that were taken of it. Go on from where they end."
)


@dataclass(frozen=True, slots=True)
class Recap:
    """The notes on a conversation, and what its user said, word for word, where that is kept."""

    notes: str
    said: tuple[str, ...] = ()

    def told(self) -> tuple[str, ...]:
        """The messages in which a model is told of it, all by the user."""
        return (*self.said, f"{_LEAD}\n\n<notes>\n{self.notes}\n</notes>")


def item(recap: Recap, item_id: str) -> Document:
    """The item of the Responses API that a client keeps instead of the conversation."""
    return {"type": "compaction", "id": item_id, "encrypted_content": wrap(recap)}


def recap_in(value: Document) -> Recap | None:
    """The recap in an item; None for any other item, and for a compaction that is not ours."""
    kind, token = value.get("type"), value.get("encrypted_content")
    is_one = isinstance(kind, str) and kind in KINDS
    return unwrap(token) if is_one and isinstance(token, str) else None


def wrap(recap: Recap) -> str:
    """The token."""
    return slots.wrap(MARKER, [recap.notes, *recap.said])


def unwrap(token: str) -> Recap | None:
    """What `wrap` wrapped; None for a token that is not ours."""
    match slots.unwrap(MARKER, token):
        case [str(notes), *said]:
            return Recap(notes, tuple(words for words in said if isinstance(words, str)))
        case _:
            return None
