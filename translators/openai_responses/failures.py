"""Errors: as HTTP answers, and as codes inside of a stream.

Statuses and codes are chosen for what clients do with them (clients.md 3): Codex retries a 404 six
times, shows a 400 at once, retries any code that it does not know, and does not retry an overload
that it is told of by name (field guide 38).
"""

import re
from typing import NamedTuple

from translators.hub.document import Document
from translators.hub.failure import Failure, FailureKind


class _FailureWords(NamedTuple):
    """How one kind of failure is said: HTTP status, `type`, `code`; and its code in a stream."""

    status: int
    type: str
    code: str | None
    stream_code: str


_REQUEST = "invalid_request_error"
_SERVER = "server_error"
_SHOWN = "invalid_prompt"
"""The code on which Codex ends the turn and prints the message as it is."""

_WORDS: dict[FailureKind, _FailureWords] = {
    "invalid_request": _FailureWords(400, _REQUEST, None, _SHOWN),
    "context_length": _FailureWords(
        400, _REQUEST, "context_length_exceeded", "context_length_exceeded"
    ),
    "content_policy": _FailureWords(400, _REQUEST, _SHOWN, _SHOWN),
    "authentication": _FailureWords(401, _REQUEST, "invalid_api_key", _SHOWN),
    "permission": _FailureWords(403, _REQUEST, None, _SHOWN),
    "not_found": _FailureWords(400, _REQUEST, "model_not_found", _SHOWN),
    "too_large": _FailureWords(413, _REQUEST, None, _SHOWN),
    "rate_limit": _FailureWords(
        429, "rate_limit_error", "rate_limit_exceeded", "rate_limit_exceeded"
    ),
    "quota": _FailureWords(429, "insufficient_quota", "insufficient_quota", "insufficient_quota"),
    "overloaded": _FailureWords(503, _SERVER, _SERVER, _SERVER),
    "server": _FailureWords(500, _SERVER, _SERVER, _SERVER),
    "broken": _FailureWords(502, _SERVER, _SERVER, _SERVER),
    "timeout": _FailureWords(504, _SERVER, _SERVER, _SERVER),
    "connection": _FailureWords(502, _SERVER, _SERVER, _SERVER),
    "proxy": _FailureWords(500, _SERVER, _SERVER, _SHOWN),
}

_TRY_AGAIN = re.compile(r"try again in", re.IGNORECASE)


def encode_failure(failure: Failure) -> tuple[int, Document]:
    """The HTTP status, and OpenAI's error body."""
    words = _WORDS[failure.kind]
    return words.status, {
        "error": {
            "message": failure.message,
            "type": words.type,
            "param": failure.param,
            "code": words.code or failure.code,
        }
    }


def failed_error(failure: Failure) -> Document:
    """The `error` of a `response.failed` event."""
    return {"code": _WORDS[failure.kind].stream_code, "message": _message(failure)}


def _message(failure: Failure) -> str:
    """The message; Codex reads from it how long to wait."""
    wait = failure.retry_after
    if wait is None or _TRY_AGAIN.search(failure.message):
        return failure.message
    return f"{failure.message} Please try again in {wait:g}s."
