"""Every provider that Dragoman knows by name. A new one is one file and one line here."""

from translators.providers.anthropic import ANTHROPIC
from translators.providers.azure_openai import AZURE_OPENAI
from translators.providers.deepseek import DEEPSEEK
from translators.providers.groq import GROQ
from translators.providers.mistral import MISTRAL
from translators.providers.moonshot import MOONSHOT
from translators.providers.openai import OPENAI, OPENAI_CHAT
from translators.providers.openai_compatible import OPENAI_COMPATIBLE
from translators.providers.openrouter import OPENROUTER
from translators.providers.provider import Provider
from translators.providers.zhipu import ZHIPU

PROVIDERS: dict[str, Provider] = {
    provider.name: provider
    for provider in (
        OPENAI,
        OPENAI_CHAT,
        ANTHROPIC,
        OPENAI_COMPATIBLE,
        DEEPSEEK,
        OPENROUTER,
        GROQ,
        MISTRAL,
        MOONSHOT,
        ZHIPU,
        AZURE_OPENAI,
    )
}
