"""Mistral: unknown keys are refused, a demanded call is `any`, seeds are `random_seed`.

Tool call ids must be nine letters and digits; usage comes with every stream unasked.
"""

from dataclasses import replace
from functools import partial

from translators.hub.document import Document
from translators.providers.openai_compatible import COMPATIBLE, OPENAI_COMPATIBLE
from translators.providers.quirks import nine_character_ids, rename, system_for_developer


def demand_any(document: Document) -> Document:
    """`required` is called `any` here."""
    if document.get("tool_choice") != "required":
        return document
    return {**document, "tool_choice": "any"}


MISTRAL = replace(
    OPENAI_COMPATIBLE,
    name="mistral",
    base_url="https://api.mistral.ai/v1",
    key_variable="MISTRAL_API_KEY",
    profiles=(
        (
            "*",
            replace(
                COMPATIBLE,
                thinking="none",
                top_k=False,
                logprobs=False,
                stream_usage=False,
            ),
        ),
    ),
    request_quirks=(
        system_for_developer,
        partial(rename, "seed", "random_seed"),
        demand_any,
        nine_character_ids,
    ),
)
