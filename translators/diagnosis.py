"""What kind of failure an error is, from its status, its code and its words.

Shared by all dialects, because compatible upstreams mix each other's: an overload may be a 429, a
503, a 529 or an event inside a 200; a context overflow is a 400 with a hundred wordings.
"""

import re

from translators.hub.document import Document, Json
from translators.hub.failure import Failure, FailureKind
from translators.wire import json_bytes

CODES: dict[str, FailureKind] = {
    "authentication_error": "authentication",
    "billing_error": "quota",
    "content_filter": "content_policy",
    "content_policy_violation": "content_policy",
    "context_length_exceeded": "context_length",
    "cyber_policy": "content_policy",
    "insufficient_quota": "quota",
    "invalid_api_key": "authentication",
    "invalid_prompt": "content_policy",
    "invalid_request_error": "invalid_request",
    "model_not_found": "not_found",
    "not_found_error": "not_found",
    "overloaded_error": "overloaded",
    "permission_error": "permission",
    "rate_limit_error": "rate_limit",
    "rate_limit_exceeded": "rate_limit",
    "request_too_large": "too_large",
    "server_is_overloaded": "overloaded",
    "slow_down": "overloaded",
    "string_above_max_length": "context_length",
    "timeout_error": "timeout",
    "usage_limit_reached": "quota",
    "usage_not_included": "quota",
}
"""Error codes and types of all vendors; the more telling ones come from `code`, not `type`."""

STATUSES: dict[int, FailureKind] = {
    400: "invalid_request",
    401: "authentication",
    402: "quota",
    403: "permission",
    404: "not_found",
    408: "timeout",
    409: "server",
    413: "too_large",
    422: "invalid_request",
    429: "rate_limit",
    502: "server",
    503: "overloaded",
    504: "timeout",
    529: "overloaded",
}

_CONTEXT_WORDS = re.compile(
    r"prompt is too long|maximum context length|context[ _-]length|context window"
    r"|too many (input )?tokens|input is too long|exceeds? the (model'?s? )?(maximum )?context"
    r"|reduce the length of the messages|length of all messages is too long"
    r"|exceeds the maximum number of tokens|exceeds the available context",
    re.IGNORECASE,
)


def diagnose(status: int, message: str, *codes: str | None) -> FailureKind:
    """The kind of a failure; the first telling one of `codes` decides, then words, then status.

    `invalid_request_error` is not telling: OpenAI says it with a 401 for a missing key, DeepSeek
    with a 401 whose type is `authentication_error`, everybody with a 400 for an overflow.
    """
    known: list[FailureKind] = [CODES[code] for code in codes if code in CODES]
    telling: FailureKind | None = next((k for k in known if k != "invalid_request"), None)
    if telling is not None:
        return telling
    if _CONTEXT_WORDS.search(message):
        return "context_length"
    if status in STATUSES:
        return STATUSES[status]
    return "invalid_request" if known or 400 <= status < 500 else "server"


def read_failure(status: int, retry_after: float | None, body: bytes) -> Failure:
    """Read an upstream's error body, whatever it is: JSON of any vendor, HTML, text or nothing."""
    try:
        document = json_bytes.loads(body)
    except json_bytes.NotJsonError:
        return _wordless(status, retry_after, body)
    failure = failure_in(document, status)
    if failure is None:
        return _wordless(status, retry_after, body)
    return Failure(
        failure.kind, failure.message, status, failure.code, retry_after, failure.param, document
    )


def failure_in(document: Json, status: int = 200) -> Failure | None:
    """The failure that a JSON document tells of: `error` (object or text), `detail`, `message`."""
    if isinstance(document, list) and document:
        return failure_in(document[0], status)
    if not isinstance(document, dict):
        return None
    error = document.get("error") or document.get("detail")
    details: Document = error if isinstance(error, dict) else document
    message = error if isinstance(error, str) and error else details.get("message")
    if not isinstance(message, str) or not message:
        if not isinstance(error, dict | list):
            return None
        message = json_bytes.dumps(error).decode()
    code, kind, param = (_word(details.get(key)) for key in ("code", "type", "param"))
    number = int(code) if code is not None and re.fullmatch(r"[45]\d\d", code) else status
    return Failure(
        diagnose(number, message, code, kind), message, status, code, None, param, document
    )


def _wordless(status: int, retry_after: float | None, body: bytes) -> Failure:
    """A failure without a message that can be read: quote a little of the body."""
    words = " ".join(re.sub(rb"<[^>]*>", b" ", body[:2000]).decode("utf-8", "replace").split())
    said = f": {words[:200]}" if words else " and an empty body"
    message = f"The upstream answered with status {status}{said}"
    return Failure(diagnose(status, message), message, status, None, retry_after)


def _word(value: Json) -> str | None:
    return None if value is None or isinstance(value, dict | list) else str(value)
