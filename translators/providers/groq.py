"""Groq: OpenAI's dialect without logprobs and names, which it refuses; effort for some models.

Few models take a schema ("This model does not support response format `json_schema`"), and none has
structured output beside tools ("json mode cannot be combined with tool/function calling").
"""

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
    output="json",
    output_beside_tools=False,
)
_STRUCTURED = replace(_PLAIN, output="schema")

GROQ = replace(
    OPENAI_COMPATIBLE,
    name="groq",
    base_url="https://api.groq.com/openai/v1",
    key_variable="GROQ_API_KEY",
    profiles=(
        ("gpt-oss*", replace(_STRUCTURED, thinking="effort", media=frozenset())),
        ("qwen*", replace(_PLAIN, thinking="effort", efforts=("none", "default"))),
        ("kimi-k2*", _STRUCTURED),
        ("llama-4-*", _STRUCTURED),
        ("*", _PLAIN),
    ),
    request_quirks=(system_for_developer, without_names),
)
