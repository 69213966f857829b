"""OpenRouter: many vendors' reasoning, marks and users in one dialect."""

from tests.support.sending import send
from translators.hub.document import Json
from translators.providers.openrouter import OPENROUTER

HI: Json = [{"role": "user", "content": "hi"}]


def test_cache_marks_reach_the_vendors_that_know_them() -> None:
    text: Json = {"type": "text", "text": "hi", "cache_control": {"type": "ephemeral"}}

    sent = send(
        OPENROUTER,
        "anthropic-messages",
        {"messages": [{"role": "user", "content": [text]}], "max_tokens": 9},
    )

    assert sent["messages"] == [{"role": "user", "content": [text]}]


def test_effort_is_asked_for_in_openais_words() -> None:
    sent = send(OPENROUTER, "openai-responses", {"input": HI, "reasoning": {"effort": "minimal"}})

    assert sent["reasoning_effort"] == "minimal"


def test_a_user_has_no_more_characters_than_it_takes() -> None:
    """At most 128 (field guide 13)."""
    sent = send(
        OPENROUTER,
        "anthropic-messages",
        {"messages": HI, "max_tokens": 9, "metadata": {"user_id": "{" + "x" * 200}},
    )

    assert isinstance(sent["user"], str)
    assert len(sent["user"]) <= 128
