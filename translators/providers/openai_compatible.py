"""Any server that speaks Chat Completions: Ollama, vLLM, llama.cpp, LM Studio, and gateways.

Only what nearly all of them take is sent; the base URL is the user's to say.
"""

from dataclasses import replace

from translators.openai_chat.dialect import DIALECT
from translators.profile import Profile
from translators.providers.provider import Provider
from translators.providers.quirks import system_for_developer

COMPATIBLE = Profile(
    document_urls=False,
    media=frozenset({"image"}),
    thinking="effort",
    max_tokens_key="max_tokens",
    top_k=True,
    seed=True,
    penalties=True,
    logprobs=True,
    user=False,
    # What the templates of Qwen and GLM say before and behind the tools, as JSON, in the prompt.
    tools_tokens=100,
)

SMALL_VOCABULARY = replace(COMPATIBLE, tokens_ratio=1 / 0.85)
"""Llama 2 and its contemporaries, of 32,000 words: Llama 3's vocabulary, four times as large, makes
"up to 15% fewer tokens" than they do (Meta's announcement of Llama 3)."""

_SMALL_VOCABULARIES = ("*llama-2-*", "llama2*", "codellama*", "*mixtral*", "*mistral-7b*")

OPENAI_COMPATIBLE = Provider(
    name="openai-compatible",
    dialect=DIALECT,
    base_url="",
    key_variable=None,
    profiles=(
        *((pattern, SMALL_VOCABULARY) for pattern in _SMALL_VOCABULARIES),
        ("*", COMPATIBLE),
    ),
    request_quirks=(system_for_developer,),
)
