"""What a client gets that is sent nowhere: a refusal, or an answer that is known here."""

from dataclasses import dataclass

from mitmproxy import http

from addons.messages import edits
from addons.passage.record import Record
from addons.routes.claims import Claim, Inquiry
from translators.dialect import Dialect
from translators.exchange.answer import JSON, Answer
from translators.hub.failure import STATUS, Failure, FailureKind
from translators.responses_state.answers import ApiReply
from translators.wire import json_bytes


@dataclass(frozen=True, slots=True)
class LocalResponse:
    """A response of our own, and what there is to tell of it."""

    response: http.Response
    record: Record

    @property
    def outcome(self) -> str:
        """What happened, in a word and a status."""
        status = self.response.status_code
        return f"refused with {status}" if status >= 400 else f"answered here with {status}"


def failure_response(dialect: Dialect, kind: FailureKind, message: str) -> http.Response:
    """A failure as the clients of a dialect read it."""
    status, document = dialect.encode_failure(Failure(kind, message, STATUS[kind]))
    return edits.response_of(Answer(status, JSON, json_bytes.dumps(document)), [])


def too_large(claim: Claim | Inquiry) -> http.Response:
    """The response to a body that is larger than any route takes."""
    message = f"The request is larger than {claim.request_limit} bytes, the limit of this proxy"
    return failure_response(claim.dialect, "too_large", message)


def response_of(reply: ApiReply) -> http.Response:
    """A reply of the conversations' API as a response."""
    return edits.response_of(Answer(reply.status, JSON, json_bytes.dumps(reply.document)), [])
