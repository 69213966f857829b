import gzip
import json
import logging
from dataclasses import replace

import pytest
from mitmproxy import http

from addons.conversations.keeper import PendingTurn
from addons.messages.headers import LOSSES
from addons.messages.heads import header
from addons.passage.passage import Passage
from tests.addons import mitm
from tests.addons.passages import begun, passage
from tests.addons.samples import (
    END,
    START,
    WHOLE,
    error_of,
    overloaded,
    text,
    words_of,
)
from translators.dialect import Context
from translators.hub.document import Document
from translators.hub.failure import Failure
from translators.hub.response import Response
from translators.providers.registry import PROVIDERS
from translators.registry import DIALECTS

REQUEST = mitm.request()


def upstream(status: int, body: bytes | None, content_type: str, **more: str) -> http.Response:
    """An upstream's response; without a body, its headers alone have come."""
    made = mitm.response(status, body or b"", {"content-type": content_type, **more})
    made.raw_content = body
    return made


def body_of(response: http.Response) -> str:
    return (response.raw_content or b"").decode()


def events() -> http.Response:
    return upstream(200, None, "text/event-stream; charset=utf-8")


def test_a_stream_is_tapped() -> None:
    made, response = passage(), events()
    response.headers["request-id"] = "r-1"
    response.headers["set-cookie"] = "c"

    made.listen(REQUEST, response)

    assert response.stream is made.tap
    assert header(response, "content-type") == "text/event-stream"
    assert header(response, "request-id") == "r-1"
    assert header(response, "transfer-encoding") == "chunked"
    assert header(response, LOSSES) == "1: invented request.max_tokens"
    assert "set-cookie" not in response.headers
    assert made.deadlines.heard == 7.0
    assert made.record.status == 200


@pytest.mark.parametrize(
    "response",
    [
        upstream(200, None, "application/json"),
        upstream(200, None, "text/html"),
        upstream(429, None, "text/event-stream"),
        upstream(200, None, "text/event-stream", content_encoding="lzma"),
        upstream(200, START + END, "text/event-stream"),
    ],
    ids=["json", "html", "error", "unknown coding", "another addon's"],
)
def test_what_is_no_stream_is_gathered(response: http.Response) -> None:
    response.stream = True

    passage().listen(REQUEST, response)

    assert response.stream is False


def test_a_client_that_does_not_stream_gets_a_gathered_answer() -> None:
    made, response = passage(streams=False), events()

    made.listen(REQUEST, response)
    response.raw_content = START + text("hello") + END
    made.answer(REQUEST, response)

    assert response.stream is False
    assert json.loads(body_of(response))["choices"][0]["message"]["content"] == "hello"
    assert header(response, "content-type") == "application/json"
    assert header(response, "content-length") == str(len(body_of(response)))


def test_a_compressed_stream_is_tapped_decompressed() -> None:
    made, response = passage(), upstream(200, None, "text/event-stream", content_encoding="gzip")

    made.listen(REQUEST, response)
    said = made.tap(gzip.compress(START + text("hello") + END))

    assert words_of(b"".join(said).decode()) == "hello"
    assert "content-encoding" not in response.headers


def test_a_whole_answer_is_translated() -> None:
    made = passage(streams=False)
    response = upstream(200, gzip.compress(WHOLE), "application/json", content_encoding="gzip")

    made.answer(REQUEST, response)

    assert json.loads(body_of(response))["choices"][0]["message"]["content"] == "hello"
    assert "content-encoding" not in response.headers
    assert json.loads(made.record.answer.text()) == json.loads(WHOLE)


@pytest.mark.parametrize(
    ("response", "status", "message"),
    [
        (upstream(529, overloaded(), "application/json"), 503, "Overloaded"),
        (upstream(200, b"<html>", "text/html"), 502, "is not JSON"),
        (upstream(502, b"", "text/html"), 500, "an empty body"),
        (
            upstream(200, b"{}", "application/json", content_encoding="gzip"),
            502,
            "cannot be decompressed",
        ),
        (upstream(200, b" " * 6000, "application/json"), 502, "is larger than 5000 bytes"),
    ],
    ids=["overloaded", "html", "empty", "lie", "large"],
)
def test_an_error_is_told_in_the_clients_dialect(
    response: http.Response, status: int, message: str
) -> None:
    passage().answer(REQUEST, response)

    assert response.status_code == status
    assert message in json.loads(body_of(response))["error"]["message"]


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_of_our_key_is_not_the_clients(status: int) -> None:
    error = {"type": "error", "error": {"type": "authentication_error", "message": "bad key"}}
    response = upstream(status, json.dumps(error).encode(), "application/json")

    passage().answer(REQUEST, response)

    assert response.status_code == 400
    assert "refused the credential of this proxy" in body_of(response)


@pytest.mark.parametrize("status", [301, 307])
def test_a_redirect_is_no_answer(status: int) -> None:
    made, response = passage(streams=False), upstream(status, b"over there", "text/html")

    made.listen(REQUEST, response)
    made.answer(REQUEST, response)

    assert response.status_code == 502
    assert json.loads(body_of(response))["error"]["message"] == (
        "The upstream's answer is a redirect: say where to in the provider's base_url"
    )


def test_how_long_to_wait_is_passed_on() -> None:
    response = upstream(429, overloaded(), "application/json", retry_after="7")

    passage().answer(REQUEST, response)

    assert header(response, "retry-after") == "7"


def test_a_bug_is_logged_and_told_as_ours(caplog: pytest.LogCaptureFixture) -> None:
    def decode(_document: Document, _context: Context) -> Response:
        raise ZeroDivisionError("a bug")

    made = passage(streams=False, spoil=lambda dialect: replace(dialect, decode_response=decode))
    response = upstream(200, WHOLE, "application/json")

    with caplog.at_level(logging.ERROR):
        made.answer(REQUEST, response)

    assert response.status_code == 500
    assert "The proxy failed while it translated this answer" in body_of(response)
    assert b"hello" not in (response.raw_content or b"")
    assert caplog.records[0].exc_info is not None


def test_after_its_headers_a_client_gets_everything_within_the_stream() -> None:
    made, response = passage(), upstream(200, WHOLE, "application/json")

    made.head(REQUEST)
    made.answer(REQUEST, response)

    assert response.status_code == 200
    assert words_of(body_of(response)) == "hello"
    assert header(response, "content-type") == "text/event-stream"


def test_after_its_headers_a_client_gets_errors_within_the_stream() -> None:
    made, response = passage(), upstream(529, overloaded(), "application/json")

    made.head(REQUEST)
    made.answer(REQUEST, response)

    error = error_of(body_of(response))
    assert response.status_code == 200
    assert error is not None
    assert error["message"] == "Overloaded"


def test_a_failure_is_a_refusal_or_last_words() -> None:
    failure = Failure("timeout", "too slow", 504)
    refused, interrupted = passage(), passage()

    response = refused.refuse(failure)
    words = interrupted.last_words(failure)

    assert response.status_code == 504
    assert json.loads(body_of(response))["error"]["message"] == "too slow"
    assert (error_of(b"".join(words).decode()) or {})["message"] == "too slow"
    assert refused.record.error == interrupted.record.error == "too slow"


def _asking(streams: bool, keep: list[Document]) -> Passage:
    """A passage of a Responses client whose answer is put into a list."""
    document: Document = {"model": "gpt-5", "input": "hi", "stream": streams}
    turn = PendingTurn(document, keep.append)
    return begun(DIALECTS["openai-responses"], PROVIDERS["anthropic"], document, turn=turn)


def test_the_turn_is_told_a_whole_answer() -> None:
    kept: list[Document] = []
    response = upstream(200, WHOLE, "application/json")

    _asking(streams=False, keep=kept).answer(REQUEST, response)

    assert kept == [json.loads(body_of(response))]


def test_the_turn_is_told_a_streamed_answer_before_its_end_leaves() -> None:
    kept: list[Document] = []
    tap = _asking(streams=True, keep=kept).tap

    tap(START + text("Hello"))
    assert kept == []
    said = tap(END)

    assert [response["status"] for response in kept] == ["completed"]
    assert b"response.completed" in b"".join(said)


def test_an_error_is_no_turn() -> None:
    kept: list[Document] = []

    _asking(streams=False, keep=kept).answer(REQUEST, upstream(500, b"{}", "application/json"))

    assert kept == []
