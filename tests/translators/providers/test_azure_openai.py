"""Azure is OpenAI at the customer's own address, with a key in a header of its own."""

from dataclasses import replace

from translators.providers.azure_openai import AZURE_OPENAI
from translators.providers.openai import OPENAI_CHAT


def test_all_but_address_and_key_is_openais() -> None:
    assert (AZURE_OPENAI.name, AZURE_OPENAI.base_url) == ("azure-openai", "")
    assert AZURE_OPENAI.authentication == "api-key"
    assert AZURE_OPENAI.key_variable == "AZURE_OPENAI_API_KEY"
    same = replace(
        OPENAI_CHAT,
        name=AZURE_OPENAI.name,
        base_url=AZURE_OPENAI.base_url,
        key_variable=AZURE_OPENAI.key_variable,
        authentication=AZURE_OPENAI.authentication,
    )
    assert same == AZURE_OPENAI
