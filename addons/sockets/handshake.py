"""The upgrade of an HTTP connection to a WebSocket: its answer, and what it says of requests.

The client names itself once, in the upgrade's headers; each request on the socket is sent as if it
carried them, so that it is routed and stripped like any other.
"""

import re
import time

from mitmproxy import http
from wsproto.handshake import WEBSOCKET_VERSION
from wsproto.utilities import generate_accept_token

from addons.messages.edits import strip_credentials
from addons.messages.heads import header

_KEY = re.compile(r"[A-Za-z0-9+/]{22}==")
"""Sixteen bytes in base64 (RFC 6455, 4.2.1)."""

_VERSION = WEBSOCKET_VERSION.decode()
_LENGTH = "content-length"
_BETA = "openai-beta"
_UPGRADING = frozenset(
    {"connection", "upgrade", "content-type", "transfer-encoding", _LENGTH, _BETA}
)
"""Headers of an upgrade that a posted request has not, or has otherwise."""

_OF_THE_SOCKET = "sec-websocket-"
_SOCKET_BETAS = "responses_websockets="
"""A beta flag that speaks of WebSockets (clients 4), by its beginning; a POST has no use for it."""


def accept(upgrade: http.Request) -> http.Response:
    """The answer to an upgrade: 101, or what is wrong with it."""
    key = header(upgrade, "sec-websocket-key") or ""
    if not _KEY.fullmatch(key) or header(upgrade, "sec-websocket-version") != _VERSION:
        needed = {"sec-websocket-version": _VERSION}
        return http.Response.make(426, f"Speak version {_VERSION} of WebSocket.\n", needed)
    fields = {
        "upgrade": "websocket",
        "connection": "Upgrade",
        "sec-websocket-accept": generate_accept_token(key.encode()).decode(),
    }
    response = http.Response.make(101, b"", fields)
    del response.headers[_LENGTH]
    return response


def take_credentials(upgrade: http.Request) -> http.Request:
    """A copy of an upgrade that carries the client's credentials; the original loses them.

    The original stays on a flow that is kept and shown.
    """
    copy = upgrade.copy()
    strip_credentials(upgrade)
    return copy


def posted(upgrade: http.Request, body: bytes) -> http.Request:
    """The request that a client would have posted, had it not opened a WebSocket."""
    request = upgrade.copy()
    request.method = "POST"
    fields: tuple[tuple[bytes, bytes], ...] = upgrade.headers.fields
    request.headers = http.Headers([field for field in fields if not _upgrades(field[0])])
    flags = [flag.strip() for flag in (header(upgrade, _BETA) or "").split(",")]
    if kept := [flag for flag in flags if flag and not flag.startswith(_SOCKET_BETAS)]:
        request.headers[_BETA] = ",".join(kept)
    request.headers["content-type"] = "application/json"
    request.headers[_LENGTH] = str(len(body))
    request.timestamp_start = time.time()
    return request


def _upgrades(name: bytes) -> bool:
    """Whether a header is about the upgrade alone."""
    word = name.decode("latin-1").lower()
    return word in _UPGRADING or word.startswith(_OF_THE_SOCKET)
