"""Routes, requests and what is made of them, for the tests of this folder."""

from addons.messages.address import Address
from addons.routes.judge import Disposition, Routes
from addons.routes.route import RequestHead, Route, glob
from translators.providers.registry import PROVIDERS
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
) -> RequestHead:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return RequestHead(method, (host,), path, named.get)


def named(asked: RequestHead) -> str:
    return f"{asked.method} {asked.hosts[0]}{asked.path}"


def judge(asked: RequestHead, *routes: Route) -> Disposition:
    return Routes(routes).judge(asked)
