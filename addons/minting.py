"""The real source of ids and of time, for the wire."""

import secrets
import time

from translators.mint import Mint


def _now() -> int:
    return int(time.time())


def _token() -> str:
    return secrets.token_hex(12)


MINT = Mint(now=_now, token=_token)
"""Seconds since 1970, and 24 hexadecimal digits that nobody can guess."""
