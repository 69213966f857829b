from addons.routes.policy import USUAL, Policy


def test_what_nobody_says_is_bounded_and_lenient() -> None:
    assert Policy() == USUAL
    assert not USUAL.strict
    assert not USUAL.drop_content
    limits = (USUAL.first_byte, USUAL.silence, USUAL.request_limit, USUAL.response_limit)
    assert all(limit > 0 for limit in limits)
