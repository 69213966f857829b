"""OpenAI, by either of its dialects: `openai` speaks Responses, `openai-chat` Chat Completions."""

from dataclasses import replace

from translators.openai_chat import DIALECT as CHAT
from translators.openai_responses import DIALECT as RESPONSES
from translators.profile import Profile
from translators.providers.provider import Provider

EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh")

CHAT_CLASSIC = Profile(
    media=frozenset({"image", "document", "audio"}),
    developer_role=True,
    seed=True,
    penalties=True,
    custom_tools=True,
    verbosity=True,
    logprobs=True,
    service_tier=True,
)
"""Models that do not reason. `metadata` is left out: Chat refuses it unless `store` is on."""

CHAT_REASONING = replace(
    CHAT_CLASSIC,
    thinking="effort",
    efforts=EFFORTS,
    temperature=False,
    seed=False,
    penalties=False,
    stop_maximum=0,
    logprobs=False,
)
"""Reasoning models refuse sampling parameters and stop sequences."""

RESPONSES_CLASSIC = Profile(
    media=frozenset({"image", "document"}),
    developer_role=True,
    stop_maximum=0,
    custom_tools=True,
    namespaces=True,
    verbosity=True,
    logprobs=True,
    service_tier=True,
    metadata=True,
)

RESPONSES_REASONING = replace(
    RESPONSES_CLASSIC,
    thinking="effort",
    efforts=EFFORTS,
    thinking_history="sealed",
    temperature=False,
    logprobs=False,
)

REASONING_MODELS = ("o[1-9]*", "gpt-[5-9]*", "codex-*", "gpt-oss*")
"""Globs on model names; everything else is taken for a model that does not reason."""

OPENAI = Provider(
    name="openai",
    dialect=RESPONSES,
    base_url="https://api.openai.com/v1",
    key_variable="OPENAI_API_KEY",
    profiles=(
        *((pattern, RESPONSES_REASONING) for pattern in REASONING_MODELS),
        ("*", RESPONSES_CLASSIC),
    ),
)

OPENAI_CHAT = Provider(
    name="openai-chat",
    dialect=CHAT,
    base_url="https://api.openai.com/v1",
    key_variable="OPENAI_API_KEY",
    profiles=(
        *((pattern, CHAT_REASONING) for pattern in REASONING_MODELS),
        ("*", CHAT_CLASSIC),
    ),
)
