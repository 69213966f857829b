"""What becomes of a request that routes match, as far as its head tells."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from addons.routes.route import Route
from translators.dialect import Dialect
from translators.endpoint import Endpoint
from translators.hub.document import Document
from translators.model_list import ModelList


@dataclass(frozen=True, slots=True)
class Claim:
    """A model request that is ours, or will be once its model is known; routes in their order."""

    dialect: Dialect
    endpoint: Endpoint
    routes: tuple[Route, ...]

    @property
    def certain(self) -> Route | None:
        """The route that takes it whatever its model, if there is one."""
        return next((route for route in self.routes if route.models is None), None)

    @property
    def request_limit(self) -> int:
        """How many bytes its body may have: as many as the most generous route takes."""
        return max(route.policy.request_limit for route in self.routes)

    def route(self, model: str) -> Route | None:
        """The first route that serves the model."""
        return next((route for route in self.routes if route.serves(model)), None)


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A request for what is kept: answers, and conversations. No model is asked.

    It names no model either, so any of the claiming routes may have kept it.
    """

    dialect: Dialect
    routes: tuple[Route, ...]

    @property
    def upstream_remembers(self) -> bool:
        """Whether what is not known here may be known to an upstream."""
        return any(route.remembers for route in self.routes)

    @property
    def request_limit(self) -> int:
        """How many bytes its body may have."""
        return max(route.policy.request_limit for route in self.routes)

    @property
    def other(self) -> Literal["pass", "refuse"]:
        """What happens to it if it is not answered here."""
        return self.routes[0].other


@dataclass(frozen=True, slots=True)
class WebSocket:
    """A WebSocket that is served; `claim` is what a request on it would be."""

    claim: Claim


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A request for the models there are; `names` are those that its routes name.

    `model_list` says in whose words they are told, `dialect` whose errors its client reads.
    """

    dialect: Dialect
    model_list: ModelList
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VendorsList:
    """A request for models that the client's own vendor answers; `edit` changes its answer."""

    edit: Callable[[Document], Document]
