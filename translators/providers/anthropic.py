"""Anthropic. Version 2023-06-01 is asked for because the next one refuses temperature (clients 8).

Older models take a thinking budget; from Claude 4.6 on they decide themselves, given an effort.
"""

from dataclasses import replace

from translators.anthropic_messages import DIALECT
from translators.profile import Profile
from translators.providers.provider import Provider

VERSION = "2023-06-01"

CLASSIC = Profile(
    media=frozenset({"image", "document"}),
    system_anywhere=False,
    thinking_history="sealed",
    max_tokens_default=4096,
    max_tokens_key="max_tokens",
    temperature_maximum=1.0,
    top_k=True,
    stop_maximum=8191,
    output="none",
    cache_marks=4,
    service_tier=True,
)
"""Claude 3 and 3.5: no thinking, at most 4,096 or 8,192 tokens of output."""

BUDGET = replace(CLASSIC, thinking="budget", max_tokens_default=32000)
"""Claude 3.7 to 4.4."""

STRUCTURED_BUDGET = replace(BUDGET, output="schema")
"""Claude 4.5."""

ADAPTIVE = replace(
    STRUCTURED_BUDGET,
    thinking="adaptive",
    efforts=("low", "medium", "high", "xhigh", "max"),
    system_anywhere=True,
)
"""Claude 4.6 and later."""

ANTHROPIC = Provider(
    name="anthropic",
    dialect=DIALECT,
    base_url="https://api.anthropic.com/v1",
    key_variable="ANTHROPIC_API_KEY",
    authentication="x-api-key",
    headers={"anthropic-version": VERSION},
    profiles=(
        ("claude-3-7-*", BUDGET),
        ("claude-3-*", CLASSIC),
        ("claude-*-4-5*", STRUCTURED_BUDGET),
        ("claude-*-4-[6-9]*", ADAPTIVE),
        ("claude-*-4*", BUDGET),
        ("*", ADAPTIVE),
    ),
)
