"""Anthropic. Version 2023-06-01 is asked for because the next one refuses temperature (clients 8).

Older models take a thinking budget; from Claude 4.6 on they decide themselves, given an effort. The
facts are those of Anthropic's migration guides, model by model.
"""

from dataclasses import replace

from translators.anthropic_messages.dialect import DIALECT
from translators.profile import Profile
from translators.providers.provider import Provider

VERSION = "2023-06-01"

CLASSIC = Profile(
    system_anywhere=False,
    thinking_history="sealed",
    max_tokens_default=4096,
    max_tokens_maximum=4096,
    max_tokens_key="max_tokens",
    temperature_maximum=1.0,
    top_k=True,
    stop_maximum=8191,
    output="none",
    output_without_schema=False,
    strict_tools=False,
    cache_marks=4,
    service_tier=True,
    tokens_ratio=1.15,
    tools_tokens=346,
    image_tokens="area",
)
"""Claude 3: no thinking, little output.

346 tokens for tools at the model's choice are what the tool use guide says of Claude 4; the ratio
is that of the answers of nothing but words among the corpus's captures.
"""

CLASSIC_LONG = replace(CLASSIC, max_tokens_maximum=8192)
"""Claude 3.5."""

BUDGET = replace(CLASSIC, thinking="budget", max_tokens_default=32000, max_tokens_maximum=64000)
"""Claude 3.7 and Sonnet 4."""

BUDGET_SHORT = replace(BUDGET, max_tokens_maximum=32000)
"""Opus 4 and 4.1."""

STRUCTURED = replace(
    BUDGET,
    output="schema",
    closed_schemas=True,
    strict_tools=True,
    temperature_beside_top_p=False,
)
"""Claude 4.5: "`temperature` and `top_p` cannot both be specified for this model"."""

ADAPTIVE = replace(
    STRUCTURED,
    thinking="adaptive",
    efforts=("low", "medium", "high", "max"),
    max_tokens_maximum=128000,
)
"""Claude 4.6."""

UNSAMPLED = replace(
    ADAPTIVE,
    efforts=("low", "medium", "high", "xhigh", "max"),
    temperature=False,
    top_k=False,
)
"""Opus 4.7: "`temperature` is deprecated for this model"."""

CURRENT = replace(UNSAMPLED, system_anywhere=True)
"""Opus 4.8, Claude 5 and whatever follows: instructions may come in mid-conversation."""

ALWAYS = replace(CURRENT, thinking_always=True)
"""Fable, Mythos and Sonnet 5.5: "`thinking.type.disabled` is not supported for this model"."""

UNFORCED = replace(ALWAYS, tool_choice_required=False)
"""Opus 5.5 and Fable 5.1, which refuse a forced tool call as well."""


def at_version(
    profiles: tuple[tuple[str, Profile], ...], version: str
) -> tuple[tuple[str, Profile], ...]:
    """Profiles as a version of the API takes them: later ones refuse sampling for every model."""
    if version == VERSION:
        return profiles
    return tuple(
        (pattern, replace(profile, temperature=False, top_k=False)) for pattern, profile in profiles
    )


def _fourth(version: str, profile: Profile) -> tuple[tuple[str, Profile], ...]:
    """One version of Claude 4 in its three sizes: `claude-*-4` would be Claude 5.4 too."""
    return tuple((f"claude-{size}-4{version}", profile) for size in ("opus", "sonnet", "haiku"))


ANTHROPIC = Provider(
    name="anthropic",
    dialect=DIALECT,
    base_url="https://api.anthropic.com/v1",
    key_variable="ANTHROPIC_API_KEY",
    authentication="x-api-key",
    headers={"anthropic-version": VERSION},
    profiles=(
        ("claude-3[-.]7-*", BUDGET),
        ("claude-3[-.]5-*", CLASSIC_LONG),
        ("claude-3-*", CLASSIC),
        *_fourth("[-.]5*", STRUCTURED),
        *_fourth("[-.]6*", ADAPTIVE),
        *_fourth("[-.]7*", UNSAMPLED),
        *_fourth("[-.][89]*", CURRENT),
        ("claude-opus-4*", BUDGET_SHORT),
        *_fourth("*", BUDGET),
        ("claude-opus-5[-.][5-9]*", UNFORCED),
        ("claude-fable-5[-.][1-9]", UNFORCED),
        ("claude-fable-*", ALWAYS),
        ("claude-mythos-*", ALWAYS),
        ("claude-sonnet-5[-.][5-9]*", ALWAYS),
        ("*", CURRENT),
    ),
)
