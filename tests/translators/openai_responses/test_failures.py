"""Statuses and codes: what clients do with an error decides how it is said."""

from typing import get_args

import pytest

from translators.hub.failure import Failure, FailureKind
from translators.openai_responses.dialect import DIALECT
from translators.openai_responses.failures import encode_failure, failed_error
from translators.wire import json_bytes

KINDS: tuple[FailureKind, ...] = get_args(FailureKind.__value__)


def test_an_error_is_said_whole() -> None:
    failure = Failure("invalid_request", "no such tool", 422, "bad_tool", param="tools[0]")

    assert encode_failure(failure) == (
        400,
        {
            "error": {
                "message": "no such tool",
                "type": "invalid_request_error",
                "param": "tools[0]",
                "code": "bad_tool",
            }
        },
    )


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("invalid_request", 400, None),
        ("context_length", 400, "context_length_exceeded"),
        ("content_policy", 400, "invalid_prompt"),
        ("not_found", 400, "model_not_found"),
        ("too_large", 413, None),
        ("rate_limit", 429, "rate_limit_exceeded"),
        ("quota", 429, "insufficient_quota"),
        ("overloaded", 503, "server_error"),
        ("server", 500, "server_error"),
        ("timeout", 504, "server_error"),
        ("connection", 502, "server_error"),
        ("proxy", 500, "server_error"),
    ],
)
def test_every_kind_has_its_status_and_code(
    kind: FailureKind, status: int, code: str | None
) -> None:
    given, document = encode_failure(Failure(kind, "no"))
    error = document["error"]

    assert isinstance(error, dict)
    assert (given, error["code"]) == (status, code)


@pytest.mark.parametrize("kind", KINDS)
def test_the_dialect_reads_its_own_errors(kind: FailureKind) -> None:
    status, document = encode_failure(Failure(kind, "no"))
    again = DIALECT.decode_failure(status, None, json_bytes.dumps(document))

    assert again.message == "no"
    assert again.status == status


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        # Codex ends the turn and prints the message as it is.
        ("invalid_request", "invalid_prompt"),
        ("content_policy", "invalid_prompt"),
        ("authentication", "invalid_prompt"),
        ("permission", "invalid_prompt"),
        ("not_found", "invalid_prompt"),
        ("too_large", "invalid_prompt"),
        ("proxy", "invalid_prompt"),
        # Codex has words of its own for these.
        ("context_length", "context_length_exceeded"),
        ("quota", "insufficient_quota"),
        ("rate_limit", "rate_limit_exceeded"),
        # Codex tries again, which it would not for `server_is_overloaded` (field guide 38).
        ("overloaded", "server_error"),
        ("server", "server_error"),
        ("timeout", "server_error"),
        ("connection", "server_error"),
    ],
)
def test_every_kind_has_its_code_in_a_stream(kind: FailureKind, code: str) -> None:
    assert failed_error(Failure(kind, "no")) == {"code": code, "message": "no"}


def test_the_message_says_when_to_try_again() -> None:
    said = failed_error(Failure("rate_limit", "Too many requests.", retry_after=1.5))

    assert said["message"] == "Too many requests. Please try again in 1.5s."


def test_a_message_that_says_when_to_try_again_is_left_alone() -> None:
    message = "Rate limit reached. Please try again in 20ms."

    said = failed_error(Failure("rate_limit", message, retry_after=1.5))

    assert said["message"] == message
