"""The endpoints that count: a request in, the tokens that it would cost out.

Each is the language of its dialect with another question at its end, and so a dialect of its own
but for its name. An upstream of the same dialect answers itself; for any other, the request is made
to fit as if it were to be sent, and estimated.
"""

import math
from dataclasses import replace

from translators.adapt import fit
from translators.anthropic_messages.dialect import DIALECT as ANTHROPIC_MESSAGES
from translators.dialect import Context, Dialect
from translators.hub.document import Document
from translators.hub.parts import Origin
from translators.hub.request import Request
from translators.openai_responses.dialect import DIALECT as OPENAI_RESPONSES
from translators.providers.provider import Provider
from translators.tokens.count import count

MESSAGES = replace(ANTHROPIC_MESSAGES, paths=("/messages/count_tokens",), subpath="/count_tokens")
RESPONSES = replace(OPENAI_RESPONSES, paths=("/responses/input_tokens",), subpath="/input_tokens")
COUNTING: tuple[Dialect, ...] = (MESSAGES, RESPONSES)


def counts(dialect: Dialect) -> bool:
    """Whether a request in this dialect only wants to be counted."""
    return any(dialect.paths == counting.paths for counting in COUNTING)


def estimate(request: Request, provider: Provider, model: str, account: str = "") -> float:
    """The tokens that a decoded request amounts to at a provider's model, not calibrated.

    `account` tells whose seals would be sent (see `Origin`), which cost as much as their thinking.
    Content that could not be sent is left out: who asks what it costs is told that when it is sent.
    """
    profile = provider.profile(model)
    origin = Origin(provider.dialect.name, provider.name, model, account)
    context = Context(origin=origin, profile=profile, drop_content=True)
    return count(fit(replace(request, model=model), context), profile)


def answer(tokens: float, dialect: Dialect) -> Document:
    """How a counting endpoint says a number of tokens, 1 at least."""
    said: Document = {"input_tokens": max(1, math.ceil(tokens))}
    return {"object": "response.input_tokens", **said} if dialect.name == RESPONSES.name else said
