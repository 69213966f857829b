"""Ids and time come from the mint, and from nowhere else."""

from translators.mint import Mint


def test_the_default_counts_and_its_clock_stands_still() -> None:
    mint = Mint()

    assert [mint.id("msg_") for _ in range(2)] == [
        "msg_000000000000000000000001",
        "msg_000000000000000000000002",
    ]
    assert mint.now() == 0


def test_two_mints_count_apart() -> None:
    Mint().token()

    assert Mint().token() == "0" * 23 + "1"


def test_what_is_handed_in_is_used() -> None:
    mint = Mint(now=lambda: 1_700_000_000, token=lambda: "abc")

    assert mint.id("call_") == "call_abc"
    assert mint.now() == 1_700_000_000
