import pytest

from addons.routes.claims import Claim
from addons.routes.judge import Routes
from addons.routes.route import glob
from tests.addons.routes.samples import ask, judge, route, target
from translators.providers.registry import PROVIDERS


@pytest.mark.parametrize(
    ("host", "matches"),
    [("api.openai.com", True), ("API.OpenAI.com", True), ("eu.openai.com", True), ("a.b", False)],
)
def test_hosts_are_globs_without_case(host: str, matches: bool) -> None:
    assert Routes((route("*.openai.com"),)).intercepts([host]) is matches


def test_a_path_narrows_a_route() -> None:
    narrow = route(paths=glob("/backend-api/codex/*"))

    assert isinstance(judge(ask("/backend-api/codex/responses?a=b"), narrow), Claim)
    assert judge(ask("/v1/responses"), narrow) == "pass"


def test_a_prefix_must_be_there_and_is_not_part_of_the_path() -> None:
    prefixed = route(prefix="/proxy/openai")

    assert isinstance(judge(ask("/proxy/openai/v1/responses"), prefixed), Claim)
    assert judge(ask("/proxy/openai-other/v1/responses"), prefixed) == "pass"
    assert judge(ask("/v1/responses"), prefixed) == "pass"


def test_all_named_headers_must_match() -> None:
    narrow = route(headers=(("user-agent", glob("codex*")), ("x-team", glob("*"))))

    assert isinstance(judge(ask(user_agent="codex_cli/1", x_team="a"), narrow), Claim)
    assert judge(ask(user_agent="codex_cli/1"), narrow) == "pass"
    assert judge(ask(user_agent="curl", x_team="a"), narrow) == "pass"


def test_a_route_is_of_a_family_if_all_its_targets_are() -> None:
    anthropic, openai = target(), target(provider=PROVIDERS["openai"])

    assert route(targets=(openai, openai)).is_family("openai")
    assert not route(targets=(openai, anthropic)).is_family("openai")


def test_a_route_remembers_if_any_of_its_targets_does() -> None:
    anthropic, openai = target(), target(provider=PROVIDERS["openai"])

    assert route(targets=(anthropic, openai)).remembers
    assert not route(targets=(anthropic,)).remembers
