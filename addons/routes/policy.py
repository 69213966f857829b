"""How the exchanges of a route are treated: limits, times, and what is refused."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Policy:
    """How an exchange is treated. Times are seconds, 0 for no limit; sizes are bytes.

    `first_byte` is how long an upstream may take to begin its answer, `silence` how long it may
    then be silent, `keep_alive` how long a client waits for a sign of life. `record_limit` is how
    much of the original request and of the original answer is kept on the flow, each. `websocket`
    is what becomes of a client that wants a WebSocket for its Responses.
    """

    strict: bool = False
    drop_content: bool = False
    websocket: Literal["refuse", "serve"] = "refuse"
    keep_alive: float = 15.0
    first_byte: float = 600.0
    silence: float = 300.0
    request_limit: int = 64 * 1024 * 1024
    response_limit: int = 64 * 1024 * 1024
    record_limit: int = 256 * 1024


USUAL = Policy()
