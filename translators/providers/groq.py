"""Groq: OpenAI's dialect without logprobs and names, which it refuses; effort for some models."""

from dataclasses import replace

from translators.providers.openai_compatible import COMPATIBLE, OPENAI_COMPATIBLE
from translators.providers.quirks import system_for_developer, without_names

_PLAIN = replace(
    COMPATIBLE,
    thinking="none",
    max_tokens_key="max_completion_tokens",
    top_k=False,
    logprobs=False,
    service_tier=True,
    user=True,
)

GROQ = replace(
    OPENAI_COMPATIBLE,
    name="groq",
    base_url="https://api.groq.com/openai/v1",
    key_variable="GROQ_API_KEY",
    profiles=(
        ("gpt-oss*", replace(_PLAIN, thinking="effort", media=frozenset())),
        ("qwen*", replace(_PLAIN, thinking="effort", efforts=("none", "default"))),
        ("*", _PLAIN),
    ),
    request_quirks=(system_for_developer, without_names),
)
