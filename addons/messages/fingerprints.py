"""Who somebody is, told by a digest of their credential: for comparing, and for nothing else."""

import hashlib
from urllib.parse import parse_qsl

from mitmproxy import http
from pydantic import SecretStr

from addons.messages import headers, heads

_COOKIE = "cookie"
_NAMED = sorted(headers.CREDENTIALS - {_COOKIE})
_ACCOUNT_DIGITS = 8
"""So few that they tell accounts apart and confirm no guess of a key: clients get to see them."""


def client(request: http.Request) -> str:
    """A client, by every credential that it sends; "" for one without any.

    Cookies count only where there is nothing else: servers change them between two requests.
    """
    said = [f"{name}={value}" for name in _NAMED if (value := heads.header(request, name))]
    said += [
        f"{name}={value}"
        for name, value in parse_qsl(request.path.partition("?")[2])
        if name.lower() in headers.CREDENTIAL_PARAMETERS
    ]
    if not said and (cookie := heads.header(request, _COOKIE)):
        said = [cookie]
    return _digest("\n".join(said)) if said else ""


def account(key: SecretStr | None) -> str:
    """An upstream's account, by the key that we use there; "" where none is needed."""
    return "" if key is None else _digest(key.get_secret_value())[:_ACCOUNT_DIGITS]


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
