"""The official SDKs, unmodified, through a real mitmdump: all six pairs of different dialects."""

from itertools import permutations
from pathlib import Path

import pytest

from tests.e2e.proxy import SECRETS, Proxy
from tests.e2e.sdk import CONVERSATIONS, RESULT, TOOL, Connection, Heard, Version, Waiting
from tests.upstreams.server import Upstream
from tests.upstreams.turns import Call, Turn
from translators.hub.document import Json

UPSTREAMS = {
    "openai-chat": ("openai-compatible", "some-model"),
    "openai-responses": ("openai", "gpt-5.5"),
    "anthropic-messages": ("anthropic", "claude-sonnet-4-6"),
}
"""What Dragoman is told of an upstream: which provider it is like, and which model is behind it."""

STOPS = {
    "openai-chat": ("tool_calls", "stop"),
    "openai-responses": ("completed", "completed"),
    "anthropic-messages": ("tool_use", "end_turn"),
}
"""Why an answer with a call ended, and one without, in each client's words."""

CALLING = Turn(
    text="I shall look — one moment.",
    calls=(
        Call("call_1", TOOL, '{"city": "Zürich"}'),
        Call("call_2", TOOL, '{"city": "Genève"}'),
    ),
)
TELLING = Turn(text="It rains in Zürich: 7 °C. ☔", input_tokens=29, output_tokens=17)


@pytest.mark.parametrize("version", ["HTTP/1.1", "HTTP/2"])
@pytest.mark.parametrize("waiting", ["sync", "async"])
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize(("client", "upstream"), list(permutations(UPSTREAMS, 2)))
async def test_a_conversation_with_tools(
    client: str,
    upstream: str,
    streamed: bool,
    waiting: Waiting,
    version: Version,
    tmp_path: Path,
    authority: Path,
) -> None:
    provider, model = UPSTREAMS[upstream]
    async with (
        Upstream(upstream, [CALLING, TELLING], secrets=SECRETS) as scripted,
        Proxy(scripted, provider, model, tmp_path, authority) as proxy,
    ):
        connection = Connection(proxy, version)
        conversation = CONVERSATIONS[client](connection)
        first = await conversation.ask(waiting, streamed=streamed)
        conversation.answer_tools()
        second = await conversation.ask(waiting, streamed=streamed)
        await connection.close()

    calling, telling = STOPS[client]
    calls: list[tuple[str, Json]] = [(TOOL, {"city": "Zürich"}), (TOOL, {"city": "Genève"})]
    assert scripted.refusals == []
    assert first == Heard(CALLING.text, tuple(calls), calling, (11, 7))
    assert second == Heard(TELLING.text, (), telling, (29, 17))
    assert connection.versions == {version}
    asked, told = scripted.requests
    assert RESULT not in str(asked.document)
    assert str(told.document).count(RESULT) == 2
    for request in scripted.requests:
        assert request.document["model"] == model
        assert request.document.get("stream", False) is streamed
