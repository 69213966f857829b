"""The official SDKs, unmodified, through a real mitmdump: all six pairs of different dialects."""

import re
from itertools import permutations
from pathlib import Path

import pytest

from tests.e2e.proxy import SECRETS, Proxy
from tests.e2e.sdk import CONVERSATIONS, RESULT, TOOL, Connection, Heard, Version, Waiting
from tests.support.documents import objects
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


ODD_IDS = ("functions.get_weather:0", "call_" + "x" * 80)
"""Kimi's fashion, which it begins anew in every turn; and one that is longer than any API takes."""

ID_KEYS = {"id", "call_id", "tool_call_id", "tool_use_id"}


def _ids(value: Json) -> list[str]:
    """All ids in a conversation, in their order."""
    if isinstance(value, list):
        return [found for item in value for found in _ids(item)]
    if not isinstance(value, dict):
        return []
    return [
        found
        for key, item in value.items()
        for found in ([item] if key in ID_KEYS and isinstance(item, str) else _ids(item))
    ]


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize(("client", "upstream"), list(permutations(UPSTREAMS, 2)))
async def test_odd_ids_of_calls_become_legal_and_stay_what_they_are(
    client: str, upstream: str, streamed: bool, tmp_path: Path, authority: Path
) -> None:
    calling = Turn(calls=tuple(Call(odd, TOOL, '{"city": "Zürich"}') for odd in ODD_IDS))
    provider, model = UPSTREAMS[upstream]
    async with (
        Upstream(upstream, [calling, calling, TELLING], secrets=SECRETS) as scripted,
        Proxy(scripted, provider, model, tmp_path, authority) as proxy,
    ):
        connection = Connection(proxy, "HTTP/1.1")
        conversation = CONVERSATIONS[client](connection)
        for _ in range(2):
            await conversation.ask("async", streamed=streamed)
            conversation.answer_tools()
        last = await conversation.ask("async", streamed=streamed)
        await connection.close()

    key = "input" if upstream == "openai-responses" else "messages"
    _, second, third = (objects(request.document[key]) for request in scripted.requests)
    ids = [name for message in third for name in _ids(message)]
    assert scripted.refusals == []
    assert last.text == TELLING.text
    assert third[: len(second)] == second
    assert {name: ids.count(name) for name in ids} == dict.fromkeys(ids, 2)
    assert len(set(ids)) == 4
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,40}", name) for name in ids)
