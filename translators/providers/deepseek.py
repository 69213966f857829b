"""DeepSeek: thinking is on unless switched off, and given back as `reasoning_content`.

The API refuses the turn after a tool call if the thinking before it is missing, but not if it is
empty (field guide 21); in thinking mode it refuses a demanded tool call. Its `user_id` takes the
letters that all users are fitted to (13). It promises JSON but no schema.
"""

from dataclasses import replace
from functools import partial

from translators.hub.document import Document
from translators.providers.openai_compatible import COMPATIBLE, OPENAI_COMPATIBLE
from translators.providers.quirks import rename, system_for_developer, with_reasoning


def switch_off(document: Document) -> Document:
    """Effort `none` is a switch of its own here."""
    if document.get("reasoning_effort") != "none":
        return document
    rest = {key: value for key, value in document.items() if key != "reasoning_effort"}
    return {**rest, "thinking": {"type": "disabled"}}


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
                efforts=("none", "low", "high", "max"),
                thinking_history="text",
                top_k=False,
                seed=False,
                output="json",
                tool_choice_required=False,
                parallel_tool_calls=False,
                user=True,
            ),
        ),
    ),
    request_quirks=(
        system_for_developer,
        switch_off,
        partial(with_reasoning, ""),
        partial(rename, "user", "user_id"),
    ),
)
