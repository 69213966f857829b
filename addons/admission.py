"""A claimed request whose body has come: let it pass by, refuse it, or send it on its passage.

Nothing of the request is edited before everything about it is known; what passes by is untouched.
"""

import logging
from dataclasses import dataclass
from functools import partial

from mitmproxy import http

from addons import surgery
from addons.content_coding import CodingError, RoomError, decode
from addons.conversations.keeper import Keeper, Turn
from addons.inquiries import response_of
from addons.minting import MINT
from addons.passage import Passage
from addons.record import Record
from addons.route import RESPONSES, Claim, Inquiry, Route
from translators import wire
from translators.conversation.answers import Reply
from translators.dialect import Dialect
from translators.errors import RequestError
from translators.exchange import JSON, Answer, Exchange
from translators.hub.document import Document
from translators.hub.failure import STATUS, Failure, FailureKind

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a client gets that is sent nowhere, and what there is to tell of it."""

    response: http.Response
    record: Record


def too_large(claim: Claim | Inquiry) -> http.Response:
    """The response to a body that is larger than any route takes."""
    message = f"The request is larger than {claim.request_limit} bytes, the limit of this proxy"
    return _response(claim.dialect, "too_large", message)


def admit(
    request: http.Request, claim: Claim, keeper: Keeper | None = None
) -> Passage | Refusal | None:
    """The passage of a request that is ours, and edited; its refusal; or None: it is not ours.

    `keeper` knows the conversations that a request may continue.
    """
    coding = surgery.header(request, "content-encoding") or ""
    try:
        body = decode(request.raw_content or b"", coding, claim.request_limit)
        document = wire.loads_object(body)
    except RoomError:
        message = f"The body holds more than {claim.request_limit} bytes, the limit of this proxy"
        return _unreadable(claim, "too_large", message)
    except CodingError as error:
        message = f"The body cannot be decompressed: {error}"
        return _unreadable(claim, "invalid_request", message)
    except wire.NotJsonError as error:
        return _unreadable(claim, "invalid_request", f"The body is not what it should be: {error}")
    named = document.get("model")
    model = named if isinstance(named, str) else ""
    route = claim.route(model)
    if route is None:
        return None
    record = Record.begin(route, claim.dialect, model)
    record.request.add(body)
    return _begin(request, document, body, record, keeper)


def _unreadable(claim: Claim, kind: FailureKind, message: str) -> Refusal | None:
    """A body without a model is ours only if there is a route for every model."""
    if claim.certain is None:
        return None
    record = Record.begin(claim.certain, claim.dialect, "")
    record.error = message
    return Refusal(_response(claim.dialect, kind, message), record)


def _response(dialect: Dialect, kind: FailureKind, message: str) -> http.Response:
    status, document = dialect.encode_failure(Failure(kind, message, STATUS[kind]))
    return surgery.response_of(Answer(status, JSON, wire.dumps(document)), [])


def _begin(
    request: http.Request, document: Document, body: bytes, record: Record, keeper: Keeper | None
) -> Passage | Refusal:
    route = record.route
    exchange = _exchange(record)
    try:
        turn = _turn(document, exchange, keeper)
        if isinstance(turn, Reply):
            record.error = _message(turn)
            return Refusal(response_of(turn), record)
        translated = exchange.request(turn.document if turn else document)
    except RequestError as error:
        record.error = str(error)
        return Refusal(surgery.response_of(exchange.refuse(error), []), record)
    except Exception:
        logger.exception("[dragoman] a request could not be translated: a bug, please report")
        record.error = "The proxy failed while it translated this request; its log says how"
        failure = Failure("proxy", record.error, STATUS["proxy"])
        return Refusal(surgery.response_of(exchange.refuse(failure), []), record)
    # The answer echoes what the client said, not what we made of it.
    exchange.context.original = document
    if translated is not document:
        body = wire.dumps(translated)
    streams, same = exchange.upstream_streams, exchange.bypass
    surgery.dress(request, route.provider, body, streams=streams, same=same)
    surgery.aim(request, route.address, exchange.path_and_query)
    return Passage(exchange, record, route.policy, _authorize(route), turn=turn)


def _turn(document: Document, exchange: Exchange, keeper: Keeper | None) -> Turn | Reply | None:
    """The turn of a conversation that a request begins; None where nobody speaks of such."""
    if keeper is None or exchange.client is not RESPONSES:
        return None
    return keeper.begin(document, upstream_remembers=exchange.bypass)


def _message(reply: Reply) -> str:
    error = reply.document.get("error")
    return str(error.get("message")) if isinstance(error, dict) else ""


def _exchange(record: Record) -> Exchange:
    route = record.route
    exchange = Exchange(
        record.client,
        route.provider,
        route.upstream_model(record.model),
        MINT,
        strict=route.policy.strict,
        drop_content=route.policy.drop_content,
    )
    record.losses = exchange.losses
    return exchange


def _authorize(route: Route) -> "partial[http.Request]":
    return partial(surgery.authorized, provider=route.provider, key=route.key)
