"""mitmproxy's objects and test tools, with types."""

from collections.abc import Mapping
from typing import Any

from mitmproxy import http
from mitmproxy.test import taddons


def request(
    path: str = "/v1/chat/completions",
    body: bytes = b"",
    method: str = "POST",
    version: str = "HTTP/1.1",
    headers: Mapping[str, str] | None = None,
    **more: str,
) -> http.Request:
    """A request to the test host. `more` are headers too, with `_` for `-` in their names."""
    named = {**(headers or {}), **{name.replace("_", "-"): value for name, value in more.items()}}
    made = http.Request.make(method, f"https://api.example.test{path}", body)
    made.http_version = version
    made.authority = "api.example.test" if version == "HTTP/2.0" else ""
    made.headers = http.Headers([(k.encode(), v.encode()) for k, v in named.items()])
    return made


def response(
    status: int = 200, body: bytes = b"", headers: Mapping[str, str] | None = None, **more: str
) -> http.Response:
    """A response of an upstream. `more` are headers too, with `_` for `-` in their names."""
    made = http.Response.make(status, body)
    for name, value in {**(headers or {}), **more}.items():
        made.headers[name.replace("_", "-")] = value
    return made


def fields(message: http.Message) -> dict[str, str]:
    """The headers of a message."""
    return {name.decode().lower(): value.decode() for name, value in message.headers.fields}


def configure(context: taddons.context, addon: object, **options: object) -> None:
    """Set options as a user does."""
    untyped: Any = context
    untyped.configure(addon, **options)
