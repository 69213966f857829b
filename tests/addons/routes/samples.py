"""Routes, requests and what is made of them, for the tests of this folder."""

from dataclasses import replace
from typing import Any

from addons.messages.address import Address
from addons.routes.claims import Claim
from addons.routes.judge import Disposition, Routes
from addons.routes.route import RequestHead, Route, glob
from addons.routes.target import Target
from translators.dialect import Dialect
from translators.endpoint import Question
from translators.providers.registry import PROVIDERS
from translators.registry import DIALECTS

CHAT = DIALECTS["openai-chat"]


MESSAGES = DIALECTS["anthropic-messages"]
RESPONSES = DIALECTS["openai-responses"]


def target(**more: object) -> Target:
    """Where a route leads: to Anthropic if nothing else is named, and without a key."""
    settings: dict[str, object] = {
        "provider": PROVIDERS["anthropic"],
        "address": Address("https", "upstream.test", 443, "/v1"),
    }
    return Target(**(settings | more))  # pyright: ignore[reportArgumentType]


def leading_to(route: Route, **more: Any) -> Route:
    """A route whose target is another in these fields."""
    return replace(route, targets=(replace(route.targets[0], **more),))


def claim(dialect: Dialect, *routes: Route, question: Question = "answer") -> Claim:
    """A claim on what is asked of a dialect."""
    endpoint = next(each for each in dialect.endpoints if each.question == question)
    return Claim(dialect, endpoint, routes)


def route(host: str = "api.openai.com", **more: object) -> Route:
    """A route; what is a target's field is said of its target."""
    of_target = {name: more.pop(name) for name in ("provider", "model_map") if name in more}
    settings: dict[str, object] = {
        "name": "test",
        "hosts": glob(host),
        "targets": (target(**of_target),),
    }
    return Route(**(settings | more))  # pyright: ignore[reportArgumentType]


def ask(
    path: str = "/v1/chat/completions",
    host: str = "api.openai.com",
    method: str = "POST",
    **headers: str,
) -> RequestHead:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return RequestHead(method, (host,), path, named.get)


def named(asked: RequestHead) -> str:
    return f"{asked.method} {asked.hosts[0]}{asked.path}"


def judge(asked: RequestHead, *routes: Route) -> Disposition:
    return Routes(routes).judge(asked)
