"""Every kind of failure has a status."""

from typing import get_args

from translators.hub.failure import STATUS, Failure, FailureKind


def test_every_kind_has_the_status_that_says_it_best() -> None:
    assert set(STATUS) == set(get_args(FailureKind.__value__))
    assert all(400 <= status < 600 for status in STATUS.values())


def test_a_failure_inside_a_stream_came_with_status_200() -> None:
    assert Failure("server", "broken").status == 200
