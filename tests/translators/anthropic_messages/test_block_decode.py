"""Blocks that requests and answers share."""

import pytest

from translators.anthropic_messages.block_decode import (
    READERS,
    arguments_of,
    read_foreign,
    read_text,
    read_thinking,
    read_tool_use,
)
from translators.anthropic_messages.vocabulary import NAME
from translators.errors import UpstreamError
from translators.hub.document import Document, Json
from translators.hub.parts import (
    CacheMark,
    Citation,
    Foreign,
    Origin,
    Reasoning,
    Seal,
    Text,
    ToolCall,
)
from translators.opaque.seals import wrap
from translators.wire.cursor import Cursor

ORIGIN = Origin(NAME, "anthropic", "claude-x")
ELSEWHERE = Seal("encrypted", "gAAA", Origin("openai-responses", "openai", "gpt-x"))


def _cursor(block: Document) -> Cursor:
    return Cursor(block, UpstreamError, "content[0]")


def test_text_has_citations_and_a_cache_mark() -> None:
    cited: Document = {"type": "char_location", "cited_text": "Ruby", "document_index": 0}
    block = _cursor(
        {
            "type": "text",
            "text": "Ruby.",
            "citations": [cited],
            "cache_control": {"type": "ephemeral", "ttl": "1h"},
        }
    )

    assert read_text(block, ORIGIN) == Text(
        "Ruby.",
        citations=(Citation(None, None, "Ruby", raw=cited, dialect=NAME),),
        cache=CacheMark("1h"),
    )


def test_null_citations_are_none() -> None:
    assert read_text(_cursor({"text": "a", "citations": None}), ORIGIN) == Text("a")


def test_text_that_is_none_is_named() -> None:
    # openllmetry__llamaindex.agent_with_query_tool.2.json, an answer of another API
    with pytest.raises(UpstreamError, match=r"content\[0\]\.text: expected a string"):
        read_text(_cursor({"text": {"value": "x"}}), ORIGIN)


def test_thinking_is_sealed_by_who_said_it() -> None:
    block = _cursor({"thinking": "Hm.", "signature": "sig"})

    assert read_thinking(block, ORIGIN) == Reasoning("Hm.", seal=Seal("signature", "sig", ORIGIN))


def test_an_empty_signature_is_no_seal() -> None:
    # what Claude Code sends back where there was none
    assert read_thinking(_cursor({"thinking": "Hm.", "signature": ""}), ORIGIN) == Reasoning("Hm.")


def test_omitted_thinking_is_its_seal_alone() -> None:
    block = _cursor({"thinking": "", "signature": "sig"})

    assert read_thinking(block, ORIGIN) == Reasoning(seal=Seal("signature", "sig", ORIGIN))


def test_thinking_that_says_nothing_is_nothing() -> None:
    assert read_thinking(_cursor({"thinking": ""}), ORIGIN) is None


@pytest.mark.parametrize(
    ("kind", "block"),
    [
        ("thinking", {"thinking": "", "signature": wrap(ELSEWHERE)}),
        ("redacted_thinking", {"data": wrap(ELSEWHERE)}),
    ],
)
def test_a_seal_that_we_wrapped_is_itself_again(kind: str, block: Document) -> None:
    assert READERS[kind](_cursor(block), ORIGIN) == Reasoning(seal=ELSEWHERE)


def test_redacted_thinking_is_a_seal() -> None:
    read = READERS["redacted_thinking"]

    assert read(_cursor({"data": "Eqk"}), ORIGIN) == Reasoning(seal=Seal("redacted", "Eqk", ORIGIN))
    assert read(_cursor({"data": ""}), ORIGIN) is None


def test_a_tool_call_keeps_its_input_as_text() -> None:
    block = _cursor(
        {
            "type": "tool_use",
            "id": "toolu_1",
            "name": "f",
            "input": {"b": 1, "a": "ü"},
            "caller": {"type": "direct"},
        }
    )

    assert read_tool_use(block, ORIGIN) == ToolCall("toolu_1", "f", '{"b":1,"a":"ü"}')
    assert list(block.unread()) == ["content[0].type"]


@pytest.mark.parametrize(
    ("value", "arguments"),
    [(None, "{}"), ("", "{}"), ({}, "{}"), ('{"a":1}', '{"a":1}'), ([1], "[1]")],
)
def test_input_of_any_shape_is_arguments(value: Json, arguments: str) -> None:
    assert arguments_of(value) == arguments


def test_what_nobody_knows_is_carried_verbatim() -> None:
    block: Document = {"type": "telepathy", "deep": {"x": [1]}}
    cursor = _cursor(block)
    part = read_foreign(cursor, "telepathy")

    assert part == Foreign(NAME, "telepathy", block)
    assert part.value is block
    assert list(cursor.unread()) == []


@pytest.mark.parametrize(
    ("caller", "unread"),
    [
        ({"type": "direct", "x_new": 1}, ["content[0].caller.x_new"]),
        ({"type": "code_execution_20260120", "tool_id": "srvtoolu_1"}, []),
        ("direct", []),
    ],
)
def test_who_called_a_tool_is_read_but_for_new_keys(caller: Json, unread: list[str]) -> None:
    block = _cursor({"type": "tool_use", "id": "a", "name": "f", "input": {}, "caller": caller})
    block.ignore("type")

    read_tool_use(block, ORIGIN)

    assert list(block.unread()) == unread
