"""Words of ours in a slot that a dialect calls opaque: a marker, then base64url of JSON.

Clients send such a token back as it is. It is no secret, and by its marker we know it again; what
the words mean is a matter of `seals` and `recaps`.
"""

import base64

from translators.hub.document import Json
from translators.wire import json_bytes


def wrap(marker: str, record: list[Json]) -> str:
    """The token."""
    return marker + base64.urlsafe_b64encode(json_bytes.dumps(record)).decode("ascii")


def unwrap(marker: str, token: str) -> Json:
    """What `wrap` wrapped under this marker; None for any other token."""
    if not token.startswith(marker):
        return None
    try:
        return json_bytes.loads(
            base64.urlsafe_b64decode(token.removeprefix(marker).encode("ascii"))
        )
    except ValueError:  # no ASCII, no base64, no JSON
        return None
