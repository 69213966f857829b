"""Requests for the models there are: answered from what the routes name, or let through and edited.

A client that is shown its own vendor's list would choose what no route serves.
"""

from urllib.parse import parse_qsl

from mitmproxy import http

from addons.messages import edits
from translators.anthropic_messages.failures import encode_failure as anthropics
from translators.catalogue import ModelListQuery, model, models, with_plain_tools
from translators.errors import RequestError
from translators.exchange.answer import JSON, Answer
from translators.hub.document import Document
from translators.hub.failure import Failure, FailureKind
from translators.openai_chat.failures import encode_failure as openais
from translators.wire import json_bytes


def response_to(wanted: ModelListQuery, names: tuple[str, ...], path: str) -> http.Response:
    """The response to a request for models of which there are these."""
    query = dict(parse_qsl(path.partition("?")[2]))
    try:
        if wanted.name is None:
            return _response(200, models(names, wanted.shape, query))
    except RequestError as error:
        return _refusal(wanted, "invalid_request", str(error), 400)
    if wanted.name in names:
        return _response(200, model(wanted.name, wanted.shape))
    known = ", ".join(names) or "none"
    message = f"The model '{wanted.name}' is not named by any route here; there are: {known}"
    return _refusal(wanted, "not_found", message, 404)


def offer_plain_tools(response: http.Response) -> None:
    """Change Codex's list of models so that it offers plain functions; leave all else alone."""
    if response.status_code != 200:
        return
    try:
        document = json_bytes.loads_object(response.content or b"")
    except (ValueError, json_bytes.NotJsonError):
        return  # no list of models, or in a coding that nobody knows: nothing that could be edited
    changed = with_plain_tools(document)
    if changed is not document:
        response.content = json_bytes.dumps(changed)


def _refusal(wanted: ModelListQuery, kind: FailureKind, message: str, status: int) -> http.Response:
    encode = anthropics if wanted.shape == "anthropic" else openais
    return _response(status, encode(Failure(kind, message, status))[1])


def _response(status: int, document: Document) -> http.Response:
    return edits.response_of(Answer(status, JSON, json_bytes.dumps(document)), [])
