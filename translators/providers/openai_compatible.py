"""Any server that speaks Chat Completions: Ollama, vLLM, llama.cpp, LM Studio, and gateways.

Only what nearly all of them take is sent; the base URL is the user's to say.
"""

from translators.openai_chat import DIALECT
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
)

OPENAI_COMPATIBLE = Provider(
    name="openai-compatible",
    dialect=DIALECT,
    base_url="",
    key_variable=None,
    profiles=(("*", COMPATIBLE),),
    request_quirks=(system_for_developer,),
)
