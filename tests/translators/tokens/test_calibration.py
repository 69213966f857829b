import pytest

from translators.tokens.calibration import Calibration


def observed(*pairs: tuple[float, int]) -> float:
    calibration = Calibration()
    for estimated, returned in pairs:
        calibration.observe(estimated, returned)
    return calibration.factor


def test_an_estimate_is_believed_before_anything_was_observed() -> None:
    assert observed() == 1


def test_the_ratio_is_learned_from_a_few_large_requests() -> None:
    assert observed(*[(10_000, 13_000)] * 3) == pytest.approx(1.3, rel=0.02)


def test_a_tiny_request_moves_little() -> None:
    assert observed((10_000, 13_000), (20, 90)) == pytest.approx(1.3, rel=0.02)


def test_newer_requests_weigh_more() -> None:
    assert observed(*[(10_000, 8_000)] * 5, *[(10_000, 12_000)] * 5) > 1.1


@pytest.mark.parametrize(("returned", "factor"), [(10, 0.5), (1_000_000, 2.0)])
def test_the_ratio_is_bounded(returned: int, factor: float) -> None:
    assert observed(*[(10_000, returned)] * 20) == pytest.approx(factor, rel=0.02)


@pytest.mark.parametrize("pair", [(0, 100), (100, 0)])
def test_nothing_is_learned_from_nothing(pair: tuple[float, int]) -> None:
    assert observed(pair) == 1
