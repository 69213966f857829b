"""An error, whoever's it is, before it is said in a dialect.

The same record serves an upstream's error status, an error inside a stream of status 200, a
connection that died, and a refusal of our own. `server` is a failure that the upstream admits,
`broken` an answer that breaks its dialect, `proxy` a bug of ours.
"""

from dataclasses import dataclass
from typing import Literal

from translators.hub.document import Json

type FailureKind = Literal[
    "invalid_request",
    "context_length",
    "content_policy",
    "authentication",
    "permission",
    "not_found",
    "too_large",
    "rate_limit",
    "quota",
    "overloaded",
    "server",
    "broken",
    "timeout",
    "connection",
    "proxy",
]

STATUS: dict[FailureKind, int] = {
    "invalid_request": 400,
    "context_length": 400,
    "content_policy": 400,
    "authentication": 401,
    "permission": 403,
    "not_found": 404,
    "too_large": 413,
    "rate_limit": 429,
    "quota": 429,
    "overloaded": 529,
    "server": 500,
    "broken": 502,
    "timeout": 504,
    "connection": 502,
    "proxy": 500,
}
"""The HTTP status that says each kind best; dialects without a status of their own use it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong.

    `status` is the HTTP status it came with, 200 when it came inside a stream. `retry_after`
    counts seconds. `code` is the upstream's own word. `raw` is the body it was read from.
    """

    kind: FailureKind
    message: str
    status: int = 200
    code: str | None = None
    retry_after: float | None = None
    param: str | None = None
    raw: Json = None
