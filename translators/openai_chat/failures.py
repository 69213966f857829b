"""Errors in this dialect: `{"error": {message, type, param, code}}`.

Upstreams of this dialect fill the four in their own ways; what they mean is `diagnosis`'s matter,
but for the few habits that only servers of this dialect have.
"""

from dataclasses import replace

from translators.diagnosis import diagnose, failure_in, read_failure
from translators.hub.document import Document, Json
from translators.hub.failure import Failure, FailureKind
from translators.openai_chat.vocabulary import object_of, text_of

SAID: dict[FailureKind, tuple[int, str, str | None]] = {
    "invalid_request": (400, "invalid_request_error", None),
    "context_length": (400, "invalid_request_error", "context_length_exceeded"),
    "content_policy": (400, "invalid_request_error", "content_policy_violation"),
    "authentication": (401, "authentication_error", "invalid_api_key"),
    "permission": (403, "permission_error", None),
    "not_found": (404, "not_found_error", "model_not_found"),
    "too_large": (413, "invalid_request_error", "request_too_large"),
    "rate_limit": (429, "rate_limit_error", "rate_limit_exceeded"),
    "quota": (429, "insufficient_quota", "insufficient_quota"),
    # OpenAI's own word for it is one that some clients do not retry (field guide 38).
    "overloaded": (503, "server_error", None),
    "server": (500, "server_error", None),
    "broken": (502, "server_error", None),
    "timeout": (504, "timeout_error", None),
    "connection": (502, "server_error", None),
    "proxy": (500, "server_error", None),
}
"""Status, type and code that clients of OpenAI know each kind by."""

CODES: dict[str, FailureKind] = {
    "exceeded_current_quota_error": "quota",  # Moonshot, with the 429 of a rate limit
}
"""Codes and types that only servers of this dialect have."""


def encode_failure(failure: Failure) -> tuple[int, Document]:
    """The status and the body that say a failure to a client."""
    return SAID[failure.kind][0], write_error(failure)


def write_error(failure: Failure) -> Document:
    """The error object; upstream's own code stays where ours says nothing."""
    _, kind, code = SAID[failure.kind]
    error: Document = {
        "message": failure.message,
        "type": kind,
        "param": failure.param,
        "code": code or failure.code,
    }
    return {"error": error}


def decode_failure(status: int, retry_after: float | None, body: bytes) -> Failure:
    """Read an error body of any status."""
    return _refine(read_failure(status, retry_after, body))


def read_error(document: Document) -> Failure | None:
    """The error that a chunk or an answer of status 200 tells of, if it does."""
    failure = failure_in(document)
    return None if failure is None else _refine(failure)


def _refine(failure: Failure) -> Failure:
    error = _error_of(failure.raw)
    hidden = text_of(object_of(error.get("metadata")).get("raw"))
    if hidden:
        # OpenRouter says "Provider returned error" and keeps the provider's words beside it.
        message = f"{failure.message}: {hidden}"
        kind = diagnose(failure.status, message, failure.code)
        generic = failure.kind in {"invalid_request", "server"}
        failure = replace(failure, message=message, kind=kind if generic else failure.kind)
    kind = CODES.get(text_of(error.get("type")))
    return failure if kind is None else replace(failure, kind=kind)


def _error_of(raw: Json) -> Document:
    """The object that tells of the error, wherever in the body it is."""
    document = object_of(raw)
    return object_of(document.get("error")) or document
