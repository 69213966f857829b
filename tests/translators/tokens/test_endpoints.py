import pytest

from tests.translators.tokens.test_count import ASKED
from translators.dialect import Dialect
from translators.hub.document import Document
from translators.hub.parts import Media, Origin, Reasoning, Seal, Stored, Text
from translators.hub.request import Message, Request
from translators.providers.registry import PROVIDERS
from translators.registry import DIALECTS, dialect_of
from translators.tokens.endpoints import MESSAGES, RESPONSES, answer, counts, estimate

OPENAI = PROVIDERS["openai"]


@pytest.mark.parametrize(
    ("path", "dialect"),
    [
        ("/v1/messages/count_tokens?beta=true", MESSAGES),
        ("/v1/responses/input_tokens", RESPONSES),
    ],
)
def test_its_path_tells_what_wants_to_be_counted(path: str, dialect: Dialect) -> None:
    found = dialect_of(path)

    assert found is dialect
    assert counts(dialect)
    assert dialect.name in DIALECTS


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
def test_other_requests_do_not_want_to_be_counted(dialect: Dialect) -> None:
    assert not counts(dialect)


@pytest.mark.parametrize(
    ("dialect", "document"),
    [
        (MESSAGES, {"input_tokens": 42}),
        (RESPONSES, {"object": "response.input_tokens", "input_tokens": 42}),
    ],
)
def test_a_count_is_said_in_the_dialects_shape(dialect: Dialect, document: Document) -> None:
    assert answer(41.2, dialect) == document


def test_no_request_is_free() -> None:
    assert answer(0, MESSAGES) == {"input_tokens": 1}


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
