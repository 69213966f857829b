"""Making a request fit what a model takes: hub → hub, before it is encoded.

Everything here follows from the upstream's `Profile` or from rules that all upstreams share, so no
encoder has to know it. What is given up on the way is recorded as a loss; content that cannot be
given up is refused.
"""

from collections.abc import Callable

from translators.adapt import (
    compaction,
    hosted,
    instructions,
    media,
    parameters,
    reasoning,
    services,
    thinking,
    tool_pairing,
)
from translators.adapt.structured import outward as structured
from translators.adapt.tools import outward as tools
from translators.dialect import Context
from translators.hub.request import Request

type Stage = Callable[[Request, Context], Request]

STAGES: tuple[Stage, ...] = (
    compaction.fit,
    instructions.fit,
    tool_pairing.fit,
    hosted.fit,
    tools.fit,
    media.fit,
    reasoning.fit,
    structured.fit,
    thinking.fit,
    parameters.fit,
    services.fit,
)
"""Compaction goes first: what it tells is conversation to all others. Pairing goes before tools: it
needs the client's own ids. Output goes after tools, because its own is none of the client's.
Tools, reasoning and output go before thinking: a demanded call, and what history can be given
back, decide whether thinking can be on. Thinking goes before parameters: some are refused while
it is on."""


def fit(request: Request, context: Context) -> Request:
    """The request as the upstream behind `context` can take it.

    Raises:
        RequestError: it holds content that the upstream cannot take.
    """
    for stage in STAGES:
        request = stage(request, context)
    return request
