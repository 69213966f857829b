"""What the user is told of an exchange: one line in the log, one header of the answer."""

from addons.record import Record
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


def line(record: Record, outcome: str) -> str:
    """The line of the log: what was translated into what, how it went, and every loss."""
    provider = record.route.provider
    models = record.model or "?"
    if record.upstream_model != record.model:
        models += f" as {record.upstream_model}"
    text = (
        f"[dragoman] {record.client.name} to {provider.dialect.name}"
        f" at {provider.name}, {models}: {outcome}"
    )
    if record.error is not None:
        text += f" ({record.error})"
    losses = [str(loss) for loss in record.losses]
    if losses:
        text += f"; losses: {'; '.join(losses)}"
    # Names of models and keys are whatever a client chose to send.
    return "".join(character if character.isprintable() else "?" for character in text)
