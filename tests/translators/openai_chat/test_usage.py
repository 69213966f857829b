import pytest

from translators.hub.document import Document
from translators.hub.response import Usage
from translators.openai_chat.usage import read_usage, write_usage


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        pytest.param(
            {
                "prompt_tokens": 100,
                "completion_tokens": 20,
                "total_tokens": 120,
                "prompt_tokens_details": {"cached_tokens": 60, "cache_write_tokens": 30},
                "completion_tokens_details": {"reasoning_tokens": 15},
            },
            Usage(input=10, cache_read=60, cache_write=30, output=5, reasoning=15),
            id="openai: parts are inside their sums",
        ),
        pytest.param(
            {"prompt_tokens": 50, "completion_tokens": 5, "prompt_cache_hit_tokens": 40},
            Usage(input=10, cache_read=40, output=5),
            id="deepseek: cache hits beside the sums",
        ),
        pytest.param(
            {"prompt_tokens": 20, "completion_tokens": 30, "cached_tokens": 10},
            Usage(input=10, cache_read=10, output=30),
            id="moonshot: cached tokens beside the sums",
        ),
        pytest.param(
            {
                "prompt_tokens": 12,
                "completion_tokens": 1,
                "total_tokens": 241,
                "completion_tokens_details": {"reasoning_tokens": 228},
            },
            Usage(input=12, output=1, reasoning=228),
            id="xai: thinking outside of the completion",
        ),
        pytest.param(
            {"prompt_tokens": 66, "completion_tokens": 6, "total_tokens": 100},
            Usage(input=66, output=6, reasoning=28),
            id="gemini: thinking only in the total",
        ),
        pytest.param(
            {
                "prompt_tokens": 43,
                "completion_tokens": 10,
                "total_tokens": 53,
                "completion_tokens_details": {"reasoning_tokens": 11},
            },
            Usage(input=43, reasoning=10),
            id="openrouter: more thinking than completion",
        ),
        pytest.param(
            {
                "prompt_tokens": 5,
                "completion_tokens": 7,
                "prompt_tokens_details": {"cached_tokens": 900},
            },
            Usage(input=5, cache_read=900, output=7),
            id="the cache is counted beside the prompt",
        ),
        pytest.param(
            {"prompt_tokens": None, "completion_tokens": "7", "prompt_tokens_details": None},
            Usage(),
            id="nothing that can be counted",
        ),
    ],
)
def test_counts_are_made_disjoint(usage: Document, expected: Usage) -> None:
    assert expected == read_usage(usage)


def test_the_usage_is_kept_as_it_came() -> None:
    usage: Document = {"prompt_tokens": 1, "cost": 0.5}

    assert usage is read_usage(usage).raw


def test_parts_are_inside_their_sums_again() -> None:
    usage = Usage(input=10, cache_read=60, cache_write=30, output=5, reasoning=15)

    assert write_usage(usage) == {
        "prompt_tokens": 100,
        "completion_tokens": 20,
        "total_tokens": 120,
        "prompt_tokens_details": {"cached_tokens": 60, "cache_write_tokens": 30},
        "completion_tokens_details": {"reasoning_tokens": 15},
    }


def test_what_is_written_is_read_again() -> None:
    usage = Usage(input=1, cache_read=2, cache_write=3, output=4, reasoning=5)

    assert usage == read_usage(write_usage(usage))
