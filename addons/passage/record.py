"""What is kept of an exchange on its flow, so that it can be looked at and saved with it.

Everything here is text or JSON-like, bounded, and without any credential: requests are recorded
after theirs were taken off with their headers.
"""

from dataclasses import dataclass, field
from typing import Self

from mitmproxy import http

from addons.messages.redaction import Redact, redaction
from addons.routes.route import Route
from addons.routes.target import Target
from translators.dialect import Dialect
from translators.losses import Losses

KEY = "dragoman"
"""Where it is kept in `flow.metadata`."""


class Excerpt:
    """The beginning of a body that comes in pieces, at most `limit` bytes of it.

    `redact` takes out what nobody is to see, wherever the pieces were cut.
    """

    def __init__(self, limit: int, redact: Redact = bytes) -> None:
        self._limit = limit
        self._redact = redact
        self._kept = bytearray()
        self._left_out = 0

    def add(self, piece: bytes) -> None:
        """Take the next bytes."""
        room = self._limit - len(self._kept)
        if len(piece) > room:
            self._left_out += len(piece) - room
            piece = piece[:room]
        self._kept += piece

    def text(self) -> str:
        """What was kept, and how much was not."""
        text = self._redact(bytes(self._kept)).decode("utf-8", "replace")
        return f"{text}\n[{self._left_out} more bytes]" if self._left_out else text


@dataclass(slots=True)
class Record:
    """One exchange, as it will be found on its flow.

    `model` is the client's name of the model, `upstream_model` the upstream's; `status` is the
    upstream's, None while it has not answered.
    """

    route: Route
    target: Target
    client: Dialect
    model: str
    upstream_model: str
    request: Excerpt
    answer: Excerpt
    status: int | None = None
    error: str | None = None
    losses: Losses = field(default_factory=Losses)

    @classmethod
    def begin(cls, route: Route, target: Target, client: Dialect, model: str) -> Self:
        """The record of an exchange of which only the target and the client's model are known."""
        limit = route.policy.record_limit
        upstream_model = target.upstream_model(model) or model
        answer = Excerpt(limit, redaction(target.key))
        return cls(route, target, client, model, upstream_model, Excerpt(limit), answer)

    def write(self, flow: http.HTTPFlow) -> None:
        """Put it on the flow, in the place of what was there before."""
        flow.metadata[KEY] = {
            "route": self.route.name,
            "client": self.client.name,
            "provider": self.target.provider.name,
            "upstream": self.target.provider.dialect.name,
            "model": _text(self.model),
            "upstream_model": _text(self.upstream_model),
            "status": self.status,
            "error": None if self.error is None else _text(self.error),
            "losses": [_text(str(loss)) for loss in self.losses],
            "request": self.request.text(),
            "answer": self.answer.text(),
        }


def _text(said: str) -> str:
    """Text that can be saved: JSON may hold half a character, and what a client sent is quoted."""
    return said.encode("utf-8", "replace").decode()
