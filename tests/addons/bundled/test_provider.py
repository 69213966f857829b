from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import openai
import pytest
from mitmproxy.test import taddons
from openai.types.chat import ChatCompletionFunctionToolParam, ChatCompletionMessageParam

from addons.bundled.provider import BundledProvider
from addons.configuration.loading import load
from addons.translate import Translate
from translators.wire import json_bytes

TOOL: ChatCompletionFunctionToolParam = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    },
}
ASKED: ChatCompletionMessageParam = {"role": "user", "content": "How is the weather?"}

type Seen = list[tuple[bytes, bytes]]


@pytest.fixture
def seen() -> Seen:
    return []


@pytest.fixture
async def base_url(seen: Seen) -> AsyncIterator[str]:
    provider = BundledProvider(0, lambda question, answer: seen.append((question, answer)))
    yield await provider.start()
    await provider.stop()


@pytest.fixture
async def client(base_url: str) -> AsyncIterator[openai.AsyncOpenAI]:
    direct = httpx2.AsyncClient(trust_env=False)
    async with openai.AsyncOpenAI(
        api_key="none",
        base_url=base_url,
        http_client=direct,
        max_retries=0,
        _strict_response_validation=True,
    ) as found:
        yield found


async def test_it_listens_on_loopback_once_however_often_it_is_started() -> None:
    provider = BundledProvider()
    base_url = await provider.start()
    assert base_url.startswith("http://127.0.0.1:")
    assert await provider.start() == base_url
    await provider.stop()
    await provider.stop()


async def test_without_a_configuration_its_own_comes_into_force() -> None:
    provider = BundledProvider()
    with taddons.context(Translate(), provider) as context:
        await provider.running()
        path = Path(context.options.dragoman_config)
        configuration = load(path, {})
        addresses = {route.targets[0].address for route in configuration.routes.routes}
        address = await provider.start()
        await provider.done()
    assert [f"{scheme}://{host}:{port}{path}" for scheme, host, port, path in addresses] == [
        address
    ]
    assert configuration.routes.intercepts(["api.openai.com"])
    assert configuration.routes.intercepts(["api.anthropic.com"])
    assert not path.exists()


async def test_a_configuration_of_the_users_stays_in_force(tmp_path: Path) -> None:
    path = tmp_path / "dragoman.toml"
    path.write_text("")
    provider = BundledProvider()
    with taddons.context(Translate(), provider) as context:
        context.options.dragoman_config = str(path)
        await provider.running()
        assert context.options.dragoman_config == str(path)
        await provider.done()


async def test_nothing_answers_after_it_has_stopped() -> None:
    provider = BundledProvider()
    base_url = await provider.start()
    await provider.stop()
    async with httpx2.AsyncClient(trust_env=False) as client:
        with pytest.raises(httpx2.ConnectError):
            await client.get(f"{base_url}/models")


async def test_its_model_is_listed(client: openai.AsyncOpenAI) -> None:
    assert [model.id async for model in client.models.list()] == ["bundled"]


async def test_a_tool_is_called_and_its_result_told(client: openai.AsyncOpenAI) -> None:
    first = await client.chat.completions.create(model="bundled", messages=[ASKED], tools=[TOOL])
    assert first.choices[0].finish_reason == "tool_calls"
    (call,) = first.choices[0].message.tool_calls or []
    assert call.type == "function"
    assert (call.function.name, call.function.arguments) == ("get_weather", '{"city":"Paris"}')
    second = await client.chat.completions.create(
        model="bundled",
        messages=[
            ASKED,
            {
                "role": "assistant",
                "tool_calls": [
                    {
                        "id": call.id,
                        "type": "function",
                        "function": {"name": "get_weather", "arguments": "{}"},
                    }
                ],
            },
            {"role": "tool", "tool_call_id": call.id, "content": "It rains."},
        ],
        tools=[TOOL],
    )
    assert second.choices[0].message.content == "The tool answered: It rains."


async def test_a_stream_says_what_the_whole_answer_says(client: openai.AsyncOpenAI) -> None:
    whole = await client.chat.completions.create(model="bundled", messages=[ASKED])
    stream = await client.chat.completions.create(model="bundled", messages=[ASKED], stream=True)
    pieces = [chunk.choices[0].delta.content or "" async for chunk in stream]
    assert len(pieces) > 10
    assert "".join(pieces) == whole.choices[0].message.content


async def test_a_refusal_is_in_the_vendors_shape(client: openai.AsyncOpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as refusal:
        await client.chat.completions.create(
            model="bundled", messages=[ASKED], extra_body={"max_output_tokens": 5}
        )
    assert refusal.value.body == {
        "message": "Unrecognized request argument supplied: max_output_tokens",
        "type": "invalid_request_error",
        "param": "max_output_tokens",
        "code": None,
    }


async def test_what_is_no_json_is_refused(base_url: str) -> None:
    async with httpx2.AsyncClient(trust_env=False) as client:
        answer = await client.post(f"{base_url}/chat/completions", content=b"{")
    assert answer.status_code == 400
    assert "could not parse the JSON body" in answer.text


async def test_there_is_nothing_anywhere_else(base_url: str) -> None:
    async with httpx2.AsyncClient(trust_env=False) as client:
        answer = await client.post(f"{base_url}/messages", content=b"{}")
    assert answer.status_code == 404
    assert answer.json()["error"]["message"] == "Unknown request URL: POST /v1/messages."


async def test_an_observer_is_told_question_and_answer(
    client: openai.AsyncOpenAI, seen: Seen
) -> None:
    await client.chat.completions.create(model="bundled", messages=[ASKED])
    ((question, answer),) = seen
    assert json_bytes.loads_object(question)["messages"] == [dict(ASKED)]
    assert json_bytes.loads_object(answer)["object"] == "chat.completion"
