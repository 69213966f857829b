"""The kind of a failure, from the bodies that upstreams really send."""

import pytest

from tests.support.corpus import Capture, parameters, select
from translators.diagnosis import CODES, STATUSES, diagnose, failure_in, read_failure
from translators.hub.document import Document, Json
from translators.hub.failure import STATUS, Failure, FailureKind
from translators.wire import json_bytes


@pytest.mark.parametrize(
    ("status", "message", "codes", "kind"),
    [
        (400, "bad", (), "invalid_request"),
        (401, "who", (), "authentication"),
        (402, "pay", (), "quota"),
        (403, "no", (), "permission"),
        (404, "where", (), "not_found"),
        (405, "how", (), "invalid_request"),
        (408, "slow", (), "timeout"),
        (413, "big", (), "too_large"),
        (422, "bad", (), "invalid_request"),
        (429, "fast", (), "rate_limit"),
        (500, "oops", (), "server"),
        (502, "oops", (), "server"),
        (503, "busy", (), "overloaded"),
        (504, "slow", (), "timeout"),
        (520, "odd", (), "server"),
        (529, "busy", (), "overloaded"),
    ],
)
def test_without_a_known_code_the_status_decides(
    status: int, message: str, codes: tuple[str, ...], kind: FailureKind
) -> None:
    assert kind == diagnose(status, message, *codes)


@pytest.mark.parametrize(
    "code", [code for code, kind in CODES.items() if kind != "invalid_request"]
)
def test_a_telling_code_decides_whatever_the_status(code: str) -> None:
    assert CODES[code] == diagnose(200, "words", code) == diagnose(500, "words", None, code)


def test_the_code_comes_before_the_type() -> None:
    assert diagnose(429, "", "insufficient_quota", "rate_limit_error") == "quota"


@pytest.mark.parametrize(
    ("status", "codes", "kind"),
    [
        (401, ("invalid_request_error", "authentication_error"), "authentication"),
        (401, ("invalid_request_error",), "authentication"),
        (404, (None, "invalid_request_error"), "not_found"),
        (400, (None, "invalid_request_error"), "invalid_request"),
        (200, (None, "invalid_request_error"), "invalid_request"),
    ],
)
def test_a_code_that_says_nothing_yields_to_one_that_does_and_to_the_status(
    status: int, codes: tuple[str | None, ...], kind: FailureKind
) -> None:
    assert kind == diagnose(status, "words", *codes)


@pytest.mark.parametrize(
    "message",
    [
        "prompt is too long: 208310 tokens > 200000 maximum",
        "This model's maximum context length is 128000 tokens. However, your messages resulted in",
        "Your input exceeds the context window of this model.",
        "context_length_exceeded",
        "input length and `max_tokens` exceed context limit: reduce the length of the messages",
        "Input is too long for requested model.",
        "Requested 40000 input tokens: too many input tokens",
        "The total length of all messages is too long.",
        "The input token count (1250074) exceeds the maximum number of tokens allowed (1048576).",
    ],
)
@pytest.mark.parametrize("status", [200, 400, 413, 500])
def test_an_overflow_is_known_by_its_words_at_any_status(message: str, status: int) -> None:
    assert diagnose(status, message, "invalid_request_error") == "context_length"
    assert diagnose(status, message) == "context_length"


def test_the_tables_know_only_kinds_that_exist() -> None:
    assert {*CODES.values(), *STATUSES.values()} <= set(STATUS)


@pytest.mark.parametrize(
    ("document", "kind", "message", "code", "param"),
    [
        (
            {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}},
            *("overloaded", "Overloaded", None, None),
        ),
        (
            {"error": {"message": "No", "type": "invalid_request_error", "param": "tools[0]"}},
            *("invalid_request", "No", None, "tools[0]"),
        ),
        (
            {"error": {"message": "x", "type": "tokens", "code": "rate_limit_exceeded"}},
            *("rate_limit", "x", "rate_limit_exceeded", None),
        ),
        ({"error": "busy"}, "server", "busy", None, None),
        ({"error": {"message": "x", "code": 503}}, "overloaded", "x", "503", None),
        ({"error": {"message": "x", "code": "401"}}, "authentication", "x", "401", None),
        ({"detail": "Not Found"}, "server", "Not Found", None, None),
        ({"message": "x", "code": "slow_down"}, "overloaded", "x", "slow_down", None),
        ([{"error": {"message": "x", "code": 429}}], "rate_limit", "x", "429", None),
        ({"error": {"odd": [1]}}, "server", '{"odd":[1]}', None, None),
        (
            {"detail": [{"loc": ["body"], "msg": "required"}]},
            *("server", '[{"loc":["body"],"msg":"required"}]', None, None),
        ),
        ({"error": {"message": "x", "code": {}, "param": []}}, "server", "x", None, None),
        ({"error": {"message": "", "code": 5}}, "server", '{"message":"","code":5}', "5", None),
        ({"detail": "", "message": "x"}, "server", "x", None, None),
    ],
)
def test_a_failure_is_found_in_any_vendors_shape(
    document: Json, kind: FailureKind, message: str, code: str | None, param: str | None
) -> None:
    raw = document[0] if isinstance(document, list) else document

    assert failure_in(document) == Failure(
        kind, message, 200, code, retry_after=None, param=param, raw=raw
    )


@pytest.mark.parametrize(
    "document",
    [None, 1, "x", [], {}, {"id": "x"}, {"error": None}, {"error": False}, {"message": 1}, [1]],
)
def test_where_nothing_is_told_there_is_no_failure(document: Json) -> None:
    assert failure_in(document) is None


@pytest.mark.parametrize(
    ("status", "body", "kind", "message"),
    [
        (500, b"", "server", "The upstream answered with status 500 and an empty body"),
        (503, b"  \n", "overloaded", "The upstream answered with status 503 and an empty body"),
        (
            502,
            b"<html><head><title>Bad   gateway</title></head><body><p>nginx</p></body></html>",
            *("server", "The upstream answered with status 502: Bad gateway nginx"),
        ),
        (429, b"slow down", "rate_limit", "The upstream answered with status 429: slow down"),
        (401, b"[]", "authentication", "The upstream answered with status 401: []"),
        (500, b"\xff\xfe", "server", "The upstream answered with status 500: \ufffd\ufffd"),
        (500, b"[" * 100_000, "server", "The upstream answered with status 500: " + "[" * 200),
        (400, b"prompt is too long", "context_length", None),
    ],
)
def test_a_body_without_words_is_quoted(
    status: int, body: bytes, kind: FailureKind, message: str | None
) -> None:
    failure = read_failure(status, 1.5, body)

    assert (failure.kind, failure.status, failure.retry_after) == (kind, status, 1.5)
    assert message in (None, failure.message)


def test_what_came_with_the_status_is_kept() -> None:
    body: Document = {"error": {"message": "x", "type": "rate_limit_error", "param": "p"}}

    assert read_failure(429, 7.0, json_bytes.dumps(body)) == Failure(
        "rate_limit", "x", 429, None, 7.0, "p", body
    )


def test_a_type_is_no_code() -> None:
    failure = failure_in({"error": {"message": "x", "type": "rate_limit_error", "code": None}})

    assert failure is not None
    assert (failure.kind, failure.code) == ("rate_limit", None)


CAPTURED: dict[str, FailureKind] = {
    "envoy__chat-unknown-model.0": "not_found",
    "lingua__bedrockAnthropicContextManagementParam.bedrock-anthropic.error": "invalid_request",
    "lingua__simpleRequestTruncated.chat-completions.error": "invalid_request",
    "pydantic-ai__groq.tool_regular_error.0": "not_found",
    "vercel-ai__openai.reasoning-model-legacy-parameter-error": "invalid_request",
}
"""What recorded error bodies mean, where their name does not say so."""

WORDS: dict[str, FailureKind] = {
    "raises_appropriate_auth_error": "authentication",
    "handles_context_length_exceeded_errors": "context_length",
}


def _expected(capture: Capture) -> FailureKind:
    for words, kind in WORDS.items():
        if words in capture.name:
            # xAI says a wrong key with status 400 and no code: nothing tells it from any other 400.
            return "invalid_request" if capture.status == 400 and "auth" in words else kind
    return CAPTURED[capture.name]


@pytest.mark.parametrize(
    "capture",
    parameters([c for c in select("response") if c.oracle == "error-body" or c.status >= 400]),
)
def test_recorded_error_bodies_are_understood(capture: Capture) -> None:
    status = max(capture.status, 400)
    failure = read_failure(status, None, capture.data)

    assert failure.kind == _expected(capture)
    assert failure.message
    assert failure.raw == json_bytes.loads(capture.data)
