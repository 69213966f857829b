"""What the user is told of an exchange: one line in the log."""

from addons.passage.record import Record

REMEMBERED = 1000
"""Losses that the log knows to have told: a client may send ever new keys."""


class Log:
    """What is said in the log. A session repeats its losses in every request; the log does not."""

    def __init__(self) -> None:
        self._told: set[tuple[str, ...]] = set()

    def line(self, record: Record, outcome: str) -> str:
        """What was translated into what, how it went, and every loss that was not told before."""
        provider = record.target.provider
        models = record.model or "?"
        if record.upstream_model != record.model:
            models += f" as {record.upstream_model}"
        text = (
            f"[dragoman] {record.client.name} to {provider.dialect.name}"
            f" at {provider.name}, {models}: {outcome}"
        )
        if record.error is not None:
            text += f" ({record.error})"
        if losses := self._losses(record):
            text += f"; losses: {'; '.join(losses)}"
        # Names of models and keys are whatever a client chose to send.
        if text.isprintable():
            return text
        return "".join(character if character.isprintable() else "?" for character in text)

    def _losses(self, record: Record) -> list[str]:
        """The losses that are new for this client and model, and how many are not."""
        between = (record.client.name, record.target.provider.name, record.upstream_model)
        new = {(*between, loss.effect, loss.path, loss.reason): str(loss) for loss in record.losses}
        known = len(new)
        new = {key: said for key, said in new.items() if key not in self._told}
        if len(self._told) + len(new) > REMEMBERED:
            self._told.clear()
        self._told.update(new)
        known -= len(new)
        return [*new.values(), *([f"{known} as before"] if known else [])]
