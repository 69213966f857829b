from dataclasses import replace

import pytest
from mitmproxy import http
from pydantic import SecretStr

from addons.messages import edits, headers, heads
from addons.messages.address import Address
from tests.addons.mitm import fields, request, response
from translators.exchange.answer import Answer
from translators.providers.provider import SPOKEN, Provider
from translators.providers.registry import PROVIDERS

ANTHROPIC, OPENAI = PROVIDERS["anthropic"], PROVIDERS["openai-chat"]
UPSTREAM = Address("https", "upstream.test", 8443, "/base/v1")
CREDENTIALS = dict.fromkeys(headers.CREDENTIALS, "secret")


@pytest.mark.parametrize(
    ("path", "ours", "expected"),
    [
        ("/v1/messages", "/chat/completions", "/base/v1/chat/completions"),
        ("/v1/messages?x=true", "/chat/completions", "/base/v1/chat/completions?x=true"),
        ("/v1/m?a=1&b=%20&a=2", "/r?v=1", "/base/v1/r?v=1&a=1&b=%20&a=2"),
        ("/v1/m?v=9&key=SECRET&API_KEY=SECRET", "/r?v=1", "/base/v1/r?v=1"),
        ("/v1/m?key=SECRET", "/r", "/base/v1/r"),
    ],
)
def test_a_request_is_aimed_and_keeps_its_query(path: str, ours: str, expected: str) -> None:
    aimed = request(path, host="api.example.test")

    edits.set_destination(aimed, UPSTREAM, ours, frozenset())

    assert aimed.path == expected
    assert aimed.url == f"https://upstream.test:8443{expected}"
    assert aimed.headers["host"] == "upstream.test:8443"


@pytest.mark.parametrize(
    ("path", "foreign", "expected"),
    [
        ("/v1/messages?beta=true&trace=1", {"beta"}, "/base/v1/r?trace=1"),
        ("/v1/messages?Beta=true&trace=1", {"beta"}, "/base/v1/r?trace=1"),
        ("/v1/messages?beta=true&trace=1", {"api-version"}, "/base/v1/r?beta=true&trace=1"),
        ("/v1/responses?api-version=1", {"api-version"}, "/base/v1/r"),
    ],
)
def test_parameters_of_other_vendors_stay_behind(
    path: str, foreign: set[str], expected: str
) -> None:
    aimed = request(path)

    edits.set_destination(aimed, UPSTREAM, "/r", foreign)

    assert aimed.path == expected


def test_the_authority_of_http2_is_aimed_too() -> None:
    aimed = request(version="HTTP/2.0")

    edits.set_body_and_headers(aimed, OPENAI, b"{}", streams=False, same=False)
    edits.set_destination(aimed, UPSTREAM, "/r", frozenset())

    assert aimed.authority == "upstream.test:8443"
    assert "host" not in aimed.headers


def test_a_dressed_request_carries_nothing_that_is_not_named() -> None:
    dressed = request(
        user_agent="codex/1",
        accept_encoding="gzip, br",
        content_encoding="zstd",
        transfer_encoding="chunked",
        x_stainless_lang="python",
        x_openai_internal_codex_responses_lite="true",
        session_id="s",
        anthropic_beta="a",
        headers=CREDENTIALS,
    )

    edits.set_body_and_headers(dressed, OPENAI, b'{"a":1}', streams=True, same=False)

    assert fields(dressed) == {
        "host": "",
        "accept": "text/event-stream",
        "accept-encoding": "identity",
        "content-type": "application/json",
        "content-length": "7",
        "user-agent": "codex/1",
    }
    assert dressed.raw_content == b'{"a":1}'


def test_a_whole_answer_is_asked_for_as_such() -> None:
    dressed = request()

    edits.set_body_and_headers(dressed, OPENAI, b"", streams=False, same=False)

    assert dressed.headers["accept"] == "application/json"


def test_a_provider_adds_its_headers() -> None:
    dressed = request(anthropic_version="2026-10-21", anthropic_beta="x")

    edits.set_body_and_headers(dressed, ANTHROPIC, b"", streams=False, same=False)

    assert dressed.headers["anthropic-version"] == "2023-06-01"
    assert "anthropic-beta" not in dressed.headers


def test_the_same_dialect_keeps_what_belongs_to_its_documents() -> None:
    dressed = request(anthropic_version="2026-10-21", anthropic_beta="a-1, oauth-2025-04-20,b-2")

    edits.set_body_and_headers(dressed, ANTHROPIC, b"", streams=False, same=True)

    assert dressed.headers["anthropic-version"] == "2026-10-21"
    assert dressed.headers["anthropic-beta"] == "a-1,b-2"


CODEX = {
    "originator": "codex_exec",
    "version": "0.169.0",
    "session-id": "s",
    "x-codex-window-id": "w",
    "x-openai-internal-codex-responses-lite": "true",
    "openai-beta": "a=1",
}


@pytest.mark.parametrize(
    ("provider", "passed"),
    [
        (PROVIDERS["openai"], CODEX),
        (replace(PROVIDERS["openai"], client_headers=SPOKEN), {"openai-beta": "a=1"}),
        (replace(PROVIDERS["openai"], client_headers=()), {}),
    ],
    ids=["OpenAI", "another vendor", "a picky one"],
)
def test_codexs_own_headers_go_to_its_own_vendor_alone(
    provider: Provider, passed: dict[str, str]
) -> None:
    dressed = request(headers={**CREDENTIALS, **CODEX})

    edits.set_body_and_headers(dressed, provider, b"", streams=False, same=True)

    carried = fields(dressed)
    assert {name: carried[name] for name in CODEX if name in carried} == passed
    assert headers.CREDENTIALS & set(carried) == set()


def test_nothing_of_codexs_goes_to_openai_with_a_document_of_ours() -> None:
    dressed = request(headers=CODEX)

    edits.set_body_and_headers(dressed, PROVIDERS["openai"], b"", streams=False, same=False)

    assert set(CODEX) & set(dressed.headers) == set()


def test_a_login_that_is_all_there_is_leaves_nothing() -> None:
    dressed = request(anthropic_beta="oauth-2025-04-20")

    edits.set_body_and_headers(dressed, ANTHROPIC, b"", streams=False, same=True)

    assert "anthropic-beta" not in dressed.headers


@pytest.mark.parametrize(
    ("provider", "header", "value"),
    [
        ("openai", "authorization", "Bearer k"),
        ("anthropic", "x-api-key", "k"),
        ("azure-openai", "api-key", "k"),
    ],
)
def test_the_key_is_on_the_copy_alone(provider: str, header: str, value: str) -> None:
    kept = request(body=b"body")

    sent = edits.authorized(kept, PROVIDERS[provider], SecretStr("k"))

    assert sent.headers[header] == value
    assert headers.CREDENTIALS & set(kept.headers) == set()
    assert sent.raw_content == kept.raw_content == b"body"


def test_without_a_key_nothing_is_added() -> None:
    kept = request()

    assert edits.authorized(kept, OPENAI, None).headers == kept.headers


def test_the_copy_shares_nothing_with_what_is_kept_but_the_body() -> None:
    kept = request(body=b"body", user_agent="codex/1")
    before = kept.get_state()

    sent = edits.authorized(kept, OPENAI, SecretStr("k"))
    sent.path, sent.headers["user-agent"] = "/changed", "changed"

    assert sent.raw_content is kept.raw_content
    assert kept.get_state() == before


def test_only_request_ids_pass_to_the_client() -> None:
    answered = response(
        request_id="r-1", set_cookie="c", x_ratelimit_remaining="3", alt_svc="h3", server="nginx"
    )

    assert edits.forwarded_headers(answered) == [("request-id", "r-1")]


def test_an_answer_becomes_a_response() -> None:
    answer = Answer(429, "application/json", b"{}", {"retry-after": "3"})

    made = edits.response_of(answer, [("request-id", "r")])

    assert made.status_code == 429
    assert fields(made) == {
        "content-type": "application/json",
        "retry-after": "3",
        "request-id": "r",
        "content-length": "2",
    }
    assert made.raw_content == b"{}"


@pytest.mark.parametrize(
    ("version", "framing"),
    [("HTTP/1.0", None), ("HTTP/1.1", "chunked"), ("HTTP/2.0", "chunked")],
)
def test_the_head_of_a_stream_says_no_length(version: str, framing: str | None) -> None:
    head = edits.stream_head(request(version=version), [("request-id", "r")])

    assert head.status_code == 200
    assert heads.header(head, "content-type") == "text/event-stream"
    assert heads.header(head, "request-id") == "r"
    assert heads.header(head, "transfer-encoding") == framing
    assert "content-length" not in head.headers
    assert head.raw_content is None


def test_an_upstreams_response_becomes_another_and_keeps_its_times() -> None:
    upstream = response(503, b"old", server="nginx", content_encoding="gzip")
    upstream.http_version = "HTTP/2.0"
    upstream.timestamp_start = 5.0

    edits.replace_with(upstream, edits.response_of(Answer(200, "a/b", b"new"), []))

    assert (upstream.status_code, upstream.reason, upstream.http_version) == (200, "OK", "HTTP/1.1")
    assert fields(upstream) == {"content-type": "a/b", "content-length": "3"}
    assert (upstream.raw_content, upstream.timestamp_start) == (b"new", 5.0)


def test_an_upstreams_response_becomes_the_head_of_a_stream() -> None:
    upstream, asked = response(206, b"old", server="nginx"), request()
    upstream.timestamp_start = 5.0

    edits.replace_with_stream(upstream, asked, [("request-id", "r")])

    head = edits.stream_head(asked, [("request-id", "r")])
    assert (upstream.status_code, upstream.reason) == (head.status_code, head.reason)
    assert upstream.headers.fields == head.headers.fields
    assert (upstream.raw_content, upstream.timestamp_start) == (None, 5.0)


def test_credentials_are_stripped_and_nothing_else() -> None:
    answered = request(headers={"Authorization": "secret", "Cookie": "secret", "originator": "a"})

    edits.strip_credentials(answered)

    assert fields(answered) == {"originator": "a"}


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/v1/m?a=%20&key=SECRET&Api-Key=SECRET&b", "/v1/m?a=%20&b"),
        ("/v1/m?%6Bey=SECRET", "/v1/m"),
        ("/v1/m", "/v1/m"),
    ],
)
def test_credentials_are_stripped_from_a_query(path: str, kept: str) -> None:
    answered = request(path)

    edits.strip_credentials(answered)

    assert answered.path == kept


def test_headers_of_any_encoding_go_through_as_they_came() -> None:
    dressed, answered = request(), response()
    dressed.headers = http.Headers([(b"user-agent", b"\xe6\x97\xa5 \xff")])
    answered.headers = http.Headers([(b"request-id", b"\xe6\x97\xa5 \xff")])

    edits.set_body_and_headers(dressed, OPENAI, b"", streams=False, same=False)
    made = edits.stream_head(dressed, edits.forwarded_headers(answered))

    assert (b"user-agent", b"\xe6\x97\xa5 \xff") in dressed.headers.fields
    assert (b"request-id", b"\xe6\x97\xa5 \xff") in made.headers.fields
