from typing import Any

import pytest

from addons.routes.route import (
    Address,
    Asked,
    Catalogue,
    Claim,
    Inquiry,
    Policy,
    Route,
    Routes,
    Verdict,
    WebSocket,
    glob,
)
from translators.catalogue import Wanted
from translators.providers import PROVIDERS
from translators.registry import DIALECTS

CHAT = DIALECTS["openai-chat"]
MESSAGES = DIALECTS["anthropic-messages"]


def route(host: str = "api.openai.com", **more: object) -> Route:
    settings: dict[str, object] = {
        "name": "test",
        "hosts": glob(host),
        "provider": PROVIDERS["anthropic"],
        "address": Address("https", "api.anthropic.com", 443, "/v1"),
    }
    return Route(**(settings | more))  # pyright: ignore[reportArgumentType]


def ask(
    path: str = "/v1/chat/completions",
    host: str = "api.openai.com",
    method: str = "POST",
    **headers: str,
) -> Asked:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Asked(method, (host,), path, named.get)


def named(asked: Asked) -> str:
    return f"{asked.method} {asked.hosts[0]}{asked.path}"


def judge(asked: Asked, *routes: Route) -> Verdict:
    return Routes(routes).judge(asked)


@pytest.mark.parametrize(
    ("path", "dialect"),
    [
        ("/v1/chat/completions", "openai-chat"),
        ("/v1/responses", "openai-responses"),
        ("/backend-api/codex/responses", "openai-responses"),
        ("/v1/messages?beta=true", "anthropic-messages"),
    ],
)
def test_a_model_request_is_claimed_in_its_dialect(path: str, dialect: str) -> None:
    only = route()

    assert judge(ask(path), only) == Claim(DIALECTS[dialect], (only,))


@pytest.mark.parametrize(
    "asked",
    [
        ask(host="api.openai.com.example.test"),
        ask(host="xapi.openai.com"),
        ask(method="GET"),
        ask(method="HEAD"),
        ask("/v1/models"),
        ask("/"),
    ],
    ids=named,
)
def test_everything_else_passes(asked: Asked) -> None:
    assert judge(asked, route()) == "pass"


def test_a_route_can_refuse_what_is_no_model_request() -> None:
    assert judge(ask("/v1/models", method="GET"), route(other="refuse")) == "refuse"


@pytest.mark.parametrize(
    ("host", "matches"),
    [("api.openai.com", True), ("API.OpenAI.com", True), ("eu.openai.com", True), ("a.b", False)],
)
def test_hosts_are_globs_without_case(host: str, matches: bool) -> None:
    assert Routes((route("*.openai.com"),)).intercepts([host]) is matches


def test_no_route_intercepts_nothing() -> None:
    assert not Routes().intercepts(["api.openai.com"])


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

    assert Claim(CHAT, (some, every)).certain is every


def test_a_claim_holds_only_routes_for_its_dialect() -> None:
    plain, prefixed = route(), route(prefix="/v1")

    assert judge(ask("/v1/messages"), plain, prefixed) == Claim(MESSAGES, (plain, prefixed))


def test_the_most_generous_route_limits_a_body() -> None:
    tight, wide = route(policy=Policy(request_limit=10)), route(policy=Policy(request_limit=20))

    assert Claim(CHAT, (tight, wide)).request_limit == 20


def test_the_first_pattern_names_the_upstream_model() -> None:
    mapped = route(model_map=((glob("*-nano"), "small"), (glob("gpt-*"), "large")))

    assert mapped.upstream_model("gpt-5-nano") == "small"
    assert mapped.upstream_model("gpt-5") == "large"
    assert mapped.upstream_model("o3") is None


def test_a_websocket_for_responses_is_told_to_use_http() -> None:
    asked = ask("/v1/responses?x=1", method="GET", upgrade="WebSocket")

    assert judge(asked, route()) == "upgrade required"


@pytest.mark.parametrize(
    "asked",
    [
        ask("/api/ws/speech_to_text/voice", method="GET", upgrade="websocket"),
        ask("/v1/responses", host="elsewhere.test", method="GET", upgrade="websocket"),
        ask("/v1/responses", method="GET"),
    ],
    ids=named,
)
def test_other_websockets_pass(asked: Asked) -> None:
    assert judge(asked, route()) == "pass"


def test_any_name_of_a_destination_counts() -> None:
    asked = ask()._replace(hosts=("192.0.2.1", "api.openai.com"))

    assert isinstance(judge(asked, route()), Claim)


# What is kept.

RESPONSE = ask("/v1/responses/resp_1?include[]=x", method="GET")
NEW = ask("/v1/conversations")


def test_what_may_be_kept_is_an_inquiry() -> None:
    only = route(other="refuse")

    assert judge(RESPONSE, only) == judge(NEW, only) == Inquiry((only,))


def test_an_upstream_of_the_same_dialect_makes_its_own_conversations() -> None:
    own = route(provider=PROVIDERS["openai"])

    assert judge(NEW, own) == "pass"
    assert judge(RESPONSE, own) == Inquiry((own,))


def test_an_inquiry_knows_whether_an_upstream_remembers() -> None:
    foreign, own = route(), route(provider=PROVIDERS["openai"])

    assert not Inquiry((foreign,)).upstream_remembers
    assert Inquiry((foreign, own)).upstream_remembers


def test_an_inquiry_is_as_large_and_ends_as_its_routes_say() -> None:
    small = route(policy=Policy(request_limit=5), other="refuse")
    large = route(policy=Policy(request_limit=9))

    assert (Inquiry((small, large)).request_limit, Inquiry((small, large)).other) == (9, "refuse")


def test_a_request_that_only_wants_to_be_counted_is_claimed() -> None:
    only = route()

    claim = judge(ask("/v1/messages/count_tokens"), only)

    assert isinstance(claim, Claim)
    assert (claim.dialect.name, claim.dialect.subpath) == ("anthropic-messages", "/count_tokens")
    assert claim.routes == (only,)


MODELS = ask("/v1/models", method="GET")
CODEXS = ask("/backend-api/codex/models?client_version=0.169.0", method="GET")


def test_the_models_of_all_routes_to_another_vendor_are_listed_once() -> None:
    routes = (route(names=("a", "b")), route(names=("b", "c")), route(host="x", names=("d",)))

    assert judge(MODELS, *routes) == Catalogue(Wanted("openai"), ("a", "b", "c"))


@pytest.mark.parametrize("other", ["pass", "refuse"])
@pytest.mark.parametrize(
    "own",
    [{"provider": PROVIDERS["openai"], "names": ("a",)}, {"names": ()}],
    ids=["its own vendor", "nothing named"],
)
def test_the_vendors_own_models_are_the_vendors_to_list(own: dict[str, Any], other: str) -> None:
    assert judge(MODELS, route(**own, other=other)) == other


def test_a_client_of_messages_is_known_by_its_version() -> None:
    only = route(provider=PROVIDERS["openai"], names=("a",))
    asked = ask("/v1/models/a", method="GET", anthropic_version="2026-10-21")

    assert judge(asked, only) == Catalogue(Wanted("anthropic", "a"), ("a",))


@pytest.mark.parametrize(
    ("settings", "verdict"),
    [
        ({"names": ("a",)}, "pass"),
        ({"plain_tools": True}, "pass with plain tools"),
        ({"names": ("a",), "other": "refuse"}, Catalogue(Wanted("codex"), ("a",))),
    ],
    ids=str,
)
def test_codex_gets_its_own_vendors_list_where_it_can(
    settings: dict[str, Any], verdict: object
) -> None:
    assert judge(CODEXS, route(**settings)) == verdict


SERVING = Policy(websocket="serve")
UPGRADE = ask("/v1/responses?x=1", method="GET", upgrade="WebSocket")


def test_a_websocket_is_served_where_the_route_says_so() -> None:
    only = route(policy=SERVING)

    assert judge(UPGRADE, only) == WebSocket(Claim(DIALECTS["openai-responses"], (only,)))


@pytest.mark.parametrize(
    "routes",
    [
        (route(models=glob("gpt-*"), policy=SERVING),),
        (route(models=glob("gpt-*")), route(policy=SERVING)),
        (route(policy=SERVING), route()),
        (route(policy=SERVING, prefix="/other"),),
    ],
    ids=["a model would pass by", "another refuses", "a later one refuses", "not its path"],
)
def test_a_websocket_is_served_only_if_all_requests_on_it_would_be(
    routes: tuple[Route, ...],
) -> None:
    assert judge(UPGRADE, *routes) != WebSocket(Claim(DIALECTS["openai-responses"], routes))
