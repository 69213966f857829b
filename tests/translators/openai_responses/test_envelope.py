"""The Response object around the items."""

from dataclasses import replace

import pytest

from tests.translators.openai_responses.answers import USAGE
from tests.translators.openai_responses.judge import read_whole
from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.parts import Origin
from translators.hub.request import Request
from translators.hub.response import Stop
from translators.mint import Mint
from translators.openai_responses.envelope import Envelope
from translators.wire import json_bytes

SAID: Document = {
    "instructions": "Be brief.",
    "max_output_tokens": 100,
    "max_tool_calls": 3,
    "metadata": {"k": "v"},
    "parallel_tool_calls": False,
    "previous_response_id": "resp_0",
    "prompt_cache_key": "key",
    "safety_identifier": "u",
    "store": False,
    "temperature": 0.5,
    "tool_choice": "required",
    "tools": [{"type": "function", "name": "f", "parameters": None, "strict": False}],
    "top_logprobs": 2,
    "top_p": 0.9,
    "truncation": "auto",
    "user": "u",
}


def context(original: Document | None = None) -> Context:
    return Context(
        mint=Mint(now=lambda: 1700000009),
        original=original or {},
        request=Request(model="the-clients-model"),
    )


def test_an_envelope_without_anything_said_has_the_apis_defaults() -> None:
    document = json_bytes.loads_object(Envelope("resp_1", 1700000000, context()).running)

    assert document == {
        "id": "resp_000000000000000000000001",
        "object": "response",
        "created_at": 1700000000,
        "model": "the-clients-model",
        "status": "in_progress",
        "output": [],
        "background": False,
        "completed_at": None,
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "max_output_tokens": None,
        "max_tool_calls": None,
        "metadata": {},
        "parallel_tool_calls": True,
        "previous_response_id": None,
        "prompt_cache_key": None,
        "reasoning": {"effort": None, "summary": None},
        "safety_identifier": None,
        "service_tier": None,
        "store": True,
        "temperature": 1.0,
        "text": {"format": {"type": "text"}},
        "tool_choice": "auto",
        "tools": [],
        "top_logprobs": 0,
        "top_p": 1.0,
        "truncation": "disabled",
        "usage": None,
        "user": None,
    }
    assert read_whole(document).status == "in_progress"


def test_what_the_client_said_is_echoed() -> None:
    document = json_bytes.loads_object(Envelope("resp_1", 1, context(SAID)).running)

    assert {key: document[key] for key in SAID} == SAID
    assert read_whole(document).instructions == "Be brief."


def test_settings_that_are_objects_are_completed() -> None:
    original: Document = {"reasoning": {"effort": "low"}, "text": {"verbosity": "low"}}

    document = json_bytes.loads_object(Envelope("resp_1", 1, context(original)).running)

    assert document["reasoning"] == {"effort": "low", "summary": None}
    assert document["text"] == {"format": {"type": "text"}, "verbosity": "low"}


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        ("openai-chat", "resp_000000000000000000000001"),
        ("anthropic-messages", "resp_000000000000000000000001"),
        ("openai-responses", "chatcmpl-1"),
    ],
)
def test_only_an_answer_of_this_api_keeps_its_id(dialect: str, expected: str) -> None:
    given = replace(context(), origin=Origin(dialect))

    assert Envelope("chatcmpl-1", 1, given).id == expected


def test_an_answer_without_id_or_time_gets_them() -> None:
    document = json_bytes.loads_object(Envelope("", None, context()).running)

    assert document["id"] == "resp_000000000000000000000001"
    assert document["created_at"] == 1700000009


def test_a_completed_answer_says_when_and_what_it_cost() -> None:
    envelope = Envelope("resp_1", 1, context())

    status, document = envelope.ended([], Stop("end"), USAGE, "priority", refused=False)

    assert status == document["status"] == "completed"
    assert document["completed_at"] == 1700000009
    assert document["service_tier"] == "priority"
    assert document["usage"] == {
        "input_tokens": 16,
        "input_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 2},
        "output_tokens": 8,
        "output_tokens_details": {"reasoning_tokens": 3},
        "total_tokens": 24,
    }


def test_an_incomplete_answer_says_why() -> None:
    envelope = Envelope("resp_1", 1, context())

    status, document = envelope.ended([], Stop("length"), USAGE, None, refused=False)

    assert status == document["status"] == "incomplete"
    assert document["incomplete_details"] == {"reason": "max_output_tokens"}
    assert document["completed_at"] is None


@pytest.mark.parametrize(
    ("tier", "expected", "lost"),
    [("standard", "default", 0), ("flex", "flex", 0), ("batch", None, 1), (None, None, 0)],
)
def test_tiers_are_those_that_the_sdk_knows(tier: str | None, expected: Json, lost: int) -> None:
    given = context()

    _, document = Envelope("resp_1", 1, given).ended([], Stop("end"), USAGE, tier, refused=False)

    assert document["service_tier"] == expected
    assert len(given.losses) == lost


def test_a_failed_answer_has_an_error_and_a_usage_all_the_same() -> None:
    given = context()
    error: Document = {"code": "server_error", "message": "no"}

    document = Envelope("resp_1", 1, given).failed([], error, None)

    assert (document["status"], document["error"]) == ("failed", error)
    assert isinstance(document["usage"], dict)
    assert len(given.losses) == 0
    assert read_whole(document).status == "failed"
