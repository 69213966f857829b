"""OpenRouter: many vendors' models in one dialect, with reasoning kept in `reasoning_details`.

Those hold the vendors' own seals and go back as they came; user ids have 128 characters at most
(field guide 13).
"""

from dataclasses import replace

from translators.providers.openai_compatible import COMPATIBLE, OPENAI_COMPATIBLE

OPENROUTER = replace(
    OPENAI_COMPATIBLE,
    name="openrouter",
    base_url="https://openrouter.ai/api/v1",
    key_variable="OPENROUTER_API_KEY",
    profiles=(
        (
            "*",
            replace(
                COMPATIBLE,
                document_urls=True,
                media=frozenset({"image", "document", "audio", "video"}),
                efforts=("none", "minimal", "low", "medium", "high", "xhigh"),
                thinking_history="sealed",
                cache_marks=4,
                verbosity=True,
                user=True,
            ),
        ),
    ),
)
