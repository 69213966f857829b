"""A claimed request whose body has come: let it pass by, answer it here, or send it on its passage.

The request itself is never edited: what is sent is a copy, made for the target that is asked.
"""

import logging

from mitmproxy import http

from addons.arrival.arrival import Arrival
from addons.arrival.local_response import LocalResponse, failure_response, response_of
from addons.arrival.preparation import attempt_at, exchange_for
from addons.conversations.keeper import Keeper, PendingTurn
from addons.messages import edits, heads
from addons.messages.content_coding import CodingError, RoomError, decode
from addons.minting import MINT
from addons.passage.passage import Passage
from addons.passage.record import Record
from addons.passage.token_calibration import TokenCalibration
from addons.routes.claims import Claim
from translators.errors import RequestError
from translators.exchange.answer import EVENT_STREAM, JSON, Answer
from translators.exchange.exchange import Exchange
from translators.hub.failure import STATUS, Failure, FailureKind
from translators.openai_responses.websocket import empty_answer, is_preparing
from translators.responses_state.answers import ApiReply
from translators.wire import json_bytes

logger = logging.getLogger(__name__)


def admit(
    request: http.Request,
    claim: Claim,
    keeper: Keeper | None = None,
    calibration: TokenCalibration | None = None,
) -> Passage | LocalResponse | None:
    """The passage of a request that is ours; what it gets here; or None: it is not ours.

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
    model = claim.endpoint.call(document).model
    route = claim.route(model)
    if route is None:
        return None
    record = Record.begin(route, route.targets[0], claim.dialect, model)
    record.request.add(body)
    calibration = calibration or TokenCalibration()
    return _begin(Arrival(request, body, document, claim.endpoint, record, keeper, calibration))


def _unreadable(claim: Claim, kind: FailureKind, message: str) -> LocalResponse | None:
    """A body without a model is ours only if there is a route for every model."""
    route = claim.certain
    if route is None:
        return None
    record = Record.begin(route, route.targets[0], claim.dialect, "")
    record.error = message
    return LocalResponse(failure_response(claim.dialect, kind, message), record)


def _begin(arrival: Arrival) -> Passage | LocalResponse:
    """Whatever goes wrong is said to the client: a request that is ours goes nowhere as it came."""
    record = arrival.record
    exchange = exchange_for(arrival, record.target)
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


def _proceed(arrival: Arrival, exchange: Exchange) -> Passage | LocalResponse:
    """Answer what is answered here; translate the rest."""
    document, record = arrival.document, arrival.record
    turn = _turn(arrival, exchange)
    if isinstance(turn, ApiReply):
        record.error = _message(turn)
        return LocalResponse(response_of(turn), record)
    if turn and arrival.keeper and arrival.keeper.private and is_preparing(document):
        return _prepared(arrival, turn)
    translated = exchange.request(turn.document if turn else document)
    if arrival.endpoint.question == "count" and not exchange.bypass:
        answer = Answer(200, JSON, json_bytes.dumps(arrival.calibration.count(exchange)))
        return LocalResponse(edits.response_of(answer, []), record)
    # The answer echoes what the client said, not what we made of it.
    exchange.context.original = document
    attempt = attempt_at(arrival, record.target, exchange, translated)
    return Passage(attempt, record, record.route.policy, turn=turn)


def _turn(arrival: Arrival, exchange: Exchange) -> PendingTurn | ApiReply | None:
    """The turn of a conversation that a request begins; None where nobody speaks of such."""
    if arrival.keeper is None or not exchange.client.keeps_conversations:
        return None
    return arrival.keeper.begin(arrival.document, upstream_remembers=exchange.bypass)


def _prepared(arrival: Arrival, turn: PendingTurn) -> LocalResponse:
    """The answer to a request on a WebSocket that only says what the next ones go on from."""
    stream = empty_answer(arrival.document, MINT)
    turn.keep_body(stream)
    response = edits.response_of(Answer(200, EVENT_STREAM, stream), [])
    return LocalResponse(response, arrival.record)


def _message(reply: ApiReply) -> str:
    error = reply.document.get("error")
    return str(error.get("message")) if isinstance(error, dict) else ""
