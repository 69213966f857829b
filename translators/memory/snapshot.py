"""What one turn added to a conversation, kept under the id of its answer.

A snapshot holds nothing of the turns before it but the id of its parent: a turn costs what it adds.
What answers repeat of a request (an agent's tools are tens of kilobytes) is held by the first turn
that said it, and later ones hold that turn's id.
The snapshots from the first turn to the one asked for are a chain, oldest first; all history is
read from chains.

A conversation of the Conversations API is kept as a snapshot as well, one that adds nothing: its
parent is the last thing that was added, and it is kept anew whenever that changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from translators.hub.document import Document, Json


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One turn.

    `input_items` are the items that the client added, as it sent them, `instructions` what it said
    with them, None for nothing. `response` is the answer as the client got it, with its output; or
    the object of a conversation; or empty where items were added without an answer, and where the
    items are an answer's thoughts (see `thoughts`). `created` counts seconds since 1970. `shared`
    are keys that the response has and does not hold, each with the id of the turn that holds it.
    """

    id: str
    parent: str | None
    input_items: tuple[Json, ...]
    response: Document
    instructions: Json = None
    created: int = 0
    shared: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def output(self) -> list[Json]:
        """The items of the answer."""
        output = self.response.get("output")
        return output if isinstance(output, list) else []

    @property
    def is_conversation(self) -> bool:
        """Whether this is a conversation of the Conversations API."""
        return self.response.get("object") == "conversation"

    @property
    def is_answer(self) -> bool:
        """Whether a model answered here."""
        return bool(self.response) and not self.is_conversation


type Chain = Sequence[Snapshot]
