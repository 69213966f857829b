import re

import pytest

from translators.anthropic_messages.overflow import overflow

COMPACTS = re.compile(r"^prompt is too long: (\d+) tokens > (\d+) maximum$")
ASKS_FOR_LESS = re.compile(
    r"input length and `max_tokens` exceed context limit: (\d+) \+ (\d+) > (\d+)"
)
"""What Claude Code 2.1.329 looks for in an error of status 400."""

LENGTH = "maximum context length is"
MODEL = f"This model's {LENGTH}"


@pytest.mark.parametrize(
    ("message", "numbers"),
    [
        (
            (
                f"{MODEL} 8192 tokens. However, your messages resulted in"
                " 8227 tokens. Please reduce the length of the messages."
            ),
            ("8227", "8192"),
        ),
        (
            (
                f"This endpoint's {LENGTH} 32768 tokens. However, you requested about"
                " 42832 tokens (42832 of text input)."
            ),
            ("42832", "32768"),
        ),
        (
            (
                f"{MODEL} 4097 tokens. However, you requested 8268 tokens"
                " (8012 in the messages, 256 in the completion)."
            ),
            ("8268", "4097"),
        ),
        (
            (
                "request (9001 tokens) exceeds the available context size (8192 tokens), try"
                " increasing it"
            ),
            ("9001", "8192"),
        ),
    ],
    ids=["OpenAI", "OpenRouter", "OpenAI's old", "llama.cpp"],
)
def test_a_prompt_that_is_too_long_says_by_how_much(message: str, numbers: tuple[str, ...]) -> None:
    found = COMPACTS.search(overflow(message))

    assert found is not None
    assert found.groups() == numbers


@pytest.mark.parametrize(
    ("message", "numbers"),
    [
        (
            (
                f"{MODEL} 4097 tokens. However, you requested 4268 tokens"
                " (4012 in the messages, 256 in the completion)."
            ),
            ("4012", "256", "4097"),
        ),
        (
            (
                f"{MODEL} 262144 tokens. However, you requested 128000"
                " output tokens and your prompt contains at least 134145 input tokens, for"
                " a total of at least 262145 tokens."
            ),
            ("134145", "128000", "262144"),
        ),
        (
            (
                "'max_tokens' or 'max_completion_tokens' is too large: 128000."
                f" {MODEL} 131072 tokens and your request has 5000 input tokens"
                " (128000 > 131072 - 5000)."
            ),
            ("5000", "128000", "131072"),
        ),
    ],
    ids=["OpenAI's old", "vLLM", "vLLM's old"],
)
def test_an_answer_that_would_not_fit_behind_its_prompt_is_told_apart(
    message: str, numbers: tuple[str, ...]
) -> None:
    found = ASKS_FOR_LESS.search(overflow(message))

    assert found is not None
    assert found.groups() == numbers


@pytest.mark.parametrize(
    "message",
    [
        (
            "Your input exceeds the context window of this model. Please adjust your input and try"
            " again."
        ),
        "The maximum context length is 10 tokens, and this is longer",
    ],
)
def test_without_numbers_the_words_come_first(message: str) -> None:
    assert overflow(message) == f"prompt is too long: {message}"


@pytest.mark.parametrize(
    "message",
    [
        "prompt is too long: 210000 tokens > 200000 maximum",
        "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000",
    ],
)
def test_anthropics_own_words_stay(message: str) -> None:
    assert overflow(message) == message
