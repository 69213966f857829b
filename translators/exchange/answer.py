"""What a client gets for a request: a whole answer, or an error, in its own dialect."""

from dataclasses import dataclass, field

from translators.hub.failure import Failure
from translators.hub.response import Usage

JSON = "application/json"


EVENT_STREAM = "text/event-stream"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the client gets: status, type, body, headers; what it cost; the failure it tells."""

    status: int
    content_type: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict[str, str])
    usage: Usage | None = None
    failure: Failure | None = field(default=None, compare=False)
