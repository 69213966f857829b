"""The header of an answer that tells what its translation lost."""

from translators.losses import Losses

HEADER_LIMIT = 1000
"""Bytes of the header: enough for a dozen losses, and far below what any client refuses."""


def losses_header(losses: Losses) -> str | None:
    """The losses in ASCII, as many as there is room for; None if there are none."""
    names = [f"{loss.effect} {loss.path}" for loss in losses]
    if not names:
        return None
    value = f"{len(names)}: {', '.join(names)}"
    if len(value) > HEADER_LIMIT:
        value = value[:HEADER_LIMIT].rpartition(",")[0] + ", ..."
    return "".join(character if " " <= character <= "~" else "?" for character in value)
