"""Requests for the models there are: answered from what the routes name, or let through and edited.

A client that is shown its own vendor's list would choose what no route serves.
"""

from collections.abc import Callable
from urllib.parse import parse_qsl

from mitmproxy import http

from addons.messages import edits
from addons.routes.claims import Catalogue
from translators.errors import RequestError
from translators.exchange.answer import JSON, Answer
from translators.hub.document import Document
from translators.hub.failure import Failure, FailureKind
from translators.model_list import model_in
from translators.wire import json_bytes


def response_to(catalogue: Catalogue, path: str) -> http.Response:
    """The response to a request for models at a path with its query."""
    models, names, name = catalogue.model_list, catalogue.names, model_in(path)
    query = dict(parse_qsl(path.partition("?")[2]))
    try:
        if name is None:
            return _response(200, models.encode_models(names, query))
    except RequestError as error:
        return _refusal(catalogue, "invalid_request", str(error), 400)
    if name in names:
        return _response(200, models.encode_model(name))
    known = ", ".join(names) or "none"
    message = f"The model '{name}' is not named by any route here; there are: {known}"
    return _refusal(catalogue, "not_found", message, 404)


def edit_list(response: http.Response, edit: Callable[[Document], Document]) -> None:
    """Edit a vendor's own list of models; leave everything else alone."""
    if response.status_code != 200:
        return
    try:
        document = json_bytes.loads_object(response.content or b"")
    except (ValueError, json_bytes.NotJsonError):
        return  # no list of models, or in a coding that nobody knows: nothing that could be edited
    changed = edit(document)
    if changed is not document:
        response.content = json_bytes.dumps(changed)


def _refusal(catalogue: Catalogue, kind: FailureKind, message: str, status: int) -> http.Response:
    return _response(status, catalogue.dialect.encode_failure(Failure(kind, message, status))[1])


def _response(status: int, document: Document) -> http.Response:
    return edits.response_of(Answer(status, JSON, json_bytes.dumps(document)), [])
