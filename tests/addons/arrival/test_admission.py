import gzip
import json
import logging
from dataclasses import replace

import pytest
import zstandard
from mitmproxy import http
from pydantic import SecretStr

from addons.arrival.admission import admit
from addons.arrival.local_response import LocalResponse, too_large
from addons.conversations.keeper import Keeper
from addons.conversations.memory import MemoryStore
from addons.passage.passage import Passage
from addons.passage.token_calibration import TokenCalibration
from addons.routes.policy import Policy
from addons.routes.route import Route, glob
from tests.addons import mitm
from tests.addons.routes.samples import claim, leading_to, target
from tests.addons.samples import CHAT, STREAMED_CHAT, WHOLE
from tests.translators.responses_state.turns import turn
from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.request import Request
from translators.providers.registry import PROVIDERS
from translators.registry import DIALECTS

DIALECT = DIALECTS["openai-chat"]
MESSAGES = DIALECTS["anthropic-messages"]
ROUTE = Route(
    name="main",
    hosts=glob("*"),
    targets=(target(key=SecretStr("key"), model_map=((glob("gpt-*"), "claude-x"),)),),
    policy=Policy(request_limit=10_000),
)
CLAIM = claim(DIALECT, ROUTE)


def request(body: bytes, coding: str = "") -> http.Request:
    return mitm.request(body=body, headers={"content-encoding": coding} if coding else {})


def sent(admitted: Passage | LocalResponse | None) -> http.Request:
    """The request that the upstream gets, but for its key."""
    assert isinstance(admitted, Passage)
    return admitted.attempt.request


def refused(admitted: Passage | LocalResponse | None) -> tuple[int, str]:
    assert isinstance(admitted, LocalResponse)
    assert admitted.response.raw_content is not None
    return (
        admitted.response.status_code,
        json.loads(admitted.response.raw_content)["error"]["message"],
    )


def test_a_request_is_translated_and_redirected() -> None:
    made = request(json.dumps(STREAMED_CHAT).encode())

    admitted = admit(made, CLAIM)

    assert isinstance(admitted, Passage)
    upstream = sent(admitted)
    assert upstream.url == "https://upstream.test/v1/messages"
    assert json.loads(upstream.raw_content or b"")["model"] == "claude-x"
    assert upstream.headers["accept"] == "text/event-stream"
    assert upstream.headers["content-length"] == str(len(upstream.raw_content or b""))
    assert admitted.record.request.text() == json.dumps(STREAMED_CHAT)


@pytest.mark.parametrize("coding", ["zstd", "gzip"])
def test_a_compressed_request_is_read_and_sent_plain(coding: str) -> None:
    compress = {"zstd": zstandard.compress, "gzip": gzip.compress}[coding]
    made = request(compress(json.dumps(CHAT).encode()), coding)

    upstream = sent(admit(made, CLAIM))

    assert json.loads(upstream.raw_content or b"")["model"] == "claude-x"
    assert "content-encoding" not in upstream.headers


def test_the_key_is_added_on_the_way_out_alone() -> None:
    made = request(json.dumps(CHAT).encode())

    admitted = admit(made, CLAIM)

    assert isinstance(admitted, Passage)
    upstream = sent(admitted)
    assert "x-api-key" not in upstream.headers
    assert admitted.attempt.authorized(upstream).headers["x-api-key"] == "key"
    assert "x-api-key" not in upstream.headers


def test_an_unchanged_request_of_the_same_dialect_keeps_its_bytes() -> None:
    same = leading_to(ROUTE, provider=PROVIDERS["openai-chat"], model_map=())
    body = json.dumps(CHAT, indent=3).encode()
    made = request(body)

    upstream = sent(admit(made, claim(DIALECT, same)))

    assert upstream.raw_content == body


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

    status, message = refused(admit(made, claim(DIALECT, strict)))

    assert status == 400
    assert "this route allows no losses" in message


@pytest.mark.parametrize("body", [b'{"model": "o3"}', b"not json"])
def test_what_no_route_serves_passes_by_untouched(body: bytes) -> None:
    narrow = replace(ROUTE, models=glob("gpt-*"))
    made = request(body, "")
    before = made.get_state()

    assert admit(made, claim(DIALECT, narrow)) is None
    assert made.get_state() == before


def test_a_bug_is_logged_and_told_as_ours(caplog: pytest.LogCaptureFixture) -> None:
    def decode(_document: Document, _context: Context) -> Request:
        raise ZeroDivisionError("a bug")

    broken = claim(replace(DIALECT, decode_request=decode), ROUTE)

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

RESPONSES = claim(DIALECTS["openai-responses"], ROUTE)
OWN = claim(
    DIALECTS["openai-responses"], leading_to(ROUTE, provider=PROVIDERS["openai"], model_map=())
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

    upstream = sent(admit(made, RESPONSES, keeper))

    messages = json.loads(upstream.raw_content or b"")["messages"]
    assert [message["role"] for message in messages] == ["user", "assistant", "user"]


def test_a_request_that_continues_what_is_not_kept_is_refused(keeper: Keeper) -> None:
    made = request(json.dumps({**CONTINUED, "previous_response_id": "resp_2"}).encode())

    admitted = admit(made, RESPONSES, keeper)

    assert refused(admitted) == (404, "Previous response with id 'resp_2' not found.")
    assert isinstance(admitted, LocalResponse)
    assert admitted.record.error == "Previous response with id 'resp_2' not found."


def test_an_upstream_that_remembers_gets_the_ids_that_are_not_known_here(keeper: Keeper) -> None:
    body = json.dumps({**CONTINUED, "previous_response_id": "resp_2"}).encode()
    made = request(body)

    upstream = sent(admit(made, OWN, keeper))

    assert upstream.raw_content == body


def test_other_dialects_have_no_conversations(keeper: Keeper) -> None:
    made = request(json.dumps({**CHAT, "previous_response_id": "resp_2"}).encode())

    assert isinstance(admit(made, CLAIM, keeper), Passage)


# Thoughts.

CALLED: Document = {
    "role": "assistant",
    "content": None,
    "tool_calls": [
        {"id": "toolu_1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    ],
}
LOOKED: Document = {"role": "tool", "tool_call_id": "toolu_1", "content": "rain"}
THINKING: Document = {"type": "thinking", "thinking": "hm", "signature": "Er"}


def thinking(made: http.Request, keeper: Keeper) -> None:
    """One exchange of a Chat client with an upstream that thinks and calls."""
    admitted = admit(made, CLAIM, keeper)
    assert isinstance(admitted, Passage)
    call: Document = {"type": "tool_use", "id": "toolu_1", "name": "look", "input": {}}
    answer = {**json.loads(WHOLE), "content": [THINKING, call], "stop_reason": "tool_use"}
    admitted.answer(made, mitm.response(body=json.dumps(answer).encode()))


def chat(*turns: Document, client: str = "Bearer mine", **more: Json) -> http.Request:
    tool: Document = {"type": "function", "function": {"name": "look"}}
    document = {**CHAT, "messages": [{"role": "user", "content": "hi"}, *turns], "tools": [tool]}
    body = json.dumps({**document, **more}).encode()
    return mitm.request(body=body, headers={"authorization": client})


def thought_of(made: http.Request) -> list[Document]:
    """The thinking in what an upstream gets."""
    messages = json.loads(made.raw_content or b"")["messages"]
    blocks = [block for message in messages for block in message["content"]]
    return [block for block in blocks if block["type"] == "thinking"]


def test_a_chat_client_need_not_carry_an_upstreams_thinking(keeper: Keeper) -> None:
    thinking(chat(), keeper)
    again = chat(CALLED, LOOKED)

    upstream = sent(admit(again, CLAIM, keeper))

    assert thought_of(upstream) == [THINKING]


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (chat(), chat(CALLED, LOOKED, client="Bearer yours")),
        (chat(), chat({"role": "user", "content": "You serve Alice."}, CALLED, LOOKED)),
        (chat(store=False), chat(CALLED, LOOKED)),
        (chat(), chat(CALLED, LOOKED, store=False)),
    ],
    ids=["another client", "another conversation", "not stored", "not to be stored"],
)
def test_nobody_else_gets_it(keeper: Keeper, first: http.Request, again: http.Request) -> None:
    thinking(first, keeper)

    upstream = sent(admit(again, CLAIM, keeper))

    assert thought_of(upstream) == []


def test_another_account_cannot_read_it(keeper: Keeper) -> None:
    thinking(chat(), keeper)
    moved = claim(DIALECT, leading_to(ROUTE, key=SecretStr("another key")))
    again = chat(CALLED, LOOKED)

    admitted = admit(again, moved, keeper)

    assert isinstance(admitted, Passage)
    assert thought_of(sent(admitted)) == []
    assert any("another account at anthropic" in str(loss) for loss in admitted.record.losses)


COUNTED: Document = {"model": "gpt-5", "messages": [{"role": "user", "content": "hello there"}]}


def test_a_request_that_only_wants_to_be_counted_is_answered_here() -> None:
    made = mitm.request("/v1/messages/count_tokens", json.dumps(COUNTED).encode())
    route = leading_to(ROUTE, provider=PROVIDERS["openai"])

    admitted = admit(made, claim(MESSAGES, route, question="count"))

    assert isinstance(admitted, LocalResponse)
    assert admitted.response.status_code == 200
    assert json.loads(admitted.response.content or b"") == {"input_tokens": 10}
    assert "upstream.test" not in made.url


def test_what_cannot_be_sent_cannot_be_counted() -> None:
    broken: Document = {**COUNTED, "messages": [{"role": "narrator", "content": "x"}]}
    made = mitm.request("/v1/messages/count_tokens", json.dumps(broken).encode())
    route = leading_to(ROUTE, provider=PROVIDERS["openai"])

    status, message = refused(admit(made, claim(MESSAGES, route, question="count")))

    assert (status, message[:16]) == (400, "messages[0].role")


def test_an_upstream_of_the_same_dialect_counts_itself() -> None:
    made = mitm.request("/v1/messages/count_tokens?beta=true", json.dumps(COUNTED).encode())

    upstream = sent(admit(made, claim(MESSAGES, ROUTE, question="count")))

    assert upstream.url == "https://upstream.test/v1/messages/count_tokens?beta=true"
    assert json.loads(upstream.content or b"")["model"] == "claude-x"


@pytest.mark.parametrize(
    ("status", "body", "counted"),
    [
        (404, b"<html>Not Found</html>", {"input_tokens": 11}),
        (405, b'{"detail":"Method Not Allowed"}', {"input_tokens": 11}),
        (404, b'{"type":"error","error":{"type":"not_found_error","message":"claude-x"}}', None),
        (429, b"{}", None),
    ],
)
def test_what_an_upstream_of_the_same_dialect_cannot_count_is_counted_here(
    status: int, body: bytes, counted: Document | None
) -> None:
    made = mitm.request("/v1/messages/count_tokens", json.dumps(COUNTED).encode())
    passage = admit(made, claim(MESSAGES, ROUTE, question="count"))
    assert isinstance(passage, Passage)
    answer = mitm.response(status, body)

    passage.answer(made, answer)

    assert answer.status_code == (status if counted is None else 200)
    assert counted is None or json.loads(answer.content or b"") == counted
    assert len(passage.record.losses) == (0 if counted is None else 1)


def test_an_answer_of_404_to_any_other_request_stands() -> None:
    made = mitm.request(body=json.dumps({**COUNTED, "max_tokens": 1}).encode())
    passage = admit(made, claim(DIALECTS["anthropic-messages"], ROUTE))
    assert isinstance(passage, Passage)
    answer = mitm.response(404, b"<html>Not Found</html>")

    passage.answer(made, answer)

    assert answer.status_code == 404


def test_what_nobody_can_count_keeps_the_upstreams_answer() -> None:
    broken: Document = {**COUNTED, "messages": [{"role": "narrator", "content": "x"}]}
    made = mitm.request("/v1/messages/count_tokens", json.dumps(broken).encode())
    passage = admit(made, claim(MESSAGES, ROUTE, question="count"))
    assert isinstance(passage, Passage)
    answer = mitm.response(404, b"Not Found")

    passage.answer(made, answer)

    assert answer.status_code == 404


def test_an_estimate_is_told_what_earlier_requests_cost() -> None:
    calibration = TokenCalibration()
    to_openai = leading_to(ROUTE, provider=PROVIDERS["openai"])
    long: Document = {**COUNTED, "messages": [{"role": "user", "content": "hello there " * 500}]}
    answers: list[Json] = []
    for spent in (0, 1500):
        asking = claim(MESSAGES, to_openai)
        passage = admit(mitm.request(body=json.dumps(long).encode()), asking, None, calibration)
        assert isinstance(passage, Passage)
        usage: Document = {"input_tokens": spent, "output_tokens": 1, "total_tokens": spent + 1}
        answer = mitm.response(
            body=json.dumps({**turn("resp_1").response, "usage": usage}).encode()
        )
        passage.answer(mitm.request(), answer)
        assert passage.sample is not None
        calibration.note(passage.sample)
        counting = claim(MESSAGES, to_openai, question="count")
        counted = admit(mitm.request(body=json.dumps(long).encode()), counting, None, calibration)
        assert isinstance(counted, LocalResponse)
        answers.append(json.loads(counted.response.content or b"")["input_tokens"])

    assert answers == [1037, 1372]


PREPARING: Document = {"model": "gpt-5", "input": [], "generate": False, "store": False}


def test_what_only_prepares_is_answered_on_a_connection_that_remembers() -> None:
    keeper = Keeper(MemoryStore(), private=True)
    claimed = claim(DIALECTS["openai-responses"], ROUTE)
    admitted = admit(request(json.dumps(PREPARING).encode()), claimed, keeper)

    assert isinstance(admitted, LocalResponse)
    assert admitted.outcome == "answered here with 200"
    assert b"response.completed" in (admitted.response.content or b"")


def test_elsewhere_it_is_a_request_like_any_other() -> None:
    claimed = claim(DIALECTS["openai-responses"], ROUTE)
    document: Document = {**PREPARING, "input": "hi"}

    admitted = admit(request(json.dumps(document).encode()), claimed, Keeper(MemoryStore()))

    assert isinstance(admitted, Passage)


def test_the_clients_request_stays_as_it_came() -> None:
    made = request(json.dumps(STREAMED_CHAT).encode())
    before = made.get_state()

    first, second = sent(admit(made, CLAIM)), sent(admit(made, CLAIM))

    assert made.get_state() == before
    assert first.get_state() == second.get_state()
