"""The endpoint that compacts: what is asked of the hub, and what the client gets."""

from dataclasses import replace

import pytest

from tests.support.exchanges import provider_of
from tests.translators.openai_responses.judge import read_compacted
from translators.dialect import Context
from translators.errors import RequestError
from translators.exchange.answer import JSON
from translators.exchange.exchange import Exchange
from translators.hub.document import Document, Json
from translators.hub.parts import Foreign
from translators.hub.request import Request
from translators.hub.response import Response, Stop, Usage
from translators.mint import Mint
from translators.opaque import recaps
from translators.opaque.recaps import Recap
from translators.openai_responses.compact import decode_request, encode_response
from translators.openai_responses.vocabulary import NAME
from translators.registry import DIALECTS, endpoint_of
from translators.wire import json_bytes

RESPONSES = DIALECTS[NAME]
COMPACT = RESPONSES.endpoints[1]
CHAT_DIALECT = DIALECTS["openai-chat"]

TRIGGER: Document = {"type": "compaction_trigger"}


def decode(document: Document) -> Request:
    return decode_request({"model": "m", **document}, Context())


@pytest.mark.parametrize(
    ("given", "items"),
    [
        ("hi", [{"role": "user", "content": "hi"}]),
        ([{"role": "user", "content": "hi"}], [{"role": "user", "content": "hi"}]),
        (None, []),
    ],
)
def test_it_is_a_request_that_ends_with_a_trigger(given: Json, items: list[Json]) -> None:
    request = decode({"input": given, "instructions": "be brief"})

    context = Context()
    same: Document = {"model": "m", "instructions": "be brief", "input": [*items, TRIGGER]}
    assert request == DIALECTS[NAME].decode_request(same, context)


def test_it_is_never_streamed() -> None:
    assert decode({"input": "hi", "stream": True}).stream is False


def test_a_malformed_input_is_named() -> None:
    with pytest.raises(RequestError, match=r"^input: expected a string or an array, found"):
        decode({"input": 7})


CHAT: Document = {
    "id": "c",
    "object": "chat.completion",
    "created": 1_700_000_001,
    "model": "m",
    "choices": [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "It is made."},
            "finish_reason": "stop",
        }
    ],
    "usage": {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12},
}


def compacted(*items: Json) -> tuple[Document, Exchange]:
    exchange = Exchange(RESPONSES, provider_of(CHAT_DIALECT), "gpt-5.5", Mint(), endpoint=COMPACT)
    exchange.request({"model": "m", "input": [*items]})
    answer = exchange.response(200, json_bytes.dumps(CHAT))
    assert (answer.status, answer.content_type) == (200, JSON)
    return json_bytes.loads_object(answer.body), exchange


def test_the_answer_is_one_item_that_the_vendors_client_reads() -> None:
    document, _ = compacted({"role": "user", "content": "make it"})

    read = read_compacted(document)
    (item,) = read.output
    assert read.object == "response.compaction"
    assert read.created_at == 1_700_000_001
    assert (read.usage.input_tokens, read.usage.total_tokens) == (9, 12)
    assert item.type == "compaction"
    assert recaps.unwrap(item.encrypted_content) == Recap("It is made.", ("make it",))


def test_it_keeps_what_the_user_said_in_all_compactions_so_far() -> None:
    image: Document = {"type": "input_image", "image_url": "https://example.com/a.png"}
    earlier = recaps.item(Recap("It was begun.", ("begin",)), "cmp_1")

    document, exchange = compacted(
        earlier,
        {"role": "user", "content": [{"type": "input_text", "text": "make it"}, image]},
        {"role": "assistant", "content": "I do."},
        {"role": "developer", "content": "be brief"},
        {"role": "user", "content": "check it"},
    )

    (item,) = read_compacted(document).output
    assert item.type == "compaction"
    assert recaps.unwrap(item.encrypted_content) == Recap(
        "It is made.", ("begin", "make it", "check it")
    )
    assert "dropped response.output[].input[].content[]: a compaction keeps only words" in [
        str(loss) for loss in exchange.losses
    ]


def test_sent_back_it_is_told() -> None:
    document, _ = compacted({"role": "user", "content": "make it"})
    output = document["output"]
    assert isinstance(output, list)
    exchange = Exchange(DIALECTS[NAME], provider_of(CHAT_DIALECT), "gpt-5.5")

    sent = exchange.request({"model": "m", "input": [*output, {"role": "user", "content": "on"}]})

    told = Recap("It is made.", ("make it",)).told()
    assert sent["messages"] == [{"role": "user", "content": text} for text in (*told, "on")]


def test_an_upstream_that_has_the_endpoint_is_asked_itself() -> None:
    exchange = Exchange(RESPONSES, provider_of(RESPONSES), "gpt-5.5", endpoint=COMPACT)
    asked: Document = {"model": "m", "input": "hi"}

    assert exchange.request(asked) == {"model": "gpt-5.5", "input": "hi"}
    assert exchange.path_and_query == "/responses/compact"
    assert exchange.response(200, b'{"output":[]}').body == b'{"output":[]}'


def test_an_upstream_that_streams_always_does_not_stream_this() -> None:
    provider = replace(provider_of(RESPONSES), streaming="always")
    exchange = Exchange(RESPONSES, provider, "gpt-5.5", endpoint=COMPACT)

    assert exchange.request({"model": "m", "input": "hi"}) == {"model": "gpt-5.5", "input": "hi"}


def test_it_is_found_by_its_path() -> None:
    assert endpoint_of("/v1/responses/compact") == (RESPONSES, COMPACT)
    assert endpoint_of("/backend-api/codex/responses/compact?x=1") == (RESPONSES, COMPACT)


def test_a_translated_one_goes_where_all_requests_go() -> None:
    _, exchange = compacted({"role": "user", "content": "hi"})

    assert exchange.path_and_query == "/chat/completions"


def test_a_failure_is_an_error_of_this_dialect() -> None:
    exchange = Exchange(RESPONSES, provider_of(CHAT_DIALECT), "gpt-5.5", endpoint=COMPACT)
    exchange.request({"model": "m", "input": "hi"})
    choices: list[Json] = [
        {"index": 0, "message": {"role": "assistant", "content": ""}, "finish_reason": "stop"}
    ]

    answer = exchange.response(200, json_bytes.dumps({**CHAT, "choices": choices}))

    assert answer.status == 502
    assert b"The model gave no notes" in answer.body


def test_an_item_that_is_none_of_ours_is_given_as_it_is() -> None:
    sealed: Document = {"type": "compaction", "id": "cmp_1", "encrypted_content": "gAAAA"}
    answer = Response("r", "m", (Foreign(NAME, "compaction", sealed),), Stop("end"), Usage())

    document = encode_response(answer, Context())

    assert document["output"] == [sealed]
