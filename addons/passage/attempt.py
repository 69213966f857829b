"""One asking of one target on behalf of a passage: what may happen more than once."""

from collections.abc import Callable
from dataclasses import dataclass

from mitmproxy import http

from addons.messages import edits
from addons.messages.redaction import Redact, redaction
from addons.routes.target import Target
from translators.exchange.answer import Answer
from translators.exchange.exchange import Exchange

type AnswerInstead = Callable[[int, bytes], Answer | None]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request made for a target, and the exchange that translates its answer.

    `request` is a copy of the client's, with the target's address, headers and body, and without
    any key. `answer_instead` may have another answer than the upstream's, by its status and its
    body.
    """

    target: Target
    exchange: Exchange
    request: http.Request
    answer_instead: AnswerInstead | None = None

    def authorized(self, request: http.Request) -> http.Request:
        """The request with the target's key, for the wire alone."""
        return edits.authorized(request, self.target.provider, self.target.key)

    @property
    def redact(self) -> Redact:
        """What takes the target's key out of an answer."""
        return redaction(self.target.key)
