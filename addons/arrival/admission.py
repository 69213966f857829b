"""A claimed request whose body has come: let it pass by, answer it here, or send it on its passage.

Nothing of the request is edited before everything about it is known; what passes by is untouched.
"""

import logging
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from mitmproxy import http

from addons.arrival.inquiries import response_of
from addons.conversations.keeper import Keeper, PendingTurn
from addons.messages import edits, fingerprints, heads
from addons.messages.content_coding import CodingError, RoomError, decode
from addons.messages.redaction import redaction
from addons.minting import MINT
from addons.passage.passage import Passage
from addons.passage.record import Record
from addons.passage.token_calibration import TokenCalibration
from addons.routes.claims import RESPONSES, Claim, Inquiry
from addons.routes.route import Route
from translators.dialect import Dialect
from translators.errors import RequestError
from translators.exchange.answer import EVENT_STREAM, JSON, Answer
from translators.exchange.exchange import Exchange
from translators.hub.document import Document
from translators.hub.failure import STATUS, Failure, FailureKind
from translators.memory.thoughts import FORGETFUL, remembered
from translators.openai_responses.websocket import empty_answer, is_preparing
from translators.responses_state.answers import ApiReply
from translators.tokens.endpoints import counts
from translators.wire import json_bytes

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LocalResponse:
    """What a client gets that is sent nowhere, and what there is to tell of it."""

    response: http.Response
    record: Record

    @property
    def outcome(self) -> str:
        """What happened, in a word and a status."""
        status = self.response.status_code
        return f"refused with {status}" if status >= 400 else f"answered here with {status}"


class _Arrival(NamedTuple):
    """A request that is ours: as mitmproxy has it, its body read, and who may know more of it."""

    request: http.Request
    document: Document
    body: bytes
    record: Record
    keeper: Keeper | None
    calibration: TokenCalibration


def too_large(claim: Claim | Inquiry) -> http.Response:
    """The response to a body that is larger than any route takes."""
    message = f"The request is larger than {claim.request_limit} bytes, the limit of this proxy"
    return _response(claim.dialect, "too_large", message)


def admit(
    request: http.Request,
    claim: Claim,
    keeper: Keeper | None = None,
    calibration: TokenCalibration | None = None,
) -> Passage | LocalResponse | None:
    """The passage of a request that is ours, and edited; its refusal; or None: it is not ours.

    `keeper` knows the conversations that a request may continue, `calibration` what requests cost.
    """
    coding = heads.header(request, "content-encoding") or ""
    try:
        body = decode(request.raw_content or b"", coding, claim.request_limit)
        document = json_bytes.loads_object(body)
    except RoomError:
        message = f"The body holds more than {claim.request_limit} bytes, the limit of this proxy"
        return _unreadable(claim, "too_large", message)
    except CodingError as error:
        message = f"The body cannot be decompressed: {error}"
        return _unreadable(claim, "invalid_request", message)
    except json_bytes.NotJsonError as error:
        return _unreadable(claim, "invalid_request", f"The body is not what it should be: {error}")
    named = document.get("model")
    model = named if isinstance(named, str) else ""
    route = claim.route(model)
    if route is None:
        return None
    record = Record.begin(route, claim.dialect, model)
    record.request.add(body)
    return _begin(
        _Arrival(request, document, body, record, keeper, calibration or TokenCalibration())
    )


def _unreadable(claim: Claim, kind: FailureKind, message: str) -> LocalResponse | None:
    """A body without a model is ours only if there is a route for every model."""
    if claim.certain is None:
        return None
    record = Record.begin(claim.certain, claim.dialect, "")
    record.error = message
    return LocalResponse(_response(claim.dialect, kind, message), record)


def _response(dialect: Dialect, kind: FailureKind, message: str) -> http.Response:
    status, document = dialect.encode_failure(Failure(kind, message, STATUS[kind]))
    return edits.response_of(Answer(status, JSON, json_bytes.dumps(document)), [])


def _begin(arrival: _Arrival) -> Passage | LocalResponse:
    """Whatever goes wrong is said to the client: a request that is ours goes nowhere as it came."""
    record = arrival.record
    exchange = _exchange(record, _client(arrival))
    try:
        return _proceed(arrival, exchange)
    except RequestError as error:
        record.error = str(error)
        answer = exchange.refuse(error)
    except Exception:
        logger.exception("[dragoman] a request could not be translated: a bug, please report")
        record.error = "The proxy failed while it translated this request; its log says how"
        answer = exchange.refuse(Failure("proxy", record.error, STATUS["proxy"]))
    return LocalResponse(edits.response_of(answer, []), record)


def _proceed(arrival: _Arrival, exchange: Exchange) -> Passage | LocalResponse:
    """Answer what is answered here; translate the rest, and edit it last of all."""
    document, record, keeper = arrival.document, arrival.record, arrival.keeper
    turn = _turn(arrival, exchange)
    if isinstance(turn, ApiReply):
        record.error = _message(turn)
        return LocalResponse(response_of(turn), record)
    if turn and keeper and keeper.private and is_preparing(document):
        return _prepared(document, turn, record)
    translated = exchange.request(turn.document if turn else document)
    counted = counts(exchange.client)
    if counted and not exchange.bypass:
        answer = Answer(200, JSON, json_bytes.dumps(arrival.calibration.count(exchange)))
        return LocalResponse(edits.response_of(answer, []), record)
    # The answer echoes what the client said, not what we made of it.
    exchange.context.original = document
    _edit(arrival, exchange, translated)
    route = record.route
    return Passage(
        exchange,
        record,
        route.policy,
        _authorize(route),
        turn=turn,
        redact=redaction(route.key),
        instead=partial(arrival.calibration.instead, exchange) if counted else None,
    )


def _edit(arrival: _Arrival, exchange: Exchange, translated: Document) -> None:
    """Make the request the upstream's; what needed no translation keeps its bytes."""
    provider = exchange.provider
    body = arrival.body if translated is arrival.document else json_bytes.dumps(translated)
    streams, same = exchange.upstream_streams, exchange.bypass
    edits.set_body_and_headers(arrival.request, provider, body, streams=streams, same=same)
    address, family = arrival.record.route.address, provider.dialect.family
    edits.set_destination(arrival.request, address, exchange.path_and_query, family)


def _turn(arrival: _Arrival, exchange: Exchange) -> PendingTurn | ApiReply | None:
    """The turn of a conversation that a request begins; None where nobody speaks of such."""
    if arrival.keeper is None or exchange.client.name != RESPONSES.name:
        return None
    return arrival.keeper.begin(arrival.document, upstream_remembers=exchange.bypass)


def _prepared(document: Document, turn: PendingTurn, record: Record) -> LocalResponse:
    """The answer to a request on a WebSocket that only says what the next ones go on from."""
    stream = empty_answer(document, MINT)
    turn.keep_body(stream)
    return LocalResponse(edits.response_of(Answer(200, EVENT_STREAM, stream), []), record)


def _message(reply: ApiReply) -> str:
    error = reply.document.get("error")
    return str(error.get("message")) if isinstance(error, dict) else ""


def _client(arrival: _Arrival) -> Dialect:
    """What the client speaks; if it sends no thinking back, with what we have kept of that."""
    record, keeper = arrival.record, arrival.keeper
    same = record.client.name == record.route.provider.dialect.name
    if keeper is None or same or record.client.name not in FORGETFUL:
        return record.client
    thoughts = keeper.thoughts(arrival.document, fingerprints.client(arrival.request))
    return record.client if thoughts is None else remembered(record.client, thoughts)


def _exchange(record: Record, client: Dialect) -> Exchange:
    route = record.route
    exchange = Exchange(
        client,
        route.provider,
        route.upstream_model(record.model),
        MINT,
        strict=route.policy.strict,
        drop_content=route.policy.drop_content,
        account=fingerprints.account(route.key),
    )
    record.losses = exchange.losses
    return exchange


def _authorize(route: Route) -> "partial[http.Request]":
    return partial(edits.authorized, provider=route.provider, key=route.key)
