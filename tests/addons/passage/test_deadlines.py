import pytest

from addons.passage.deadlines import LINGER, NAP, Verdict, Vigil
from addons.routes.route import Policy

POLICY = Policy(keep_alive=15, first_byte=100, silence=40)


def watch(*, streams: bool = True, policy: Policy = POLICY) -> Vigil:
    return Vigil(1000.0, policy, streams)


@pytest.mark.parametrize(
    ("now", "verdict"),
    [(1000, "wait"), (1014.9, "wait"), (1015, "speak"), (1099, "speak"), (1100, "late")],
)
def test_before_the_answer_begins(now: float, verdict: Verdict) -> None:
    assert watch().verdict(now) == verdict


@pytest.mark.parametrize(
    ("now", "verdict"), [(1014, "wait"), (1020, "speak"), (1049, "speak"), (1050, "silent")]
)
def test_after_the_answer_has_begun(now: float, verdict: Verdict) -> None:
    vigil = watch()
    vigil.heard = 1010

    assert vigil.verdict(now) == verdict


def test_an_upstream_that_says_nothing_for_the_client_is_not_silent() -> None:
    vigil = watch()
    vigil.heard = 1099

    assert vigil.verdict(1100) == "speak"


def test_a_client_that_does_not_stream_gets_no_signs() -> None:
    assert watch(streams=False).verdict(1050) == "wait"


def test_what_was_said_counts() -> None:
    vigil = watch()
    vigil.said = 1010

    assert (vigil.verdict(1024), vigil.verdict(1025)) == ("wait", "speak")


def test_when_all_is_said_the_upstream_has_a_moment_to_close() -> None:
    vigil = watch()
    vigil.ended = 1500

    assert (vigil.verdict(1500), vigil.verdict(1500 + LINGER)) == ("wait", "over")
    assert vigil.pause(1500.5) == LINGER - 0.5


def test_it_sleeps_until_the_next_sign() -> None:
    assert watch().pause(1005) == 10


def test_it_sleeps_until_patience_ends_if_no_sign_is_due() -> None:
    assert watch(streams=False).pause(1095) == 5


def test_it_never_sleeps_so_long_that_a_finished_flow_is_kept_for_minutes() -> None:
    assert watch(streams=False).pause(1005) == NAP


def test_it_never_sleeps_backwards() -> None:
    assert watch().pause(2000) == 0


def test_without_limits_it_never_wakes() -> None:
    vigil = watch(policy=Policy(keep_alive=0, first_byte=0, silence=0))

    assert vigil.pause(5000) is None
    assert vigil.verdict(1e9) == "wait"
