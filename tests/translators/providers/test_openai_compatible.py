"""Servers that nobody knows get what nearly all of them take."""

import pytest

from tests.support.sending import send
from translators.providers.openai_compatible import OPENAI_COMPATIBLE


def test_the_user_says_where_it_is_and_no_key_is_needed() -> None:
    assert (OPENAI_COMPATIBLE.base_url, OPENAI_COMPATIBLE.key_variable) == ("", None)


def test_a_developer_is_the_system_whatever_the_client_speaks() -> None:
    """`unknown variant 'developer'` (field guide 9)."""
    responses = send(
        OPENAI_COMPATIBLE,
        "openai-responses",
        {
            "input": [
                {"role": "developer", "content": "be brief"},
                {"role": "user", "content": "hi"},
            ]
        },
    )
    chat = send(
        OPENAI_COMPATIBLE,
        "openai-chat",
        {
            "messages": [
                {"role": "developer", "content": "be brief"},
                {"role": "user", "content": "hi"},
            ]
        },
    )

    expected = [
        {"role": "system", "content": "be brief"},
        {"role": "user", "content": "hi"},
    ]
    assert responses["messages"] == expected
    assert chat["messages"] == expected


@pytest.mark.parametrize(
    ("model", "ratio"),
    [
        ("mistralai/Mixtral-8x7B-Instruct-v0.1", 1 / 0.85),
        ("open-mistral-7b", 1 / 0.85),
        ("llama2:13b", 1 / 0.85),
        ("meta-llama/Llama-2-70b-chat-hf", 1 / 0.85),
        ("llama-3.1-8b", 1.0),
        ("mistral-large-latest", 1.0),
    ],
)
def test_old_vocabularies_make_more_tokens(model: str, ratio: float) -> None:
    assert OPENAI_COMPATIBLE.profile(model).tokens_ratio == ratio


def test_the_output_limit_has_its_old_name() -> None:
    sent = send(
        OPENAI_COMPATIBLE,
        "anthropic-messages",
        {"max_tokens": 100, "messages": [{"role": "user", "content": "hi"}]},
    )

    assert sent["max_tokens"] == 100
    assert "max_completion_tokens" not in sent
