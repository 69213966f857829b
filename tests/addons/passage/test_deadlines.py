import pytest

from addons.passage.deadlines import LINGER, NAP, Deadlines, DueAction
from addons.routes.policy import Policy

POLICY = Policy(keep_alive=15, first_byte=100, silence=40)


def watch(*, streams: bool = True, policy: Policy = POLICY) -> Deadlines:
    return Deadlines(1000.0, policy, streams)


@pytest.mark.parametrize(
    ("now", "verdict"),
    [(1000, "wait"), (1014.9, "wait"), (1015, "speak"), (1099, "speak"), (1100, "late")],
)
def test_before_the_answer_begins(now: float, verdict: DueAction) -> None:
    assert watch().due_action(now) == verdict


@pytest.mark.parametrize(
    ("now", "verdict"), [(1014, "wait"), (1020, "speak"), (1049, "speak"), (1050, "silent")]
)
def test_after_the_answer_has_begun(now: float, verdict: DueAction) -> None:
    deadlines = watch()
    deadlines.heard = 1010

    assert deadlines.due_action(now) == verdict


def test_an_upstream_that_says_nothing_for_the_client_is_not_silent() -> None:
    deadlines = watch()
    deadlines.heard = 1099

    assert deadlines.due_action(1100) == "speak"


def test_a_client_that_does_not_stream_gets_no_signs() -> None:
    assert watch(streams=False).due_action(1050) == "wait"


def test_what_was_said_counts() -> None:
    deadlines = watch()
    deadlines.said = 1010

    assert (deadlines.due_action(1024), deadlines.due_action(1025)) == ("wait", "speak")


def test_when_all_is_said_the_upstream_has_a_moment_to_close() -> None:
    deadlines = watch()
    deadlines.ended = 1500

    assert (deadlines.due_action(1500), deadlines.due_action(1500 + LINGER)) == ("wait", "over")
    assert deadlines.pause(1500.5) == LINGER - 0.5


def test_it_sleeps_until_the_next_sign() -> None:
    assert watch().pause(1005) == 10


def test_it_sleeps_until_patience_ends_if_no_sign_is_due() -> None:
    assert watch(streams=False).pause(1095) == 5


def test_it_never_sleeps_so_long_that_a_finished_flow_is_kept_for_minutes() -> None:
    assert watch(streams=False).pause(1005) == NAP


def test_it_never_sleeps_backwards() -> None:
    assert watch().pause(2000) == 0


def test_without_limits_it_never_wakes() -> None:
    deadlines = watch(policy=Policy(keep_alive=0, first_byte=0, silence=0))

    assert deadlines.pause(5000) is None
    assert deadlines.due_action(1e9) == "wait"
