"""The tokens that a request would cost: it is adapted as if it were to be sent, and counted."""

from dataclasses import replace

from translators.adapt import fit
from translators.dialect import Context, Dialect
from translators.hub.parts import Origin
from translators.hub.request import Request
from translators.providers.provider import Provider
from translators.tokens.count import count


def estimate(
    request: Request,
    provider: Provider,
    model: str,
    account: str = "",
    client: Dialect | None = None,
) -> float:
    """The tokens that a decoded request amounts to at a provider's model, not calibrated.

    `account` tells whose seals would be sent (see `Origin`), which cost as much as their thinking.
    `client` is the dialect that the request was decoded from. Content that could not be sent is
    left out: who asks what it costs is told that when it is sent.
    """
    profile = provider.profile(model)
    origin = Origin(provider.dialect.name, provider.name, model, account)
    context = Context(
        origin=origin,
        profile=profile,
        drop_content=True,
        client=client,
        upstream=provider.dialect,
    )
    return count(fit(replace(request, model=model), context), profile)
