"""What is asked at a path: an answer, a count of its tokens, or a compaction of the conversation.

A dialect lists its paths as data (`Dialect.endpoints`). Nothing outside of it compares paths.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from translators.hub.document import Document

type Question = Literal["answer", "count", "compaction"]


class Call(NamedTuple):
    """What a request says beside its content: the client's name of the model, and how it answers.

    Dialects differ in where they say it, in the document or in the path.
    """

    model: str
    streams: bool


def call_in(document: Document) -> Call:
    """The call of a dialect that says it in the document."""
    model = document.get("model")
    return Call(model if isinstance(model, str) else "", document.get("stream") is True)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path of a dialect, below any prefix or version: `/messages/count_tokens`.

    `streams` is what the path alone says of the answer, None where the document says it.
    `websocket` says that clients may open a WebSocket at the same path.
    """

    path: str
    question: Question = "answer"
    streams: bool | None = None
    websocket: bool = False

    def is_at(self, path: str) -> bool:
        """Whether a request's path, without its query, is this endpoint's."""
        return path.rstrip("/").endswith(self.path)

    def call(self, document: Document) -> Call:
        """What a request here says beside its content."""
        call = call_in(document)
        return call if self.streams is None else call._replace(streams=self.streams)
