"""Our key taken out of what an upstream says: some quote it when they refuse it.

Clients are told of such refusals, and flows keep them; neither is to see the key.
"""

from collections.abc import Callable

from pydantic import SecretStr

LEAST = 16
"""Characters of the shortest key that is looked for: a word such as "ollama", which some servers
take for a key, may well stand in an answer."""

REDACTED = b"[the proxy's key]"

type Redact = Callable[[bytes], bytes]


def redaction(key: SecretStr | None) -> Redact:
    """What gives bytes without the key in them; the same bytes if it is not there."""
    secret = b"" if key is None else key.get_secret_value().encode()
    return bytes if len(secret) < LEAST else lambda said: said.replace(secret, REDACTED)
