"""OpenAI's SDK goes on with what only the proxy has kept, though that dies in between."""

import json
import stat
from pathlib import Path
from typing import Any

import openai
import pytest
from openai.types.responses import FunctionToolParam, Response, ResponseInputParam

from tests.e2e.proxy import CLIENT_KEY, SECRETS, Proxy
from tests.e2e.sdk import Connection
from tests.upstreams.server import Upstream
from tests.upstreams.turns import Call, Turn

UPSTREAMS = {
    "openai-chat": ("openai-compatible", "some-model"),
    "anthropic-messages": ("anthropic", "claude-sonnet-4-6"),
}
TOOL: FunctionToolParam = {
    "type": "function",
    "name": "get_weather",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
        "additionalProperties": False,
    },
    "strict": True,
}
SCRIPT = (
    Turn(calls=(Call("call_1", "get_weather", '{"city": "Zürich"}'),)),
    Turn(text="It rains there."),
    Turn(calls=(Call("call_2", "get_weather", '{"city": "Genève"}'),)),
    Turn(text="The sun shines in Genève."),
    Turn(text="Go to Genève."),
)
DIES_AFTER = 3


def said(text: str) -> ResponseInputParam:
    return [{"role": "user", "content": text}]


def answered(response: Response, result: str) -> ResponseInputParam:
    (call,) = [item for item in response.output if item.type == "function_call"]
    return [{"type": "function_call_output", "call_id": call.call_id, "output": result}]


class Client:
    """Says only what is new, and the id of the answer before."""

    def __init__(self, connection: Connection, *, streamed: bool) -> None:
        self._responses = openai.AsyncOpenAI(
            api_key=CLIENT_KEY,
            http_client=connection.waiting,
            max_retries=0,
            _strict_response_validation=True,
        ).responses
        self._streamed = streamed

    async def ask(self, new: ResponseInputParam, before: Response | None) -> Response:
        previous = before.id if before else None
        if not self._streamed:
            return await self._responses.create(
                model="m", input=new, tools=[TOOL], previous_response_id=previous
            )
        if previous is None:
            stream = self._responses.stream(model="m", input=new, tools=[TOOL])
        else:
            stream = self._responses.stream(
                model="m", input=new, tools=[TOOL], previous_response_id=previous
            )
        async with stream as events:
            return await events.get_final_response()

    async def kept(self, response: Response) -> Response:
        return await self._responses.retrieve(response.id)

    async def given(self, response: Response) -> list[str]:
        """The types of the items that an answer was given, oldest first."""
        page = await self._responses.input_items.list(response.id, order="asc")
        return [item.type or "message" for item in page.data]


async def converse(client: Client, last: Response | None, turns: slice) -> list[Response]:
    """The turns in this part of the conversation, each continuing the one before."""
    responses: list[Response] = []
    for number in range(len(SCRIPT))[turns]:
        last = await client.ask(_new(number, last), last)
        responses.append(last)
    return responses


def _new(number: int, last: Response | None) -> ResponseInputParam:
    if last and any(item.type == "function_call" for item in last.output):
        return answered(last, f"result {number}")
    return said(f"question {number}")


def _items(response: Response) -> list[str | None]:
    return [item.id for item in response.output]


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("upstream", list(UPSTREAMS))
async def test_a_conversation_survives_the_proxy(
    upstream: str, streamed: bool, tmp_path: Path, authority: Path
) -> None:
    provider, model = UPSTREAMS[upstream]
    async with Upstream(upstream, SCRIPT, secrets=SECRETS) as scripted:
        async with Proxy(scripted, provider, model, tmp_path, authority) as proxy:
            connection = Connection(proxy, "HTTP/1.1")
            client = Client(connection, streamed=streamed)
            responses = await converse(client, None, slice(DIES_AFTER))
            await proxy.kill()
            await connection.close()
        async with Proxy(scripted, provider, model, tmp_path, authority) as proxy:
            connection = Connection(proxy, "HTTP/1.1")
            client = Client(connection, streamed=streamed)
            responses += await converse(client, responses[-1], slice(DIES_AFTER, None))
            kept, given = await client.kept(responses[0]), await client.given(responses[-1])
            await connection.close()

    assert scripted.refusals == []
    assert [response.output_text for response in responses] == [turn.text for turn in SCRIPT]
    ids = [response.id for response in responses]
    assert [response.previous_response_id for response in responses] == [None, *ids[:-1]]
    assert (kept.id, _items(kept)) == (responses[0].id, _items(responses[0]))
    assert given == [
        *("message", "function_call", "function_call_output", "message"),
        *("message", "function_call", "function_call_output", "message"),
        "message",
    ]
    asked = [json.dumps(request.document, ensure_ascii=False) for request in scripted.requests]
    for word in ("question 0", "Zürich", "result 1", "question 2", "result 3", "question 4"):
        assert asked[-1].count(word) == 1
    file = tmp_path / "dragoman" / "conversations.sqlite"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


# Chat's clients carry no thinking.

THOUGHTS = tuple(
    Turn(
        calls=(Call(f"toolu_{number}", "get_weather", '{"city": "Genève"}'),),
        thinking=f"I look for the {number}. time.",
        seal=f"c2VhbA+/{number}==",
    )
    for number in range(4)
)


async def look(client: openai.AsyncOpenAI, messages: list[Any], *, streamed: bool) -> None:
    """One more turn of a client that keeps words and calls alone."""
    function = {key: TOOL[key] for key in ("name", "parameters", "strict")}
    asked: Any = {
        "model": "m",
        "messages": messages,
        "reasoning_effort": "high",
        "tools": [{"type": "function", "function": function}],
    }
    completions: Any = client.chat.completions
    if streamed:
        async with completions.stream(**asked) as stream:
            answer = await stream.get_final_completion()
    else:
        answer = await completions.create(**asked)
    calls = [
        {
            "id": call.id,
            "type": "function",
            "function": {"name": call.function.name, "arguments": call.function.arguments},
        }
        for call in answer.choices[0].message.tool_calls
    ]
    messages.append({"role": "assistant", "content": None, "tool_calls": calls})
    messages += [{"role": "tool", "tool_call_id": call["id"], "content": "sun"} for call in calls]


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
async def test_signed_thinking_survives_the_proxy(
    streamed: bool, tmp_path: Path, authority: Path
) -> None:
    messages: list[Any] = [{"role": "user", "content": "Does the sun shine in Genève?"}]
    async with Upstream("anthropic-messages", THOUGHTS, secrets=SECRETS) as scripted:
        for turns in (2, 2):
            proxied = Proxy(scripted, *UPSTREAMS["anthropic-messages"], tmp_path, authority)
            async with proxied as proxy:
                connection = Connection(proxy, "HTTP/1.1")
                client = openai.AsyncOpenAI(
                    api_key=CLIENT_KEY, http_client=connection.waiting, max_retries=0
                )
                for _ in range(turns):
                    await look(client, messages, streamed=streamed)
                await proxy.kill()
                await connection.close()

    assert scripted.refusals == []
    last: Any = scripted.requests[-1].document
    blocks = [block for message in last["messages"] for block in message["content"]]
    assert [block for block in blocks if block["type"] == "thinking"] == [
        {"type": "thinking", "thinking": turn.thinking, "signature": turn.seal}
        for turn in THOUGHTS[:3]
    ]


async def test_what_is_not_kept_is_refused_in_the_apis_words(
    tmp_path: Path, authority: Path
) -> None:
    async with (
        Upstream("openai-chat", [], secrets=SECRETS) as scripted,
        Proxy(scripted, *UPSTREAMS["openai-chat"], tmp_path, authority) as proxy,
    ):
        connection = Connection(proxy, "HTTP/1.1")
        client = openai.AsyncOpenAI(
            api_key=CLIENT_KEY, http_client=connection.waiting, max_retries=0
        )
        with pytest.raises(openai.NotFoundError) as refused:
            await client.responses.create(model="m", input="hi", previous_response_id="resp_x")
        with pytest.raises(openai.NotFoundError):
            await client.responses.retrieve("resp_x")
        await connection.close()

    assert refused.value.code == "previous_response_not_found"
    assert scripted.requests == []
