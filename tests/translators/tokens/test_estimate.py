import pytest

from tests.translators.tokens.test_count import ASKED
from translators.hub.parts import Media, Origin, Reasoning, Seal, Stored, Text
from translators.hub.request import Message, Request
from translators.providers.registry import PROVIDERS
from translators.tokens.estimate import estimate

OPENAI = PROVIDERS["openai"]


def test_a_request_is_counted_as_it_would_be_sent() -> None:
    assert estimate(ASKED, OPENAI, "gpt-5") == pytest.approx(101, rel=0.15)


def test_an_accounts_own_sealed_thinking_is_counted() -> None:
    origin = Origin("openai-responses", "openai", "gpt-5", "mine")
    thought = Reasoning(seal=Seal("encrypted", "x" * 4000, origin))
    asked = Request("gpt-5", (Message("assistant", (thought,)), Message("user", (Text("hi"),))))

    assert estimate(asked, OPENAI, "gpt-5", "mine") > 700
    assert estimate(asked, OPENAI, "gpt-5", "another's") < 20


def test_content_that_cannot_be_sent_costs_nothing() -> None:
    stored = Media("image", Stored("file_1", Origin("anthropic-messages")))
    said, both = (Text("hello"),), (Text("hello"), stored)

    counted = [
        estimate(Request("m", (Message("user", parts),)), PROVIDERS["openai-compatible"], "m")
        for parts in (said, both)
    ]

    assert counted[0] == counted[1]
