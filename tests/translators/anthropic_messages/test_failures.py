"""Errors, as upstreams say them and as clients of Messages understand them."""

import typing

import pytest

from translators.anthropic_messages.failures import TYPES, decode_failure, encode_failure
from translators.hub.failure import Failure, FailureKind
from translators.wire import json_bytes


def _body(kind: str, message: str) -> bytes:
    return json_bytes.dumps({"type": "error", "error": {"type": kind, "message": message}})


def test_every_kind_of_failure_can_be_said() -> None:
    assert set(TYPES) == set(typing.get_args(FailureKind.__value__))


@pytest.mark.parametrize(
    ("status", "kind", "message", "expected"),
    [
        (400, "invalid_request_error", "max_tokens: Field required", "invalid_request"),
        (
            400,
            "invalid_request_error",
            "prompt is too long: 9 tokens > 5 maximum",
            "context_length",
        ),
        (
            400,
            "invalid_request_error",
            "input length and `max_tokens` exceed context limit: 199658 + 20000 > 200000",
            "context_length",
        ),
        (400, "invalid_request_error", "Your credit balance is too low", "quota"),
        (401, "authentication_error", "invalid x-api-key", "authentication"),
        (402, "billing_error", "no credit", "quota"),
        (403, "permission_error", "no", "permission"),
        (404, "not_found_error", "model: claude-0", "not_found"),
        (413, "request_too_large", "too large", "too_large"),
        (429, "rate_limit_error", "slow down", "rate_limit"),
        (500, "api_error", "Internal server error", "server"),
        (529, "overloaded_error", "Overloaded", "overloaded"),
    ],
)
def test_what_anthropic_says_is_understood(
    status: int, kind: str, message: str, expected: FailureKind
) -> None:
    failure = decode_failure(status, 2.5, _body(kind, message))

    assert (failure.kind, failure.message, failure.status) == (expected, message, status)
    assert failure.retry_after == 2.5


def test_an_error_that_is_a_string_is_understood() -> None:
    # lingua__bedrockAnthropicContextManagementParam.bedrock-anthropic.error.json
    body = json_bytes.dumps({"error": "ValidationException: context_management: Extra inputs"})

    assert decode_failure(400, None, body).kind == "invalid_request"


@pytest.mark.parametrize(
    ("kind", "status", "said"),
    [
        ("invalid_request", 400, "invalid_request_error"),
        ("rate_limit", 429, "rate_limit_error"),
        ("overloaded", 529, "overloaded_error"),
        ("connection", 502, "api_error"),
        ("timeout", 504, "api_error"),
    ],
)
def test_a_failure_is_said_in_anthropics_words(kind: FailureKind, status: int, said: str) -> None:
    assert encode_failure(Failure(kind, "Why.")) == (
        status,
        {"type": "error", "error": {"type": said, "message": "Why."}},
    )


def test_an_empty_account_is_not_tried_again() -> None:
    status, _ = encode_failure(Failure("quota", "no credit", 429))

    assert status == 400


def test_an_overflow_begins_with_the_words_that_start_compaction() -> None:
    _, document = encode_failure(Failure("context_length", "maximum context length is 5"))

    assert document["error"] == {
        "type": "invalid_request_error",
        "message": "prompt is too long: maximum context length is 5",
    }


def test_those_words_are_not_said_twice() -> None:
    _, document = encode_failure(Failure("context_length", "prompt is too long: 9 > 5"))

    assert document["error"] == {
        "type": "invalid_request_error",
        "message": "prompt is too long: 9 > 5",
    }


def test_the_id_of_the_upstreams_request_is_kept() -> None:
    _, document = encode_failure(Failure("server", "x", raw={"request_id": "req_1"}))

    assert document["request_id"] == "req_1"
