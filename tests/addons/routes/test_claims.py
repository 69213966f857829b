from addons.routes.claims import Claim, Inquiry
from addons.routes.policy import Policy
from addons.routes.route import glob
from tests.addons.routes.samples import CHAT, RESPONSES, ask, claim, judge, route
from translators.providers.registry import PROVIDERS


def test_the_first_route_that_serves_the_model_takes_it() -> None:
    small, other, never = (
        route(models=glob("gpt-*-nano")),
        route(models=glob("gpt-*")),
        route(models=glob("gpt-6")),
    )
    claim = judge(ask(), small, other, never)

    assert isinstance(claim, Claim)
    assert claim.route("gpt-5.4-nano") is small
    assert claim.route("gpt-6") is other
    assert claim.route("claude") is None
    assert claim.certain is None


def test_a_claim_is_certain_if_some_route_takes_every_model() -> None:
    some, every = route(models=glob("gpt-*")), route()

    assert claim(CHAT, some, every).certain is every


def test_the_most_generous_route_limits_a_body() -> None:
    tight, wide = route(policy=Policy(request_limit=10)), route(policy=Policy(request_limit=20))

    assert claim(CHAT, tight, wide).request_limit == 20


def test_an_inquiry_knows_whether_an_upstream_remembers() -> None:
    foreign, own = route(), route(provider=PROVIDERS["openai"])

    assert not Inquiry(RESPONSES, (foreign,)).upstream_remembers
    assert Inquiry(
        RESPONSES,
        (
            foreign,
            own,
        ),
    ).upstream_remembers


def test_an_inquiry_is_as_large_and_ends_as_its_routes_say() -> None:
    small = route(policy=Policy(request_limit=5), other="refuse")
    large = route(policy=Policy(request_limit=9))

    assert (
        Inquiry(
            RESPONSES,
            (
                small,
                large,
            ),
        ).request_limit,
        Inquiry(
            RESPONSES,
            (
                small,
                large,
            ),
        ).other,
    ) == (9, "refuse")
