"""Ten growing turns encode to bytes that extend each other: what prompt caches live on.

Every pair of dialects, and every provider that speaks one, with seals, ids, pictures and marks (see
`growing`). Same-dialect pairs go through as the client wrote them, but for quirks.
"""

import pytest

from tests.matrix.growing import CLIENTS, STEPS, Talk, prefixes, without_marks
from translators.hub.document import Document
from translators.providers.provider import Provider
from translators.providers.registry import PROVIDERS
from translators.wire import json_bytes

MODELS: dict[str, tuple[str, ...]] = {
    "openai": ("gpt-5.5", "gpt-4-turbo"),
    "openai-chat": ("gpt-5.5", "gpt-4"),
    "anthropic": ("claude-sonnet-4-6", "claude-sonnet-4", "claude-3-5-haiku", "claude-opus-5-5"),
    "moonshot": ("kimi-k2.6", "kimi-k3"),
    "groq": ("gpt-oss-120b", "llama-3.3-70b-versatile"),
}
"""Models of different profiles; of all other providers one model is as good as another."""

HEAD = (
    "system",
    "instructions",
    "tools",
    "tool_choice",
    "response_format",
    "text",
    "output_config",
)
"""What stands before the conversation in a prompt, or changes how it is read."""

TALKS = [
    pytest.param(client, provider, model, id=f"{client}-{name}-{model}")
    for client, (dialect, _) in CLIENTS.items()
    for name, provider in PROVIDERS.items()
    for model in MODELS.get(name, ("m",))
    if dialect != provider.dialect.name or provider.request_quirks
]


@pytest.mark.parametrize(("client", "provider", "model"), TALKS)
def test_every_turn_extends_the_one_before(client: str, provider: Provider, model: str) -> None:
    talk = Talk(client, provider, model)
    talk.run()

    assert len(talk.sent) == len(STEPS) == 10
    for number, (earlier, later) in enumerate(prefixes(talk.sent)):
        assert later.startswith(earlier), f"turn {number}:\n{earlier!r}\n{later!r}"
    assert {json_bytes.dumps(_head(document)) for document in talk.sent} == {
        json_bytes.dumps(_head(talk.sent[0]))
    }


def _head(document: Document) -> Document:
    return {key: without_marks(document[key]) for key in HEAD if key in document}
