"""Zhipu (GLM): thinking by a switch, tools only at the model's choice, one stop sequence.

Its `user_id` has 6 to 128 characters (field guide 13), which every fitted user has. Usage comes
with every stream unasked.
"""

from dataclasses import replace
from functools import partial

from translators.providers.openai_compatible import COMPATIBLE, OPENAI_COMPATIBLE
from translators.providers.quirks import rename, system_for_developer

ZHIPU = replace(
    OPENAI_COMPATIBLE,
    name="zhipu",
    base_url="https://api.z.ai/api/paas/v4",
    key_variable="ZHIPU_API_KEY",
    profiles=(
        (
            "*",
            replace(
                COMPATIBLE,
                thinking="switch",
                thinking_history="text",
                temperature_maximum=1.0,
                top_k=False,
                seed=False,
                penalties=False,
                stop_maximum=1,
                output="json",
                tool_choice_required=False,
                parallel_tool_calls=False,
                strict_tools=False,
                logprobs=False,
                stream_usage=False,
                user=True,
            ),
        ),
    ),
    request_quirks=(system_for_developer, partial(rename, "user", "user_id")),
)
