"""Opaque tokens on their way through a dialect that is not their issuer's.

A token travels only in a slot which that dialect itself calls opaque, wrapped with its kind and
origin so that we know it again. On the way back it is unwrapped for its issuer, byte for byte, and
dropped with a loss for anyone else. A real one is never altered.
"""

from typing import Literal

from translators.hub.parts import Origin, Seal
from translators.opaque import slots

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
    issuer = (origin.dialect, origin.provider, origin.model, origin.account)
    return slots.wrap(MARKER, [seal.kind, seal.value, *issuer])


def unwrap(token: str) -> Seal | None:
    """The token that `wrap` wrapped; None for one that is not ours."""
    match slots.unwrap(MARKER, token):
        case [
            "signature" | "redacted" | "encrypted" | "thought" as kind,
            str(value),
            str(dialect),
            str(provider),
            str(model),
            str(account),
        ]:
            return Seal(kind, value, Origin(dialect, provider, model, account))
        case _:
            return None
