from typing import get_args

import pytest

from tests.support.corpus import Capture, parameters, select
from translators.hub.document import Document
from translators.hub.failure import Failure, FailureKind
from translators.openai_chat.failures import SAID, decode_failure, encode_failure, read_error
from translators.wire import json_bytes

ERRORS = [capture for capture in select("response", "openai-chat") if capture.status >= 400]


def test_every_kind_can_be_said() -> None:
    assert set(get_args(FailureKind.__value__)) == SAID.keys()


@pytest.mark.parametrize("kind", sorted(SAID.keys() - {"broken", "connection", "proxy"}), ids=str)
def test_a_failure_that_is_said_is_understood(kind: FailureKind) -> None:
    status, document = encode_failure(Failure(kind, "It went wrong."))

    assert decode_failure(status, None, json_bytes.dumps(document)).kind == kind


def test_an_overflow_is_said_in_the_words_that_clients_know() -> None:
    failure = Failure("context_length", "The prompt is too long.", 400, param="messages")

    assert encode_failure(failure) == (
        400,
        {
            "error": {
                "message": "The prompt is too long.",
                "type": "invalid_request_error",
                "param": "messages",
                "code": "context_length_exceeded",
            }
        },
    )


def test_an_overload_is_a_server_error_that_is_retried() -> None:
    status, document = encode_failure(Failure("overloaded", "Busy.", 529))

    assert (status, document) == (
        503,
        {"error": {"message": "Busy.", "type": "server_error", "param": None, "code": None}},
    )


def test_the_upstreams_code_stays_where_there_is_none_of_ours() -> None:
    _, document = encode_failure(Failure("invalid_request", "No.", code="unsupported_parameter"))

    assert document["error"] == {
        "message": "No.",
        "type": "invalid_request_error",
        "param": None,
        "code": "unsupported_parameter",
    }


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (401, {"message": "Bad key", "code": "invalid_request_error"}, "authentication"),
        (402, {"message": "Insufficient Balance", "type": "unknown_error"}, "quota"),
        (429, {"message": "Pay", "type": "exceeded_current_quota_error"}, "quota"),
        (400, {"message": "Too many input tokens", "code": 400}, "context_length"),
    ],
)
def test_habits_of_servers_are_known(status: int, error: Document, kind: str) -> None:
    assert decode_failure(status, None, json_bytes.dumps({"error": error})).kind == kind


def test_what_openrouter_hides_is_said() -> None:
    body: Document = {
        "error": {
            "message": "Provider returned error",
            "code": 400,
            "metadata": {"raw": "prompt is too long: 300000 tokens", "provider_name": "P"},
        }
    }

    failure = decode_failure(400, 2.5, json_bytes.dumps(body))

    assert failure == Failure(
        "context_length",
        "Provider returned error: prompt is too long: 300000 tokens",
        400,
        "400",
        2.5,
        None,
        body,
    )


def test_an_error_inside_a_chunk_is_read() -> None:
    failure = read_error({"choices": [], "error": {"code": 429, "message": "Slow down"}})

    assert failure is not None
    assert (failure.kind, failure.message) == ("rate_limit", "Slow down")


def test_a_chunk_without_an_error_tells_of_none() -> None:
    assert read_error({"choices": []}) is None


@pytest.mark.parametrize("capture", parameters(ERRORS))
def test_every_captured_error_says_what_went_wrong(capture: Capture) -> None:
    failure = decode_failure(capture.status, None, capture.data)
    expected = {
        400: {"invalid_request", "context_length"},
        401: {"authentication"},
        404: {"not_found"},
    }[capture.status]

    assert failure.kind in expected
    assert "status" not in failure.message
