"""Parts as output items."""

import pytest

from tests.translators.openai_responses.answers import CLAUDE, LOGPROB, SEAL
from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.parts import (
    Citation,
    Foreign,
    Inline,
    Media,
    Origin,
    Part,
    Reasoning,
    Refusal,
    Seal,
    Text,
    ToolCall,
    ToolResult,
    Url,
)
from translators.opaque import seals
from translators.openai_responses.items_encode import call_item, write_item
from translators.openai_responses.vocabulary import NAME

NUMBER = "000000000000000000000001"


def write(part: Part, context: Context | None = None) -> Document | None:
    return write_item(part, context or Context())


def losses(context: Context) -> list[tuple[str, str]]:
    return [(loss.effect, loss.path) for loss in context.losses]


def test_a_text_is_a_message() -> None:
    assert write(Text("Hi", (Citation("https://a.example", "A"),), (LOGPROB,))) == {
        "type": "message",
        "id": f"msg_{NUMBER}",
        "status": "completed",
        "role": "assistant",
        "content": [
            {
                "type": "output_text",
                "text": "Hi",
                "annotations": [
                    {
                        "type": "url_citation",
                        "url": "https://a.example",
                        "title": "A",
                        "start_index": 0,
                        "end_index": 2,
                    }
                ],
                "logprobs": [LOGPROB],
            }
        ],
    }


def test_a_refusal_is_a_message_too() -> None:
    item = write(Refusal("No."))

    assert item is not None
    assert item["content"] == [{"type": "refusal", "refusal": "No."}]


def test_thinking_is_the_first_paragraph_of_the_summary() -> None:
    context = Context()

    assert write(Reasoning("Hm.", ("So.",), SEAL), context) == {
        "type": "reasoning",
        "id": f"rs_{NUMBER}",
        "summary": [
            {"type": "summary_text", "text": "Hm."},
            {"type": "summary_text", "text": "So."},
        ],
        "encrypted_content": seals.wrap(SEAL),
    }
    assert losses(context) == [("coerced", "response.parts[].text")]


def test_a_summary_stays_what_it_is() -> None:
    context = Context()

    assert write(Reasoning(summary=("So.",)), context) == {
        "type": "reasoning",
        "id": f"rs_{NUMBER}",
        "summary": [{"type": "summary_text", "text": "So."}],
    }
    assert losses(context) == []


def test_a_seal_of_this_dialect_is_itself() -> None:
    item = write(Reasoning(seal=Seal("encrypted", "gAAA", Origin(NAME))))

    assert item is not None
    assert item["encrypted_content"] == "gAAA"


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (
            ToolCall("call_1", "read", '{"a":1}', namespace="files"),
            {
                "type": "function_call",
                "id": f"fc_{NUMBER}",
                "arguments": '{"a":1}',
                "namespace": "files",
            },
        ),
        (
            ToolCall("call_1", "read"),
            {"type": "function_call", "id": f"fc_{NUMBER}", "arguments": "{}"},
        ),
        (
            ToolCall("call_1", "read", "ls", "custom"),
            {"type": "custom_tool_call", "id": f"ctc_{NUMBER}", "input": "ls"},
        ),
    ],
)
def test_a_call_is_of_the_kind_of_its_tool(call: ToolCall, expected: Document) -> None:
    assert write(call) == {
        "status": "completed",
        "call_id": "call_1",
        "name": "read",
        **expected,
    }


def test_a_call_that_begins_has_no_arguments() -> None:
    item = call_item("fc_1", ToolCall("c", "f"), "in_progress")

    assert (item["status"], item["arguments"]) == ("in_progress", "")


def test_a_seal_on_a_call_is_a_loss() -> None:
    context = Context()

    write(ToolCall("c", "f", "{}", seal=Seal("thought", "x", CLAUDE)), context)

    assert losses(context) == [("dropped", "response.parts[].seal")]


def test_a_hosted_item_of_this_dialect_is_itself() -> None:
    item: Document = {"type": "web_search_call", "id": "ws_1"}

    assert write(Foreign(NAME, "web_search_call", item)) is item


def test_an_image_is_one_that_was_generated() -> None:
    assert write(Media("image", Inline("QUJD"))) == {
        "type": "image_generation_call",
        "id": f"ig_{NUMBER}",
        "status": "completed",
        "result": "QUJD",
    }


@pytest.mark.parametrize(
    ("part", "path"),
    [
        (Foreign("anthropic-messages", "server_tool_use", {}), "server_tool_use"),
        (Foreign(NAME, "content.output_smell", {}), "content.output_smell"),
        (Media("image", Url("https://a.example")), "image"),
        (Media("audio", Inline("QUJD")), "audio"),
    ],
)
def test_what_has_no_item_is_a_loss(part: Part, path: str) -> None:
    context = Context()

    assert write(part, context) is None
    assert losses(context) == [("dropped", f"response.parts[].{path}")]


def test_a_result_cannot_stand_in_an_answer() -> None:
    context = Context()

    assert write(ToolResult("c"), context) is None
    assert losses(context) == [("dropped", "response.parts[]")]


def test_citations_without_url_leave_no_annotation() -> None:
    item = write(Text("Hi", (Citation(None), Citation("https://a.example"))))

    assert item is not None
    content: Json = item["content"]
    assert isinstance(content, list)
    assert isinstance(content[0], dict)
    annotations = content[0]["annotations"]
    assert isinstance(annotations, list)
    assert len(annotations) == 1
