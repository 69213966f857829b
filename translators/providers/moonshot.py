"""Moonshot (Kimi): thinking by a switch, given back as `reasoning_content` (field guide 21).

It refuses empty text parts (8), a demanded tool call, and temperatures above 1.
"""

from dataclasses import replace

from translators.providers.openai_compatible import COMPATIBLE, OPENAI_COMPATIBLE

MOONSHOT = replace(
    OPENAI_COMPATIBLE,
    name="moonshot",
    base_url="https://api.moonshot.ai/v1",
    key_variable="MOONSHOT_API_KEY",
    profiles=(
        (
            "*",
            replace(
                COMPATIBLE,
                media_urls=False,
                thinking="switch",
                thinking_history="text",
                temperature_maximum=1.0,
                top_k=False,
                seed=False,
                tool_choice_required=False,
                parallel_tool_calls=False,
            ),
        ),
    ),
)
