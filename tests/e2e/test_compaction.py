"""OpenAI's SDK compacts a conversation at the endpoint for it and goes on from what it gets."""

import json
from pathlib import Path

import openai
import pytest

from tests.e2e.proxy import CLIENT_KEY, SECRETS, Proxy
from tests.e2e.sdk import Connection
from tests.upstreams.server import Upstream
from tests.upstreams.turns import Turn

UPSTREAMS = {
    "openai-chat": ("openai-compatible", "some-model"),
    "anthropic-messages": ("anthropic", "claude-sonnet-4-6"),
}
SCRIPT = (
    Turn(text="I chose Genève."),
    Turn(text="Notes: Genève was chosen.", thinking="What mattered?", seal="seal-of-the-notes"),
    Turn(text="By train."),
)


@pytest.mark.parametrize("upstream", list(UPSTREAMS))
async def test_a_compacted_conversation_goes_on(
    upstream: str, tmp_path: Path, authority: Path
) -> None:
    async with (
        Upstream(upstream, SCRIPT, secrets=SECRETS) as scripted,
        Proxy(scripted, *UPSTREAMS[upstream], tmp_path, authority) as proxy,
    ):
        connection = Connection(proxy, "HTTP/1.1")
        client = openai.AsyncOpenAI(
            api_key=CLIENT_KEY,
            http_client=connection.waiting,
            max_retries=0,
            _strict_response_validation=True,
        )
        chosen = await client.responses.create(model="m", input="Choose a town", instructions="?!")
        compacted = await client.responses.compact(model="m", previous_response_id=chosen.id)
        (kept,) = compacted.output
        assert kept.type == "compaction"
        told = await client.responses.create(
            model="m",
            input=[
                {"type": "compaction", "encrypted_content": kept.encrypted_content},
                {"role": "user", "content": "How do I get there?"},
            ],
        )
        await connection.close()

    assert told.output_text == "By train."
    assert (compacted.usage.input_tokens, compacted.usage.output_tokens) == (11, 7)
    assert scripted.refusals == []
    _, asked, last = (json.dumps(sent.document, ensure_ascii=False) for sent in scripted.requests)
    assert "Choose a town" in asked
    assert "I chose Genève." in asked
    assert "I chose Genève." not in last
    for words in ("Choose a town", "Notes: Genève was chosen.", "How do I get there?"):
        assert last.count(words) == 1
