"""DeepSeek: thinking by a switch, and given back as `reasoning_content` on tool turns.

Without it the API refuses the turn after a tool call (field guide 21). Its user ids are letters,
digits, `_` and `-` (13), which is what all users are fitted to; it promises JSON but no schema.
"""

from dataclasses import replace

from translators.providers.openai_compatible import COMPATIBLE, OPENAI_COMPATIBLE

DEEPSEEK = replace(
    OPENAI_COMPATIBLE,
    name="deepseek",
    base_url="https://api.deepseek.com/v1",
    key_variable="DEEPSEEK_API_KEY",
    profiles=(
        (
            "*",
            replace(
                COMPATIBLE,
                media=frozenset(),
                thinking="switch",
                thinking_history="text",
                top_k=False,
                seed=False,
                output="json",
                parallel_tool_calls=False,
            ),
        ),
    ),
)
