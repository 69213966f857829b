"""Where an attempt goes: one provider at one address, with one key."""

import re
from dataclasses import dataclass

from pydantic import SecretStr

from addons.messages.address import Address
from translators.providers.provider import Provider


@dataclass(frozen=True, slots=True)
class Target:
    """A provider, and how it is reached.

    `model_map` gives the upstream's name of a model: the first pattern that matches the client's
    name decides.
    """

    provider: Provider
    address: Address
    key: SecretStr | None = None
    model_map: tuple[tuple[re.Pattern[str], str], ...] = ()

    def upstream_model(self, model: str) -> str | None:
        """The upstream's name for the client's model; None if it is the same."""
        return next((name for pattern, name in self.model_map if pattern.match(model)), None)
