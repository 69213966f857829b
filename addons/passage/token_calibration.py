"""What requests cost, as estimated here and as providers counted: kept as long as the proxy runs.

An exchange that has ended leaves a sample. Samples are measured when somebody wants something
counted, so that nobody waits for it who does not; of each model the newest few are kept until then.
"""

import math
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import NamedTuple

from translators.dialect import Context, Dialect
from translators.errors import RequestError
from translators.exchange.answer import JSON, Answer
from translators.exchange.exchange import Exchange
from translators.hub.document import Document
from translators.hub.request import Request
from translators.hub.response import Usage
from translators.providers.provider import Provider
from translators.tokens.calibration import Calibration
from translators.tokens.estimate import estimate
from translators.wire import json_bytes

_MODELS = 16
"""Models that something is known of at one time; those that were not used longest go first."""

_SAMPLES = 2
"""Samples of a model that wait: they hold whole conversations."""

_MISSING = frozenset({404, 405, 501})
"""How servers say that they have no endpoint that counts."""


class Sample(NamedTuple):
    """A client's request, where it went, and the tokens that it cost there."""

    request: Request
    client: Dialect
    provider: Provider
    model: str
    account: str
    returned: int

    @classmethod
    def of(cls, exchange: Exchange, usage: Usage) -> "Sample":
        """The sample that a translated exchange leaves."""
        origin = exchange.context.origin
        request = exchange.context.request
        return cls(
            request,
            exchange.client,
            exchange.provider,
            origin.model,
            origin.account,
            usage.prompt,
        )


@dataclass(frozen=True, slots=True)
class _Experience:
    """What is known of a model at a provider, and what is not measured yet."""

    calibration: Calibration = field(default_factory=Calibration)
    samples: deque[Sample] = field(default_factory=lambda: deque[Sample](maxlen=_SAMPLES))


class TokenCalibration:
    """All models' experience."""

    def __init__(self) -> None:
        self._models: OrderedDict[tuple[str, str], _Experience] = OrderedDict()

    def note(self, sample: Sample) -> None:
        """Remember what a request cost."""
        self._experience(sample.provider, sample.model).samples.append(sample)

    def count(self, exchange: Exchange) -> Document:
        """What a counting endpoint answers to a request that was translated."""
        provider, origin = exchange.provider, exchange.context.origin
        experience = self._experience(provider, origin.model)
        while experience.samples:
            request, client, at, model, account, returned = experience.samples.popleft()
            experience.calibration.observe(estimate(request, at, model, account, client), returned)
        client, request = exchange.client, exchange.context.request
        tokens = estimate(request, provider, origin.model, origin.account, client)
        if client.encode_count is None:
            raise LookupError(f"{client.name} has no endpoint that counts")
        return client.encode_count(max(1, math.ceil(tokens * experience.calibration.factor)))

    def instead(self, exchange: Exchange, status: int, body: bytes) -> Answer | None:
        """The count, where an upstream that was to count cannot; None if its answer stands.

        Servers that speak Messages beside their own language often know nothing but `/messages`.
        One that does not know the model names it.
        """
        context = exchange.context
        if status not in _MISSING or context.origin.model.encode() in body:
            return None
        try:
            # It went through as it was, and has not been decoded yet.
            context.request = exchange.client.decode_request(context.original, Context())
            counted = self.count(exchange)
        except RequestError:
            return None
        exchange.losses.invented("response.input_tokens", "the upstream cannot count: estimated")
        return Answer(200, JSON, json_bytes.dumps(counted))

    def _experience(self, provider: Provider, model: str) -> _Experience:
        key = (provider.name, model)
        experience = self._models.get(key)
        if experience is None:
            experience = self._models[key] = _Experience()
        self._models.move_to_end(key)
        if len(self._models) > _MODELS:
            self._models.popitem(last=False)
        return experience
