"""Errors: how Anthropic and its compatibles say them, and how clients of Messages understand them.

Claude Code reads `error.type` before the status, retries 429 and 5xx for minutes, and starts its
compaction on the words "prompt is too long" (clients 3, field guide 49).
"""

import re
from dataclasses import replace

from translators.anthropic_messages.overflow import overflow
from translators.diagnosis import read_failure
from translators.hub.document import Document
from translators.hub.failure import Failure, FailureKind

TYPES: dict[FailureKind, tuple[int, str]] = {
    "invalid_request": (400, "invalid_request_error"),
    "context_length": (400, "invalid_request_error"),
    "content_policy": (400, "invalid_request_error"),
    "authentication": (401, "authentication_error"),
    "permission": (403, "permission_error"),
    "not_found": (404, "not_found_error"),
    "too_large": (413, "request_too_large"),
    "rate_limit": (429, "rate_limit_error"),
    # No credit will not come back by trying eleven times: Anthropic's own status for it is final.
    "quota": (400, "billing_error"),
    "overloaded": (529, "overloaded_error"),
    "server": (500, "api_error"),
    "broken": (502, "api_error"),
    "timeout": (504, "api_error"),
    "connection": (502, "api_error"),
    "proxy": (500, "api_error"),
}
"""Status and `error.type` of each kind of failure."""

_PLAIN_REFUSALS: tuple[tuple[re.Pattern[str], FailureKind], ...] = (
    (re.compile(r"credit balance is too low|spend(ing)? limit", re.IGNORECASE), "quota"),
    (re.compile(r"exceed context limit", re.IGNORECASE), "context_length"),
)
"""What Anthropic says under the type `invalid_request_error` and means otherwise."""


def decode_failure(status: int, retry_after: float | None, body: bytes) -> Failure:
    """Read an upstream's error body; `retry_after` counts seconds."""
    return refined(read_failure(status, retry_after, body))


def refined(failure: Failure) -> Failure:
    """The failure with the kind that its words tell."""
    if failure.kind != "invalid_request":
        return failure
    for words, kind in _PLAIN_REFUSALS:
        if words.search(failure.message):
            return replace(failure, kind=kind)
    return failure


def encode_failure(failure: Failure) -> tuple[int, Document]:
    """The status and the body that a client understands."""
    status, kind = TYPES[failure.kind]
    message = failure.message
    if failure.kind == "context_length":
        message = overflow(message)
    document: Document = {"type": "error", "error": {"type": kind, "message": message}}
    if isinstance(failure.raw, dict) and isinstance(failure.raw.get("request_id"), str):
        document["request_id"] = failure.raw["request_id"]
    return status, document
