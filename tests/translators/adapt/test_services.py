"""A user is told which services of Anthropic's servers nobody does elsewhere."""

from dataclasses import replace

import pytest

from tests.support.fitting import UPSTREAM, Fitted, fitted
from translators.adapt import services
from translators.anthropic_messages.services import UNCHECKED
from translators.hub.document import Document
from translators.hub.parts import Origin
from translators.hub.request import Request
from translators.registry import DIALECTS


def asked(document: Document, upstream: Origin = UPSTREAM) -> Fitted:
    request = Request("m", extras={"anthropic": document, "openai": {"store": True}})
    return fitted(services.fit, request, origin=upstream, client=DIALECTS["anthropic-messages"])


def test_a_user_is_told_that_nobody_checks_tool_calls_any_more() -> None:
    found = asked({"safeguards": [{"type": "dangerous_tool_use", "mode": "block"}]})

    assert found.losses == [f"dropped request.safeguards: {UNCHECKED}"]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("clear_thinking_20251015", "the upstream gets what it can read of earlier thinking"),
        ("clear_tool_uses_20250919", "no tool result is cleared: the upstream gets all of them"),
        ("compact_20260112", "nobody compacts the conversation: its client must"),
        ("fold_20270101", "no such edit here"),
    ],
)
def test_each_edit_of_the_conversation_is_reported(kind: str, reason: str) -> None:
    edit: Document = {"type": kind, "keep": {"type": "thinking_turns", "value": 1}}

    assert asked({"context_management": {"edits": [edit]}}).losses == [
        f"dropped request.context_management.edits[]: {reason}"
    ]


def test_another_wish_about_the_context_is_reported() -> None:
    assert asked({"context_management": {"edits": [], "trim": True}}).losses == [
        "dropped request.context_management.trim: nobody manages the context here"
    ]


def test_what_came_before_is_told_to_nobody_else() -> None:
    assert asked({"diagnostics": {"previous_message_id": "msg_1"}}).losses == [
        "dropped request.diagnostics: tells Anthropic alone what came before"
    ]


@pytest.mark.parametrize(
    "document",
    [
        {"safeguards": []},
        {"context_management": {"edits": []}, "diagnostics": {}},
        {"context_management": {"edits": "all"}},
        {"context_management": "all"},
    ],
)
def test_what_asks_for_nothing_loses_nothing(document: Document) -> None:
    assert asked(document).losses == []


def test_what_is_reported_is_taken_out_and_all_else_stays() -> None:
    found = asked({"safeguards": [{}], "container": "c"})

    assert found.request.extras == {"anthropic": {"container": "c"}, "openai": {"store": True}}


@pytest.mark.parametrize("document", [{}, {"safeguards": ["dangerous_tool_use"]}])
def test_anthropic_does_them_itself(document: Document) -> None:
    upstream = replace(UPSTREAM, dialect="anthropic-messages")

    assert asked(document, upstream).request.extras["anthropic"] == document
    assert asked(document, upstream).losses == []
