from typing import Any

import pytest

from addons.routes.claims import Catalogue, Claim, Inquiry, VendorsList, WebSocket
from addons.routes.judge import Routes
from addons.routes.policy import Policy
from addons.routes.route import RequestHead, Route, glob
from tests.addons.routes.samples import CHAT, MESSAGES, RESPONSES, ask, claim, judge, named, route
from translators.dialect import Dialect
from translators.openai_responses.models import offer_plain_tools
from translators.providers.registry import PROVIDERS
from translators.registry import DIALECTS


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

    assert judge(ask(path), only) == claim(DIALECTS[dialect], only)


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
def test_everything_else_passes(asked: RequestHead) -> None:
    assert judge(asked, route()) == "pass"


def test_a_route_can_refuse_what_is_no_model_request() -> None:
    assert judge(ask("/v1/models", method="GET"), route(other="refuse")) == "refuse"


def test_no_route_intercepts_nothing() -> None:
    assert not Routes().intercepts(["api.openai.com"])


def test_a_claim_holds_only_routes_for_its_dialect() -> None:
    plain, prefixed = route(), route(prefix="/v1")

    assert judge(ask("/v1/messages"), plain, prefixed) == claim(MESSAGES, plain, prefixed)


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
def test_other_websockets_pass(asked: RequestHead) -> None:
    assert judge(asked, route()) == "pass"


def test_any_name_of_a_destination_counts() -> None:
    asked = ask()._replace(hosts=("192.0.2.1", "api.openai.com"))

    assert isinstance(judge(asked, route()), Claim)


# What is kept.

RESPONSE = ask("/v1/responses/resp_1?include[]=x", method="GET")
NEW = ask("/v1/conversations")


def test_what_may_be_kept_is_an_inquiry() -> None:
    only = route(other="refuse")

    assert judge(RESPONSE, only) == judge(NEW, only) == Inquiry(RESPONSES, (only,))


def test_an_upstream_of_the_same_dialect_makes_its_own_conversations() -> None:
    own = route(provider=PROVIDERS["openai"])

    assert judge(NEW, own) == "pass"
    assert judge(RESPONSE, own) == Inquiry(RESPONSES, (own,))


def test_a_request_that_only_wants_to_be_counted_is_claimed() -> None:
    only = route()

    assert judge(ask("/v1/messages/count_tokens"), only) == claim(MESSAGES, only, question="count")


def catalogue(lister: Dialect, *names: str) -> Catalogue:
    assert lister.model_list is not None
    return Catalogue(lister, lister.model_list, names)


MODELS = ask("/v1/models", method="GET")
CODEXS = ask("/backend-api/codex/models?client_version=0.169.0", method="GET")


def test_the_models_of_all_routes_to_another_vendor_are_listed_once() -> None:
    routes = (route(names=("a", "b")), route(names=("b", "c")), route(host="x", names=("d",)))

    assert judge(MODELS, *routes) == catalogue(CHAT, "a", "b", "c")


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

    assert judge(asked, only) == catalogue(MESSAGES, "a")


@pytest.mark.parametrize(
    ("settings", "verdict"),
    [
        ({"names": ("a",)}, "pass"),
        ({"plain_tools": True}, VendorsList(offer_plain_tools)),
        ({"names": ("a",), "other": "refuse"}, catalogue(RESPONSES, "a")),
    ],
    ids=["named", "plain tools", "none of the vendor's"],
)
def test_codex_gets_its_own_vendors_list_where_it_can(
    settings: dict[str, Any], verdict: object
) -> None:
    assert judge(CODEXS, route(**settings)) == verdict


SERVING = Policy(websocket="serve")
UPGRADE = ask("/v1/responses?x=1", method="GET", upgrade="WebSocket")


def test_a_websocket_is_served_where_the_route_says_so() -> None:
    only = route(policy=SERVING)

    assert judge(UPGRADE, only) == WebSocket(claim(RESPONSES, only))


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
    assert judge(UPGRADE, *routes) != WebSocket(claim(RESPONSES, *routes))
