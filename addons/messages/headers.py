"""Which headers go where: lists, and nothing that happens.

A translated request carries few headers of the client's, and an answer few of the upstream's: what
is not named here stays behind, so that a credential nobody has thought of stays behind as well.
"""

from collections.abc import Mapping

CREDENTIALS = frozenset(
    {
        "api-key",
        "authorization",
        "chatgpt-account-id",
        "cookie",
        "openai-organization",
        "openai-project",
        "proxy-authorization",
        "sec-websocket-protocol",  # where browsers, which can set no header, put a key
        "x-api-key",
        "x-goog-api-key",
    }
)
"""Who the client is, to its own vendor: never for anybody else, and never in the configuration."""

CREDENTIAL_PARAMETERS = frozenset({"access_token", "api-key", "api_key", "key"})
"""The same, in queries."""

UPSTREAM = ("user-agent", "accept-language", "traceparent", "tracestate")
"""Headers of the client's that every upstream gets."""

LOGIN_BETAS = ("oauth-",)
"""Beta flags that speak of the client's login (clients 5), by their beginning; our key has none."""

DOWNSTREAM = ("request-id", "x-request-id")
"""Headers of the upstream's that the client gets. Rate limits are our account's, cookies are ours,
and `retry-after` is said again by whoever says the failure."""

LOSSES = "x-dragoman-losses"
"""What the translation lost, as far as it is known when the answer's headers leave."""

AUTHENTICATION: Mapping[str, tuple[str, str]] = {
    "bearer": ("authorization", "Bearer "),
    "x-api-key": ("x-api-key", ""),
    "api-key": ("api-key", ""),
}
"""How a provider wants its key: in which header, after which word."""
