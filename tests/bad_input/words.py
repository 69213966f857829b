"""How each client must be told of each failure: the tables that the tests compare with."""

from collections.abc import Mapping
from typing import NamedTuple

from tests.bad_input.views import View


class Wording(NamedTuple):
    """An error's HTTP status, type and code; and, of a stream under way, its type and code."""

    status: int
    type: str
    code: str | None
    streamed: tuple[str, str | None]


def _messages(status: int, kind: str) -> Wording:
    return Wording(status, kind, None, (kind, None))


def _chat(status: int, kind: str, code: str | None = None) -> Wording:
    return Wording(status, kind, code, (kind, code))


def _responses(status: int, kind: str, code: str | None, streamed: str) -> Wording:
    return Wording(status, kind, code, ("", streamed))


_INVALID = "invalid_request_error"
_LIMIT = "rate_limit_error"

WORDINGS: Mapping[str, Mapping[str, Wording]] = {
    "openai-chat": {
        "invalid": _chat(400, _INVALID),
        "not found": _chat(404, "not_found_error", "model_not_found"),
        "too large": _chat(413, _INVALID, "request_too_large"),
        "rate limit": _chat(429, _LIMIT, "rate_limit_exceeded"),
        "overloaded": _chat(503, "server_error"),
        "server": _chat(500, "server_error"),
        "broken": _chat(502, "server_error"),
    },
    "openai-responses": {
        "invalid": _responses(400, _INVALID, None, "invalid_prompt"),
        # Codex tries a 404 again and again, and shows a 400 at once.
        "not found": _responses(400, _INVALID, "model_not_found", "invalid_prompt"),
        "too large": _responses(413, _INVALID, None, "invalid_prompt"),
        "rate limit": _responses(429, _LIMIT, "rate_limit_exceeded", "rate_limit_exceeded"),
        "overloaded": _responses(503, "server_error", "server_error", "server_error"),
        "server": _responses(500, "server_error", "server_error", "server_error"),
        "broken": _responses(502, "server_error", "server_error", "server_error"),
    },
    "anthropic-messages": {
        "invalid": _messages(400, _INVALID),
        "not found": _messages(404, "not_found_error"),
        "too large": _messages(413, "request_too_large"),
        "rate limit": _messages(429, _LIMIT),
        "overloaded": _messages(529, "overloaded_error"),
        "server": _messages(500, "api_error"),
        "broken": _messages(502, "api_error"),
    },
}


type Told = tuple[int, bool, str, str | None]
"""Status, whether it is within a stream, type and code."""


def wording(client: str, failure: str, *, streamed: bool = False) -> Told:
    """What a client must be told; `streamed` of a failure within a stream."""
    words = WORDINGS[client][failure]
    if streamed:
        return 200, True, *words.streamed
    return words.status, False, words.type, words.code


def told(view: View) -> Told:
    """What a client was told."""
    assert view.error is not None, view
    return view.status, view.streamed, view.error.type, view.error.code
