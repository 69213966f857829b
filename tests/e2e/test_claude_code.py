"""What Claude Code relies on beside a plain task: seals, re-sent turns, counts, lists of models."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anthropic
import pytest
from anthropic.types import MessageParam, ToolParam

from tests.e2e.clients import CLAUDE_CODE, run
from tests.e2e.proxy import CLIENT_KEY, SECRETS, Proxy
from tests.e2e.sdk import Connection
from tests.upstreams.responses import RESPONSES
from tests.upstreams.server import Upstream
from tests.upstreams.turns import Answer, Call, Turn

MODEL = "gpt-5.5"
SEALS = tuple(f"gAAAAABq+/{number}_-{'Zz9=' * 300}" for number in range(1, 5))
"""As long as real ones, with every character that base64 in either alphabet has."""


def bash(number: int) -> Call:
    command = {"command": f"echo {number} >> made.txt", "description": f"Write {number}"}
    return Call(f"call_{number}", "Bash", json.dumps(command))


TURNS = tuple(
    Turn(thinking=f"Step {number}.", seal=SEALS[number - 1], calls=(bash(number),))
    for number in (1, 2, 3)
)
TELLING = Turn(thinking="All three are there.", seal=SEALS[3], text="Written three times.")


def reasoning_of(document: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """The seals in a Responses request, each with the summary it stands under."""
    return [
        (item["encrypted_content"], [paragraph["text"] for paragraph in item["summary"]])
        for item in document["input"]
        if item.get("type") == "reasoning"
    ]


async def test_seals_come_back_over_three_turns_of_tools(tmp_path: Path, authority: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    async with (
        Upstream("openai-responses", [*TURNS, TELLING], secrets=SECRETS) as scripted,
        Proxy(scripted, "openai", MODEL, tmp_path, authority) as proxy,
    ):
        outcome = await run(CLAUDE_CODE, "Write a file in three steps", proxy, folder)

    assert outcome.status == 0, outcome
    assert (folder / "made.txt").read_text() == "1\n2\n3\n"
    assert TELLING.text in outcome.said
    assert scripted.refusals == []
    sealed = [(turn.seal, [turn.thinking]) for turn in TURNS]
    assert [reasoning_of(request.document) for request in scripted.requests] == [
        sealed[:number] for number in range(4)
    ]


TOOLS: list[ToolParam] = [
    {
        "name": "Bash",
        "description": "Run a command in the shell and give what it prints.",
        "input_schema": {"type": "object", "properties": {"command": {"type": "string"}}},
    }
]
QUESTION: list[MessageParam] = [{"role": "user", "content": "Write a file in three steps"}]


def claude(connection: Connection) -> anthropic.AsyncAnthropic:
    return anthropic.AsyncAnthropic(
        api_key=CLIENT_KEY,
        http_client=connection.waiting,
        max_retries=0,
        _strict_response_validation=True,
    )


async def streamed(client: anthropic.AsyncAnthropic) -> anthropic.types.Message:
    async with client.messages.stream(
        model="claude-opus-5-5", max_tokens=1000, messages=QUESTION, tools=TOOLS
    ) as stream:
        return await stream.get_final_message()


async def test_a_turn_that_broke_off_is_sent_again_and_answered_whole(
    tmp_path: Path, authority: Path
) -> None:
    whole = Answer(RESPONSES.stream(TURNS[0], {"model": MODEL}))
    script = [whole.cut(len(whole.frames) // 2), TURNS[0], TURNS[0]]
    async with (
        Upstream("openai-responses", script, secrets=SECRETS) as scripted,
        Proxy(scripted, "openai", MODEL, tmp_path, authority) as proxy,
    ):
        connection = Connection(proxy, "HTTP/1.1")
        client = claude(connection)
        with pytest.raises(anthropic.APIError):
            await streamed(client)
        again = await client.messages.create(
            model="claude-opus-5-5", max_tokens=1000, messages=QUESTION, tools=TOOLS
        )
        flowing = await streamed(client)
        await connection.close()

    assert scripted.refusals == []
    broken, resent, _ = (request.document for request in scripted.requests)
    assert {**broken, "stream": False} == {**resent, "stream": False}
    assert (again.content, again.stop_reason) == (flowing.content, "tool_use")
    assert [block.type for block in again.content] == ["thinking", "tool_use"]


async def test_a_burst_of_counts_is_answered_without_any_upstream(
    tmp_path: Path, authority: Path
) -> None:
    async with (
        Upstream("openai-responses", [], secrets=SECRETS) as scripted,
        Proxy(scripted, "openai", MODEL, tmp_path, authority) as proxy,
    ):
        connection = Connection(proxy, "HTTP/1.1")
        client = claude(connection)
        counted = await asyncio.gather(
            *(
                client.messages.count_tokens(
                    model="claude-opus-5-5",
                    messages=[{"role": "user", "content": "word " * 100 * number}],
                    tools=TOOLS,
                )
                for number in range(1, 28)
            )
        )
        await connection.close()

    assert scripted.requests == []
    tokens = [count.input_tokens for count in counted]
    assert tokens == sorted(tokens)
    assert tokens[26] - tokens[25] == pytest.approx(103, abs=2)


async def test_counts_learn_what_the_upstream_bills(tmp_path: Path, authority: Path) -> None:
    words: list[MessageParam] = [{"role": "user", "content": "word " * 4000}]
    async with (
        Upstream("openai-responses", [Turn("yes", input_tokens=6000)]) as scripted,
        Proxy(scripted, "openai", MODEL, tmp_path, authority) as proxy,
    ):
        connection = Connection(proxy, "HTTP/1.1")
        client = claude(connection)
        async with client.messages.stream(
            model="claude-opus-5-5", max_tokens=1000, messages=words
        ) as stream:
            await stream.get_final_message()
        counted = await client.messages.count_tokens(model="claude-opus-5-5", messages=words)
        await connection.close()

    assert counted.input_tokens == pytest.approx(6000, rel=0.15)


async def test_models_are_listed_as_the_routes_name_them(tmp_path: Path, authority: Path) -> None:
    async with (
        Upstream("openai-responses", []) as scripted,
        Proxy(scripted, "openai", MODEL, tmp_path, authority) as proxy,
    ):
        connection = Connection(proxy, "HTTP/1.1")
        client = claude(connection)
        listed = [model.id async for model in client.models.list()]
        one = await client.models.retrieve(MODEL)
        with pytest.raises(anthropic.NotFoundError):
            await client.models.retrieve("claude-opus-5-5")
        await connection.close()

    assert (listed, one.id) == ([MODEL], MODEL)
