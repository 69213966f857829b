"""Azure OpenAI, by its v1 API: OpenAI's Chat Completions under the customer's own host.

The base URL has the form `https://RESOURCE.openai.azure.com/openai/v1`; the model's name is the
deployment's, which says nothing about the model: the user maps names.
"""

from dataclasses import replace

from translators.providers.openai import OPENAI_CHAT

AZURE_OPENAI = replace(
    OPENAI_CHAT,
    name="azure-openai",
    base_url="",
    key_variable="AZURE_OPENAI_API_KEY",
    authentication="api-key",
)
