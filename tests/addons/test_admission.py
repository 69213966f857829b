import gzip
import json
import logging
from dataclasses import replace

import pytest
import zstandard
from mitmproxy import http
from pydantic import SecretStr

from addons.admission import Refusal, admit, too_large
from addons.conversations.keeper import Keeper
from addons.conversations.memory import MemoryStore
from addons.passage import Passage
from addons.route import Address, Claim, Policy, Route, glob
from tests.addons import mitm
from tests.addons.samples import CHAT, STREAMED_CHAT
from tests.translators.conversation.turns import turn
from translators.dialect import Context
from translators.hub.document import Document
from translators.hub.request import Request
from translators.providers import PROVIDERS
from translators.registry import DIALECTS

DIALECT = DIALECTS["openai-chat"]
ROUTE = Route(
    name="main",
    hosts=glob("*"),
    provider=PROVIDERS["anthropic"],
    address=Address("https", "upstream.test", 443, "/v1"),
    key=SecretStr("key"),
    model_map=((glob("gpt-*"), "claude-x"),),
    policy=Policy(request_limit=10_000),
)
CLAIM = Claim(DIALECT, (ROUTE,))


def request(body: bytes, coding: str = "") -> http.Request:
    return mitm.request(body=body, headers={"content-encoding": coding} if coding else {})


def refused(admitted: Passage | Refusal | None) -> tuple[int, str]:
    assert isinstance(admitted, Refusal)
    assert admitted.response.raw_content is not None
    return (
        admitted.response.status_code,
        json.loads(admitted.response.raw_content)["error"]["message"],
    )


def test_a_request_is_translated_and_redirected() -> None:
    made = request(json.dumps(STREAMED_CHAT).encode())

    admitted = admit(made, CLAIM)

    assert isinstance(admitted, Passage)
    assert made.url == "https://upstream.test/v1/messages"
    assert json.loads(made.raw_content or b"")["model"] == "claude-x"
    assert made.headers["accept"] == "text/event-stream"
    assert made.headers["content-length"] == str(len(made.raw_content or b""))
    assert admitted.record.request.text() == json.dumps(STREAMED_CHAT)


@pytest.mark.parametrize("coding", ["zstd", "gzip"])
def test_a_compressed_request_is_read_and_sent_plain(coding: str) -> None:
    compress = {"zstd": zstandard.compress, "gzip": gzip.compress}[coding]
    made = request(compress(json.dumps(CHAT).encode()), coding)

    assert isinstance(admit(made, CLAIM), Passage)
    assert json.loads(made.raw_content or b"")["model"] == "claude-x"
    assert "content-encoding" not in made.headers


def test_the_key_is_added_on_the_way_out_alone() -> None:
    made = request(json.dumps(CHAT).encode())

    admitted = admit(made, CLAIM)

    assert isinstance(admitted, Passage)
    assert "x-api-key" not in made.headers
    assert admitted.authorize(made).headers["x-api-key"] == "key"


def test_an_unchanged_request_of_the_same_dialect_keeps_its_bytes() -> None:
    same = replace(ROUTE, provider=PROVIDERS["openai-chat"], model_map=())
    body = json.dumps(CHAT, indent=3).encode()
    made = request(body)

    assert isinstance(admit(made, Claim(DIALECT, (same,))), Passage)
    assert made.raw_content == body


@pytest.mark.parametrize(
    ("body", "coding", "status", "message"),
    [
        (b'{"model": ', "", 400, "The body is not what it should be"),
        (b"[]", "", 400, "expected an object, found an array"),
        (b"", "", 400, "The body is not what it should be"),
        (b"\xff\xfe", "", 400, "The body is not what it should be"),
        (b'{"model": "gpt-5"}', "gzip", 400, "The body cannot be decompressed"),
        (b"{}", "lzma", 400, "the content coding 'lzma' is not known"),
        (gzip.compress(b" " * 20_000), "gzip", 413, "the limit of this proxy"),
        (b" " * 20_000, "", 413, "the limit of this proxy"),
        (b'{"model": "gpt-5", "messages": 5}', "", 400, "messages"),
    ],
    ids=[
        *("cut short", "an array", "nothing", "not UTF-8", "not gzip", "unknown coding"),
        *("a bomb", "large", "wrong type"),
    ],
)
def test_what_cannot_be_read_is_refused_in_the_clients_dialect(
    body: bytes, coding: str, status: int, message: str
) -> None:
    made = request(body, coding)
    found_status, found_message = refused(admit(made, CLAIM))

    assert found_status == status
    assert message in found_message
    assert made.raw_content == body


def test_strictness_refuses_losses() -> None:
    strict = replace(ROUTE, policy=Policy(strict=True))
    made = request(json.dumps({**CHAT, "logit_bias": {"5": 1}}).encode())

    status, message = refused(admit(made, Claim(DIALECT, (strict,))))

    assert status == 400
    assert "this route allows no losses" in message


@pytest.mark.parametrize("body", [b'{"model": "o3"}', b"not json"])
def test_what_no_route_serves_passes_by_untouched(body: bytes) -> None:
    narrow = replace(ROUTE, models=glob("gpt-*"))
    made = request(body, "")
    before = made.get_state()

    assert admit(made, Claim(DIALECT, (narrow,))) is None
    assert made.get_state() == before


def test_a_bug_is_logged_and_told_as_ours(caplog: pytest.LogCaptureFixture) -> None:
    def decode(_document: Document, _context: Context) -> Request:
        raise ZeroDivisionError("a bug")

    broken = Claim(replace(DIALECT, decode_request=decode), (ROUTE,))

    with caplog.at_level(logging.ERROR):
        status, message = refused(admit(request(b"{}"), broken))

    assert status == 500
    assert message == "The proxy failed while it translated this request; its log says how"
    assert caplog.records[0].exc_info is not None


def test_a_body_that_is_too_large_names_the_limit() -> None:
    response = too_large(CLAIM)

    assert response.status_code == 413
    assert "10000 bytes" in (response.get_text() or "")


# Conversations.

RESPONSES = Claim(DIALECTS["openai-responses"], (ROUTE,))
OWN = Claim(
    DIALECTS["openai-responses"], (replace(ROUTE, provider=PROVIDERS["openai"], model_map=()),)
)
CONTINUED: Document = {
    "model": "gpt-5",
    "previous_response_id": "resp_1",
    "input": [{"role": "user", "content": "And now?"}],
}


@pytest.fixture
def keeper() -> Keeper:
    store = MemoryStore()
    store.put(turn("resp_1"))
    return Keeper(store)


def test_a_request_that_continues_an_answer_says_all_of_it(keeper: Keeper) -> None:
    made = request(json.dumps(CONTINUED).encode())

    assert isinstance(admit(made, RESPONSES, keeper), Passage)

    messages = json.loads(made.raw_content or b"")["messages"]
    assert [message["role"] for message in messages] == ["user", "assistant", "user"]


def test_a_request_that_continues_what_is_not_kept_is_refused(keeper: Keeper) -> None:
    made = request(json.dumps({**CONTINUED, "previous_response_id": "resp_2"}).encode())

    admitted = admit(made, RESPONSES, keeper)

    assert refused(admitted) == (404, "Previous response with id 'resp_2' not found.")
    assert isinstance(admitted, Refusal)
    assert admitted.record.error == "Previous response with id 'resp_2' not found."


def test_an_upstream_that_remembers_gets_the_ids_that_are_not_known_here(keeper: Keeper) -> None:
    body = json.dumps({**CONTINUED, "previous_response_id": "resp_2"}).encode()
    made = request(body)

    assert isinstance(admit(made, OWN, keeper), Passage)
    assert made.raw_content == body


def test_other_dialects_have_no_conversations(keeper: Keeper) -> None:
    made = request(json.dumps({**CHAT, "previous_response_id": "resp_2"}).encode())

    assert isinstance(admit(made, CLAIM, keeper), Passage)
