"""A web search is asked for in the upstream's words, where it has one."""

import pytest

from tests.support.fitting import Fitted, fitted
from translators.adapt import hosted
from translators.hub.document import Json
from translators.hub.parts import Foreign, Origin
from translators.hub.request import Request
from translators.hub.tools import AnyTool, Tool
from translators.profile import Profile
from translators.registry import DIALECTS

SEARCHES = Profile(web_search=True)
UPSTREAM = Origin("openai-responses", "acme", "acme-1")
PLAIN = Tool("look")


def search(kind: str = "web_search_20250305", **keys: Json) -> Foreign:
    value: dict[str, Json] = {"type": kind, "name": "web_search", **keys}
    return Foreign("anthropic-messages", kind, value, "tools[0]")


def asked(*tools: AnyTool, profile: Profile = SEARCHES, origin: Origin = UPSTREAM) -> Fitted:
    request = Request("m", tools=tools)
    return fitted(hosted.fit, request, profile, origin, client=DIALECTS["anthropic-messages"])


@pytest.mark.parametrize("kind", ["web_search_20250305", "web_search_20260209"])
def test_a_search_is_asked_for(kind: str) -> None:
    found = asked(PLAIN, search(kind))

    assert found.request.tools == (
        PLAIN,
        Foreign("openai-responses", "web_search", {"type": "web_search"}),
    )
    assert found.losses == []


def test_where_to_search_and_for_whom_is_said() -> None:
    location: dict[str, Json] = {"type": "approximate", "city": "Zürich"}
    found = asked(search(allowed_domains=["example.com"], user_location=location))

    assert found.request.tools[0] == Foreign(
        "openai-responses",
        "web_search",
        {
            "type": "web_search",
            "filters": {"allowed_domains": ["example.com"]},
            "user_location": location,
        },
    )


def test_what_the_upstream_cannot_be_told_is_lost() -> None:
    assert asked(search(max_uses=8, blocked_domains=["a.com"], depth=2)).losses == [
        "dropped request.tools[].max_uses: the upstream searches as often as it likes",
        (
            "dropped request.tools[].blocked_domains: the upstream can only be told which domains"
            " to search"
        ),
        "dropped request.tools[].depth: the upstream's search has no such setting",
    ]


@pytest.mark.parametrize(
    ("tool", "profile", "origin"),
    [
        (search(), Profile(), UPSTREAM),
        (search(), SEARCHES, Origin("openai-chat")),
        (search("web_fetch_20250910"), SEARCHES, UPSTREAM),
        (Foreign("openai-responses", "web_search", {}), SEARCHES, UPSTREAM),
    ],
    ids=["no search there", "no such tool there", "no search", "its own"],
)
def test_other_tools_are_left_to_whoever_says_them(
    tool: Foreign, profile: Profile, origin: Origin
) -> None:
    found = asked(tool, profile=profile, origin=origin)

    assert found.request.tools == (tool,)
    assert found.losses == []
