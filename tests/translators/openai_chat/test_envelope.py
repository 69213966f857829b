import pytest

from tests.translators.openai_chat.client import chunks_in, context
from translators.hub.document import Document
from translators.hub.events import ResponseStart
from translators.openai_chat.envelope import ChunkEnvelope

START = ResponseStart("chatcmpl-1", "acme-1", 1700000000)
WITH_USAGE: Document = {"stream_options": {"include_usage": True}}
IDENTITY: Document = {
    "id": "chatcmpl-1",
    "object": "chat.completion.chunk",
    "created": 1700000000,
    "model": "asked",
}


def choice(delta: Document, reason: str | None = None) -> Document:
    return {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}


def test_a_delta_is_wrapped() -> None:
    (chunk,) = chunks_in(ChunkEnvelope(START, context()).chunk({"content": "a"}))

    assert chunk == {**IDENTITY, "choices": [choice({"content": "a"})]}


def test_logprobs_stand_beside_the_delta() -> None:
    (chunk,) = chunks_in(ChunkEnvelope(START, context()).chunk({"content": "a"}, {"content": []}))

    assert chunk["choices"] == [{**choice({"content": "a"}), "logprobs": {"content": []}}]


def test_prepared_bytes_say_the_same() -> None:
    envelope = ChunkEnvelope(START, context(WITH_USAGE))
    before, after = envelope.around(b'{"content":', b"}")

    assert before + b'"a"' + after == envelope.chunk({"content": "a"})


def test_the_reason_comes_with_what_stands_beside_it() -> None:
    (chunk,) = chunks_in(ChunkEnvelope(START, context()).finish("stop", {"service_tier": "flex"}))

    assert chunk == {**IDENTITY, "choices": [choice({}, "stop")], "service_tier": "flex"}


def test_the_usage_has_a_chunk_of_its_own() -> None:
    (chunk,) = chunks_in(ChunkEnvelope(START, context(WITH_USAGE)).usage({"total_tokens": 1}, {}))

    assert chunk == {**IDENTITY, "choices": [], "usage": {"total_tokens": 1}}


@pytest.mark.parametrize("original", [{}, WITH_USAGE], ids=["not wanted", "wanted"])
def test_where_usage_is_wanted_every_chunk_names_it(original: Document) -> None:
    envelope = ChunkEnvelope(START, context(original))
    said = envelope.chunk({}) + envelope.chunk({}, {"content": []}) + envelope.finish("stop", {})

    assert ["usage" in chunk for chunk in chunks_in(said)] == [envelope.usage_wanted] * 3


def test_an_identity_is_made_up_where_there_is_none() -> None:
    (chunk,) = chunks_in(ChunkEnvelope(ResponseStart("", "m"), context()).chunk({}))

    assert (chunk["id"], chunk["created"]) == ("chatcmpl-" + "1".rjust(24, "0"), 0)
