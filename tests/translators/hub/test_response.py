"""Usage adds up to the bill."""

from translators.hub.response import Usage


def test_the_parts_are_disjoint_and_sum_up_to_the_bill() -> None:
    usage = Usage(input=1, cache_read=10, cache_write=100, output=1000, reasoning=10_000)

    assert usage.prompt == 111
    assert usage.completion == 11_000
    assert usage.total == 11_111


def test_how_usage_was_written_is_no_part_of_what_it_says() -> None:
    assert Usage(input=1, raw={"input_tokens": 1}) == Usage(input=1, raw={"prompt_tokens": 1})
