"""What an assistant said, thought and called, in requests and answers alike."""

import pytest

from translators.errors import RequestError, UpstreamError
from translators.hub.document import Document, Json
from translators.hub.parts import (
    Citation,
    Foreign,
    Origin,
    Part,
    Reasoning,
    Refusal,
    Seal,
    Text,
    ToolCall,
)
from translators.opaque import seals
from translators.openai_responses.items_decode import begun_call, read_item
from translators.openai_responses.vocabulary import NAME
from translators.wire.cursor import Cursor

ORIGIN = Origin(NAME, "openai", "gpt-5")


def read(item: Document) -> list[Part]:
    cursor = Cursor(item, UpstreamError, "output[0]")
    parts = read_item(cursor, ORIGIN)
    assert list(cursor.unread()) == []
    return parts


def test_a_message_is_its_texts_and_refusals() -> None:
    annotation: Document = {"type": "url_citation", "url": "https://a.example"}
    logprob: Document = {"token": "Hi", "logprob": -1}

    assert read(
        {
            "type": "message",
            "id": "msg_1",
            "status": "completed",
            "role": "assistant",
            "content": [
                {
                    "type": "output_text",
                    "text": "Hi",
                    "annotations": [annotation],
                    "logprobs": [logprob],
                },
                {"type": "refusal", "refusal": "No."},
            ],
        }
    ) == [
        Text("Hi", (Citation("https://a.example", raw=annotation, dialect=NAME),), (logprob,)),
        Refusal("No."),
    ]


def test_a_refusal_may_call_its_words_text() -> None:
    content: list[Json] = [{"type": "refusal", "text": "No."}]

    assert read({"type": "message", "content": content}) == [Refusal("No.")]


def test_empty_pieces_are_left_out() -> None:
    content: list[Json] = [{"type": "output_text", "text": ""}, {"type": "refusal"}]

    assert read({"type": "message", "content": content}) == []


def test_content_of_an_unknown_kind_is_kept_as_such() -> None:
    piece: Document = {"type": "output_smell", "smell": "rose"}

    assert read({"type": "message", "content": [piece]}) == [
        Foreign(NAME, "content.output_smell", piece)
    ]


def test_reasoning_has_text_summary_and_seal() -> None:
    assert read(
        {
            "type": "reasoning",
            "id": "rs_1",
            "content": [
                {"type": "reasoning_text", "text": "think"},
                {"type": "reasoning_text", "text": "ing"},
            ],
            "summary": [
                {"type": "summary_text", "text": "one"},
                {"type": "summary_text", "text": ""},
                {"type": "summary_text", "text": "two"},
            ],
            "encrypted_content": "gAAA",
        }
    ) == [Reasoning("thinking", ("one", "two"), Seal("encrypted", "gAAA", ORIGIN))]


def test_a_wrapped_seal_is_unwrapped_for_its_issuer() -> None:
    seal = Seal("signature", "sig", Origin("anthropic-messages", "anthropic", "claude"))

    assert read({"type": "reasoning", "encrypted_content": seals.wrap(seal)}) == [
        Reasoning(seal=seal)
    ]


def test_reasoning_that_says_nothing_is_nothing() -> None:
    assert read({"type": "reasoning", "id": "rs_1", "summary": [], "content": None}) == []


def test_a_function_call_goes_by_its_call_id() -> None:
    assert read(
        {
            "type": "function_call",
            "id": "fc_1",
            "call_id": "call_1",
            "name": "read",
            "namespace": "files",
            "arguments": '{"a":1}',
        }
    ) == [ToolCall("call_1", "read", '{"a":1}', namespace="files")]


def test_a_call_without_call_id_goes_by_its_own() -> None:
    assert read({"type": "function_call", "id": "fc_1", "name": "f", "arguments": "{}"}) == [
        ToolCall("fc_1", "f", "{}")
    ]


@pytest.mark.parametrize("arguments", ["", None])
def test_a_function_call_never_lacks_arguments(arguments: Json) -> None:
    # Field guide 30.
    item: Document = {"type": "function_call", "call_id": "c", "name": "f", "arguments": arguments}

    assert read(item) == [ToolCall("c", "f", "{}")]


def test_arguments_that_are_an_object_become_text() -> None:
    item: Document = {
        "type": "function_call",
        "call_id": "c",
        "name": "f",
        "arguments": {"a": [1]},
    }

    assert read(item) == [ToolCall("c", "f", '{"a":[1]}')]


def test_a_custom_call_carries_free_text() -> None:
    item: Document = {"type": "custom_tool_call", "call_id": "c", "name": "exec", "input": ""}

    assert read(item) == [ToolCall("c", "exec", "", kind="custom")]


def test_a_hosted_item_is_carried_verbatim() -> None:
    item: Document = {"type": "web_search_call", "id": "ws_1", "status": "completed"}

    (part,) = read(item)

    assert part == Foreign(NAME, "web_search_call", item)
    assert isinstance(part, Foreign)
    assert part.value is item


def test_broken_items_are_the_fault_of_whose_they_are() -> None:
    item: Document = {"type": "function_call", "call_id": "c"}

    with pytest.raises(RequestError, match=r"input\[3\]\.name: required"):
        read_item(Cursor(item, RequestError, "input[3]"), ORIGIN)


def test_parts_know_their_place() -> None:
    content: list[Json] = [{"type": "output_text", "text": "Hi"}]

    (part,) = read({"type": "message", "content": content})

    assert part.path == "output[0].content[0]"


def test_an_announced_call_has_no_arguments_yet() -> None:
    item: Document = {
        "type": "function_call",
        "call_id": "c",
        "name": "f",
        "arguments": "{}",
        "namespace": "n",
    }

    assert begun_call(item) == ToolCall("c", "f", namespace="n")


@pytest.mark.parametrize(
    "item",
    [
        {"type": "message"},
        {"type": "function_call", "name": "f"},
        {"type": "function_call", "call_id": "c", "name": ""},
        {"type": ["function_call"], "call_id": "c", "name": "f"},
    ],
)
def test_what_is_not_fully_named_is_not_announced(item: Document) -> None:
    assert begun_call(item) is None


@pytest.mark.parametrize(
    ("kind", "key"), [("function_call", "arguments"), ("custom_tool_call", "input")]
)
@pytest.mark.parametrize("value", [5, {"a": 1}, [1], False])
def test_a_client_must_give_arguments_as_text(kind: str, key: str, value: Json) -> None:
    item: Document = {"type": kind, "call_id": "c", "name": "f", key: value}

    with pytest.raises(RequestError) as caught:
        read_item(Cursor(item, RequestError, "input[0]"), ORIGIN)

    assert caught.value.path == f"input[0].{key}"
