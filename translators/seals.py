"""Opaque tokens on their way through a dialect that is not their issuer's.

A token travels only in a slot which that dialect itself calls opaque, wrapped so that we know it
again: a marker, then base64url of its kind, origin and value. On the way back it is unwrapped for
its issuer, byte for byte, and dropped with a loss for anyone else. A real one is never altered.
"""

import base64
import binascii
from typing import Literal

from translators import wire
from translators.hub.parts import Origin, Seal

type Kind = Literal["signature", "redacted", "encrypted", "thought"]

MARKER = "dragoman.seal.1."


def say(seal: Seal, dialect: str) -> str:
    """The token for an opaque slot of `dialect`: itself where it is at home, wrapped elsewhere."""
    return seal.value if seal.origin.dialect == dialect else wrap(seal)


def read(token: str, kind: Kind, origin: Origin) -> Seal:
    """The token found in an opaque slot: one of ours unwrapped, any other taken as `origin`'s."""
    return unwrap(token) or Seal(kind, token, origin)


def wrap(seal: Seal) -> str:
    """The token as any dialect's opaque string."""
    origin = seal.origin
    record = wire.dumps([seal.kind, seal.value, origin.dialect, origin.provider, origin.model])
    return MARKER + base64.urlsafe_b64encode(record).decode("ascii")


def unwrap(token: str) -> Seal | None:
    """The token that `wrap` wrapped; None for one that is not ours."""
    if not token.startswith(MARKER):
        return None
    try:
        record = wire.loads(base64.urlsafe_b64decode(token.removeprefix(MARKER).encode("ascii")))
    except (ValueError, binascii.Error):
        return None
    match record:
        case [
            "signature" | "redacted" | "encrypted" | "thought" as kind,
            str(value),
            str(dialect),
            str(provider),
            str(model),
        ]:
            return Seal(kind, value, Origin(dialect, provider, model))
        case _:
            return None
