"""What makes two parts the same, and what of thinking can be shown."""

import pytest

from translators.hub.document import Document
from translators.hub.parts import (
    Citation,
    Origin,
    Reasoning,
    Refusal,
    Seal,
    Text,
    ToolCall,
    ToolResult,
)


def test_the_place_is_no_part_of_a_parts_identity() -> None:
    assert Text("a", path="messages[0].content") == Text("a", path="input[3]")
    assert ToolCall("a", "f", path="x") == ToolCall("a", "f")
    assert "messages" not in repr(Refusal("no", path="messages[0]"))


@pytest.mark.parametrize(
    ("reasoning", "visible"),
    [
        (Reasoning("thought"), "thought"),
        (Reasoning(summary=("one", "two")), "one\n\ntwo"),
        (Reasoning("thought", ("one",)), "thought\n\none"),
        (Reasoning("", ("", "two")), "two"),
        (Reasoning(seal=Seal("redacted", "x", Origin("d"))), ""),
    ],
)
def test_visible_thinking(reasoning: Reasoning, visible: str) -> None:
    assert visible == reasoning.visible


def test_parts_can_be_compared_whole() -> None:
    result = ToolResult("a", (Text("x"),), is_error=True)

    assert result == ToolResult("a", (Text("x"),), is_error=True)
    assert result != ToolResult("a", (Text("x"),))


def test_what_only_one_dialect_says_of_a_source_is_known() -> None:
    place: Document = {"url": "https://a.example", "start_index": 3, "reliability": "high"}
    raw: Document = {"type": "url_citation", "url_citation": place, "index": "Eo8", "file": None}
    source = Citation("https://a.example", start=3, raw=raw, dialect="d")

    assert source.unshared == ("reliability", "index")
    assert Citation("https://a.example").unshared == ()
