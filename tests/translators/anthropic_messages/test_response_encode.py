"""Whole answers for a client, judged by Anthropic's own."""

import pytest

from tests.translators.anthropic_messages.client import (
    USAGE,
    answer,
    context,
    losses,
    read_whole,
)
from translators.anthropic_messages.response_decode import decode_response
from translators.anthropic_messages.response_encode import encode_response, message
from translators.anthropic_messages.vocabulary import INVALID_ARGUMENTS, NAME
from translators.hub.document import Document
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
)
from translators.hub.response import Response, Stop
from translators.opaque.seals import wrap

ELSEWHERE = Seal("encrypted", "gAAA", Origin("openai-responses", "openai", "gpt-x"))
USAGE_SAID: Document = {
    "input_tokens": 3,
    "cache_creation_input_tokens": 1,
    "cache_read_input_tokens": 2,
    "output_tokens": 9,
    "output_tokens_details": {"thinking_tokens": 4},
}
RAW: Document = {
    "type": "char_location",
    "cited_text": "Ruby",
    "document_index": 0,
    "document_title": "facts.txt",
    "start_char_index": 0,
    "end_char_index": 4,
}
HOSTED: Document = {
    "type": "server_tool_use",
    "id": "srvtoolu_1",
    "name": "web_search",
    "input": {"query": "a"},
}


def test_a_plain_answer() -> None:
    here = context()

    document = encode_response(answer(Text("Hi"), stop=Stop("end", "stop")), here)

    assert document == {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-x",
        "content": [{"type": "text", "text": "Hi"}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": USAGE_SAID,
    }
    assert read_whole(document) == document
    assert losses(here) == []


PARTS: list[tuple[Part, Document]] = [
    (Text("Hi"), {"type": "text", "text": "Hi"}),
    (
        Text("Ruby.", citations=(Citation(None, "facts.txt", raw=RAW, dialect=NAME),)),
        {"type": "text", "text": "Ruby.", "citations": [RAW]},
    ),
    (
        Reasoning("Hm.", ("So.",), Seal("signature", "sig", Origin(NAME))),
        {"type": "thinking", "thinking": "Hm.\n\nSo.", "signature": "sig"},
    ),
    (Reasoning("Hm."), {"type": "thinking", "thinking": "Hm.", "signature": ""}),
    (
        Reasoning("Hm.", seal=ELSEWHERE),
        {"type": "thinking", "thinking": "Hm.", "signature": wrap(ELSEWHERE)},
    ),
    (Reasoning(seal=ELSEWHERE), {"type": "redacted_thinking", "data": wrap(ELSEWHERE)}),
    (
        ToolCall("toolu_1", "f", '{"x":1}'),
        {"type": "tool_use", "id": "toolu_1", "name": "f", "input": {"x": 1}},
    ),
    (
        ToolCall("toolu_1", "f", "{}"),
        {"type": "tool_use", "id": "toolu_1", "name": "f", "input": {}},
    ),
    (Foreign(NAME, "server_tool_use", HOSTED), HOSTED),
]


@pytest.mark.parametrize(("part", "block"), PARTS)
def test_a_part_is_a_block_that_the_client_accepts(part: Part, block: Document) -> None:
    here = context()

    document = encode_response(answer(part), here)

    assert document["content"] == [block]
    assert read_whole(document) == document
    assert losses(here) == []


def test_a_seal_from_elsewhere_comes_back_as_itself() -> None:
    response = answer(Reasoning(seal=ELSEWHERE), Reasoning("Hm.", seal=ELSEWHERE))

    again = decode_response(encode_response(response, context()), context())

    assert again.parts == response.parts


def test_tool_calls_end_a_tool_turn() -> None:
    calls = (ToolCall("a", "f", "{}"), ToolCall("b", "g", "{}"))

    document = encode_response(answer(*calls, stop=Stop("end", "stop")), context())

    assert document["stop_reason"] == "tool_use"
    assert read_whole(document) == document


@pytest.mark.parametrize(
    ("stop", "reason", "sequence"),
    [
        (Stop("length", "length"), "max_tokens", None),
        (Stop("stop_sequence", "stop", "END"), "stop_sequence", "END"),
        (Stop("end", "stop", "END"), "end_turn", None),
        (Stop("content_filter", "content_filter"), "refusal", None),
        (Stop("pause", "pause_turn"), "pause_turn", None),
    ],
)
def test_the_end_is_told(stop: Stop, reason: str, sequence: str | None) -> None:
    document = encode_response(answer(Text("Hi"), stop=stop), context())

    assert (document["stop_reason"], document["stop_sequence"]) == (reason, sequence)
    assert read_whole(document) == document


def test_a_refusal_is_text_that_ends_with_one() -> None:
    here = context()

    document = encode_response(answer(Refusal("No.")), here)

    assert document["content"] == [{"type": "text", "text": "No."}]
    assert document["stop_reason"] == "refusal"
    assert read_whole(document) == document
    assert losses(here) == ["coerced response.parts[].refusal"]


def test_what_only_this_family_tells_is_told() -> None:
    details: Document = {"type": "refusal", "category": "cyber", "explanation": "Blocked."}
    response = Response(
        "msg_1",
        "m",
        (),
        Stop("refusal"),
        USAGE,
        extras={"anthropic": {"stop_details": details, "odd": 1}, "openai": {"store": True}},
    )
    here = context()

    document = encode_response(response, here)

    assert document["stop_details"] == details
    assert read_whole(document) == document
    assert losses(here) == ["dropped response.odd", "dropped response.store"]


def test_details_of_a_refusal_belong_to_one() -> None:
    here = context()
    response = Response(
        "a",
        "m",
        (),
        Stop("end"),
        USAGE,
        extras={NAME: {}, "anthropic": {"stop_details": {"type": "refusal"}}},
    )

    assert "stop_details" not in encode_response(response, here)
    assert losses(here) == ["dropped response.stop_details"]


def test_a_source_of_the_web_is_cited_without_its_index() -> None:
    here = context()
    source = Citation("https://example.org/", "Example", "words")

    document = encode_response(answer(Text("Hi", citations=(source,))), here)

    assert document["content"] == [
        {
            "type": "text",
            "text": "Hi",
            "citations": [
                {
                    "type": "web_search_result_location",
                    "cited_text": "words",
                    "encrypted_index": "",
                    "title": "Example",
                    "url": "https://example.org/",
                }
            ],
        }
    ]
    assert read_whole(document) == document
    assert losses(here) == ["invented response.parts[].citations[].encrypted_index"]


def test_the_place_that_a_source_supports_is_lost() -> None:
    here = context()
    source = Citation("https://example.org/", "Example", start=0, end=2)

    encode_response(answer(Text("Hi", citations=(source,))), here)

    assert losses(here)[1:] == [
        "dropped response.parts[].citations[].start",
        "dropped response.parts[].citations[].end",
    ]


def test_a_source_without_a_url_is_lost() -> None:
    here = context()

    document = encode_response(answer(Text("Hi", citations=(Citation(None, "A book"),))), here)

    assert document["content"] == [{"type": "text", "text": "Hi"}]
    assert losses(here) == ["dropped response.parts[].citations"]


def test_arguments_that_are_no_object_are_said_in_one() -> None:
    here = context()

    document = encode_response(answer(ToolCall("a", "f", '{"x')), here)

    assert document["content"] == [
        {"type": "tool_use", "id": "a", "name": "f", "input": {INVALID_ARGUMENTS: '{"x'}}
    ]
    assert losses(here) == ["coerced response.parts[].arguments"]


@pytest.mark.parametrize(
    ("part", "loss"),
    [
        (Media("image", Inline("aGk=")), "dropped response.parts[].image"),
        (
            Foreign("openai-responses", "web_search_call", {}),
            "dropped response.parts[].web_search_call",
        ),
        (Text("", logprobs=({"token": "a"},)), "dropped response.parts[].logprobs"),
        (ToolCall("a", "f", seal=ELSEWHERE), "dropped response.parts[].seal"),
    ],
)
def test_what_no_block_can_hold_is_lost(part: Part, loss: str) -> None:
    here = context()

    encode_response(answer(part), here)

    assert losses(here) == [loss]


def test_an_empty_text_is_no_block() -> None:
    assert encode_response(answer(Text("")), context())["content"] == []


def test_tokens_that_nobody_counted_are_zero() -> None:
    here = context()

    document = encode_response(answer(Text("Hi"), usage=None), here)

    assert document["usage"] == {
        "input_tokens": 0,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
        "output_tokens": 0,
    }
    assert read_whole(document) == document
    assert losses(here) == ["invented response.usage"]


@pytest.mark.parametrize(
    ("tier", "said", "lost"),
    [
        ("standard", "standard", []),
        ("default", "standard", []),
        ("flex", None, ["dropped response.service_tier"]),
    ],
)
def test_the_tier_is_a_word_that_the_client_knows(
    tier: str, said: str | None, lost: list[str]
) -> None:
    here = context()
    response = Response("msg_1", "m", (Text("Hi"),), Stop("end"), USAGE, service_tier=tier)

    document = encode_response(response, here)

    usage = document["usage"]
    assert isinstance(usage, dict)
    assert usage.get("service_tier") == said
    assert read_whole(document) == document
    assert losses(here) == lost


def test_the_model_is_called_as_the_client_calls_it() -> None:
    assert encode_response(answer(), context("claude-mine"))["model"] == "claude-mine"
    assert message("msg_1", "gpt-x", context(""))["model"] == "gpt-x"


@pytest.mark.parametrize(
    ("given", "said"),
    [("msg_1", "msg_1"), ("chatcmpl-1", "msg_chatcmpl-1"), ("", "msg_000000000000000000000001")],
)
def test_an_answers_id_looks_like_one(given: str, said: str) -> None:
    assert message(given, "m", context())["id"] == said


def test_what_only_its_own_dialect_says_of_a_source_is_lost() -> None:
    here = context()
    raw: Document = {"type": "url_citation", "url": "https://a.example", "x_new": 1}
    source = Citation("https://a.example", raw=raw, dialect="d")

    encode_response(answer(Text("Hi", citations=(source,))), here)

    assert losses(here)[1:] == ["dropped response.parts[].citations[].x_new"]
