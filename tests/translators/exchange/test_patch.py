"""The same dialect on both sides: everything stays as it is but the model and seals of ours."""

import copy

import pytest

from translators.exchange.patch import patch_request, patch_stream
from translators.hub.document import Document, Json
from translators.hub.parts import Origin, Seal
from translators.losses import Losses
from translators.opaque.recaps import Recap, item
from translators.opaque.seals import wrap
from translators.registry import DIALECTS

OURS = wrap(Seal("encrypted", "gAAAA", Origin("openai-responses", "openai", "gpt-5")))


SPEAKS = {"messages": DIALECTS["anthropic-messages"], "input": DIALECTS["openai-responses"]}


def patched_for(document: Document, model: str | None, losses: Losses) -> Document:
    """The document patched in the dialect that has its conversation under this key."""
    key = next((key for key in SPEAKS if key in document), "messages")
    return patch_request(document, SPEAKS[key], model, losses)


def test_what_needs_no_change_is_the_same_object() -> None:
    document: Document = {
        "model": "m",
        "messages": [{"role": "assistant", "content": [{"type": "thinking", "signature": "Er"}]}],
        "unknown": {"x": 1},
    }

    assert patched_for(document, "m", Losses()) is document
    assert patched_for(document, None, Losses()) is document


def test_the_model_is_replaced_where_it_stood() -> None:
    document: Document = {"stream": True, "model": "a", "messages": []}

    patched = patched_for(document, "b", Losses())

    assert list(patched.items()) == [("stream", True), ("model", "b"), ("messages", [])]
    assert document["model"] == "a"
    assert patched["messages"] is document["messages"]


def test_a_stream_is_asked_for_with_all_that_it_can_tell() -> None:
    options: Document = {"stream_options": {"include_usage": True}}

    assert patch_stream({"model": "m"}, True, options) == {"model": "m", **options, "stream": True}
    assert patch_stream({"model": "m", "stream": True, **options}, False, options) == {
        "model": "m",
        "stream": False,
    }


def test_a_missing_model_is_added() -> None:
    assert patched_for({}, "b", Losses()) == {"model": "b"}


CASES: dict[str, tuple[str, list[Json], list[Json], str]] = {
    "thinking in a message": (
        "messages",
        [
            {"role": "user", "content": "hi"},
            {
                "role": "assistant",
                "content": [
                    {"type": "thinking", "thinking": "hm", "signature": OURS},
                    {"type": "text", "text": "hello"},
                ],
            },
        ],
        [
            {"role": "user", "content": "hi"},
            {"role": "assistant", "content": [{"type": "text", "text": "hello"}]},
        ],
        "request.messages[].content[]",
    ),
    "redacted thinking": (
        "messages",
        [
            {
                "role": "assistant",
                "content": [
                    {"type": "redacted_thinking", "data": OURS},
                    {"type": "text", "text": "hello"},
                ],
            }
        ],
        [{"role": "assistant", "content": [{"type": "text", "text": "hello"}]}],
        "request.messages[].content[]",
    ),
    "a message that held nothing else": (
        "messages",
        [
            {"role": "user", "content": "hi"},
            {"role": "assistant", "content": [{"type": "thinking", "signature": OURS}]},
        ],
        [{"role": "user", "content": "hi"}],
        "request.messages[].content[]",
    ),
    "an item": (
        "input",
        [{"type": "reasoning", "encrypted_content": OURS, "summary": []}, {"role": "user"}],
        [{"role": "user"}],
        "request.input[]",
    ),
    "a detail beside the content": (
        "messages",
        [
            {
                "role": "assistant",
                "content": "hello",
                "reasoning_details": [{"type": "reasoning.encrypted", "data": OURS}],
            }
        ],
        [{"role": "assistant", "content": "hello", "reasoning_details": []}],
        "request.messages[].reasoning_details[]",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_seal_of_ours_is_taken_out_with_its_holder(name: str) -> None:
    key, conversation, expected, path = CASES[name]
    document: Document = {"model": "m", key: conversation}
    before = copy.deepcopy(document)
    losses = Losses()

    patched = patched_for(document, None, losses)

    assert patched == {"model": "m", key: expected}
    assert [str(loss) for loss in losses] == [f"dropped {path}: a seal of another upstream"]
    assert document == before


def test_the_other_messages_stay_the_same_objects() -> None:
    kept: Json = {"role": "user", "content": [{"type": "text", "text": "hi"}]}
    sealed: Json = {"type": "reasoning", "encrypted_content": OURS}

    patched = patched_for({"input": [kept, sealed]}, None, Losses())

    conversation = patched["input"]
    assert isinstance(conversation, list)
    assert conversation[0] is kept


def test_a_user_may_write_our_marker() -> None:
    document: Document = {
        "messages": [
            {"role": "user", "content": OURS},
            {"role": "user", "content": [{"type": "text", "text": OURS}]},
        ],
        "input": [OURS],
    }
    losses = Losses()

    for dialect in SPEAKS.values():
        assert patch_request(document, dialect, None, losses) is document
    assert len(losses) == 0


ODD: list[Json] = [None, 3, "text", {"a": 1}, [None, 3, "x", [[]]]]


@pytest.mark.parametrize("odd", ODD)
def test_odd_conversations_are_left_to_the_upstream(odd: Json) -> None:
    document: Document = {"messages": odd, "input": odd}

    for dialect in SPEAKS.values():
        assert patch_request(document, dialect, None, Losses()) is document


def test_a_recap_of_ours_is_told_to_an_upstream_that_cannot_unpack_it() -> None:
    said: Json = {"role": "user", "content": "go on"}
    recap = Recap("It is made.", ("make it",))
    losses = Losses()

    patched = patched_for({"input": [item(recap, "cmp_1"), said]}, None, losses)

    told: list[Json] = [
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}
        for text in recap.told()
    ]
    assert patched == {"input": [*told, said]}
    assert len(losses) == 0


def test_a_compaction_of_the_upstreams_own_stays() -> None:
    document: Document = {"input": [{"type": "compaction", "encrypted_content": "gAAAAABp4CVuo"}]}

    assert patched_for(document, None, Losses()) is document
