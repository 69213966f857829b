"""OpenAI, by either of its dialects: `openai` speaks Responses, `openai-chat` Chat Completions."""

from dataclasses import replace

from translators.openai_chat.dialect import DIALECT as CHAT
from translators.openai_responses.dialect import DIALECT as RESPONSES
from translators.profile import Profile
from translators.providers.provider import SPOKEN, Provider

CHAT_CLASSIC = Profile(
    document_urls=False,
    media=frozenset({"image", "document", "audio"}),
    developer_role=True,
    seed=True,
    penalties=True,
    logprobs=True,
    service_tier=True,
)
"""Models that do not reason. `metadata` is left out: Chat refuses it unless `store` is on."""

RESPONSES_CLASSIC = Profile(
    developer_role=True,
    stop_maximum=0,
    web_search=True,
    namespaces=True,
    logprobs=True,
    service_tier=True,
    metadata=True,
)
"""The same models; Responses has neither stop sequences nor seeds and penalties."""

CODEX = (
    "originator",
    "session[-_]id",
    "thread-id",
    "version",
    "x-client-request-id",
    "x-codex-*",
    "x-openai-internal-codex-*",
    "x-openai-subagent",
)
"""Headers that Codex sends to its own vendor, and that nobody else understands or may see.

Without `x-openai-internal-codex-responses-lite` the tools in its input would not be known as such.
"""


def _reasoning(classic: Profile, *efforts: str) -> Profile:
    """A model that reasons: it refuses sampling parameters, stop sequences and logprobs."""
    return replace(
        classic,
        thinking="effort",
        efforts=efforts,
        max_tokens_maximum=100_000,
        temperature=False,
        seed=False,
        penalties=False,
        stop_maximum=0,
        logprobs=False,
    )


def _since_gpt_5(classic: Profile, *efforts: str) -> Profile:
    """GPT-5 and what follows: free-text tools and verbosity came with it."""
    return replace(
        _reasoning(classic, *efforts),
        max_tokens_maximum=128_000,
        custom_tools=True,
        verbosity=True,
    )


def _before_schemas(classic: Profile) -> tuple[tuple[str, Profile], ...]:
    """Models older than structured output, which came with gpt-4o-2024-08-06."""
    objects = replace(classic, output="json", strict_tools=False)
    return (
        ("gpt-3.5*", objects),
        ("gpt-4-turbo*", objects),
        ("gpt-4-*preview*", objects),
        ("gpt-4o-2024-05-13", objects),
        ("gpt-4", replace(objects, output="none")),
        ("gpt-4-*", replace(objects, output="none")),
    )


def _profiles(classic: Profile) -> tuple[tuple[str, Profile], ...]:
    """All models by their names; "Unsupported value" is said of any effort that is not listed."""
    o_series = _reasoning(classic, "low", "medium", "high")
    return (
        ("gpt-5-chat*", replace(classic, max_tokens_maximum=16_384)),
        ("gpt-5*-codex*", _since_gpt_5(classic, "low", "medium", "high")),
        ("gpt-5.1*", _since_gpt_5(classic, "none", "low", "medium", "high")),
        ("gpt-5.*", _since_gpt_5(classic, "none", "low", "medium", "high", "xhigh")),
        ("gpt-5*", _since_gpt_5(classic, "minimal", "low", "medium", "high")),
        ("gpt-[6-9]*", _since_gpt_5(classic, "none", "low", "medium", "high", "xhigh")),
        ("gpt-1[0-9]*", _since_gpt_5(classic, "none", "low", "medium", "high", "xhigh")),
        ("o[1-9]*", o_series),
        ("codex-*", o_series),
        ("gpt-oss*", o_series),
        *_before_schemas(classic),
        ("gpt-4.1*", replace(classic, max_tokens_maximum=32_768)),
        ("*gpt-4o*", replace(classic, max_tokens_maximum=16_384)),
        ("*", classic),
    )


OPENAI = Provider(
    name="openai",
    dialect=RESPONSES,
    base_url="https://api.openai.com/v1",
    key_variable="OPENAI_API_KEY",
    profiles=tuple(
        (pattern, replace(profile, thinking_history="sealed"))
        if profile.thinking == "effort"
        else (pattern, profile)
        for pattern, profile in _profiles(RESPONSES_CLASSIC)
    ),
    client_headers=(*SPOKEN, *CODEX),
)

OPENAI_CHAT = Provider(
    name="openai-chat",
    dialect=CHAT,
    base_url="https://api.openai.com/v1",
    key_variable="OPENAI_API_KEY",
    profiles=_profiles(CHAT_CLASSIC),
)
