"""The SDKs in one shape: ask, whole or streamed, waiting or not; then answer the tools.

Every answer is read strictly: a key that the SDK requires and does not find fails the test. The
history of a second turn is what the SDKs' own examples send: the objects that the first one gave.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import anthropic
import httpx2
import openai
from anthropic.types import Message, MessageParam, ToolParam
from openai.types.chat import (
    ChatCompletion,
    ChatCompletionFunctionToolParam,
    ChatCompletionMessageParam,
)
from openai.types.responses import FunctionToolParam, Response, ResponseInputItemParam

from tests.e2e.proxy import CLIENT_KEY, Proxy
from translators.hub.document import Json

type Waiting = Literal["sync", "async"]
type Version = Literal["HTTP/1.1", "HTTP/2"]

QUESTION = "How is the weather in Zürich?"
TOOL = "get_weather"
RESULT = "It rains, 7 °C."

_MODEL = "the-client's-model"
_SCHEMA: dict[str, object] = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Heard:
    """What an SDK understood: words, calls with arguments, why it ended, tokens in and out."""

    text: str
    calls: tuple[tuple[str, Json], ...]
    stop: str | None
    tokens: tuple[int, int]


class Connection:
    """HTTP clients that go through the proxy; `versions` are those that answers came in."""

    def __init__(self, proxy: Proxy, version: Version) -> None:
        self.versions: set[str] = set()
        options: dict[str, Any] = {
            "proxy": proxy.url,
            "verify": proxy.trust(),
            "http2": version == "HTTP/2",
            "trust_env": False,
            "timeout": 30,
        }
        self.sync = httpx2.Client(event_hooks={"response": [self._note]}, **options)
        self.waiting = httpx2.AsyncClient(event_hooks={"response": [self._note_soon]}, **options)

    async def close(self) -> None:
        """Close both."""
        self.sync.close()
        await self.waiting.aclose()

    def _note(self, response: httpx2.Response) -> None:
        self.versions.add(response.http_version)

    async def _note_soon(self, response: httpx2.Response) -> None:
        self._note(response)


class Conversation(Protocol):
    """One conversation with one tool, by one SDK."""

    def __init__(self, connection: Connection) -> None: ...

    async def ask(self, waiting: Waiting, *, streamed: bool) -> Heard:
        """Send the conversation as it stands, and remember the answer."""
        ...

    def answer_tools(self) -> None:
        """Add the last answer and the tool's result to the conversation."""
        ...


class ChatConversation:
    """Chat Completions by `openai`."""

    def __init__(self, connection: Connection) -> None:
        self._sync = openai.OpenAI(
            api_key=CLIENT_KEY,
            http_client=connection.sync,
            max_retries=0,
            _strict_response_validation=True,
        )
        self._waiting = openai.AsyncOpenAI(
            api_key=CLIENT_KEY,
            http_client=connection.waiting,
            max_retries=0,
            _strict_response_validation=True,
        )
        self._messages: list[ChatCompletionMessageParam] = [{"role": "user", "content": QUESTION}]
        self._tools: list[ChatCompletionFunctionToolParam] = [
            {
                "type": "function",
                "function": {"name": TOOL, "parameters": _SCHEMA, "strict": True},
            }
        ]

    async def ask(self, waiting: Waiting, *, streamed: bool) -> Heard:
        if waiting == "sync":
            self._last = await asyncio.to_thread(self._ask_sync, streamed)
        else:
            self._last = await self._ask_waiting(streamed)
        choice, usage = self._last.choices[0], self._last.usage
        assert usage is not None
        calls = [call for call in choice.message.tool_calls or () if call.type == "function"]
        return Heard(
            choice.message.content or "",
            tuple((call.function.name, json.loads(call.function.arguments)) for call in calls),
            choice.finish_reason,
            (usage.prompt_tokens, usage.completion_tokens),
        )

    def answer_tools(self) -> None:
        message = self._last.choices[0].message
        calls = message.tool_calls or ()
        history: Any = message  # the SDK takes its own answers, its types do not say so
        self._messages.append(history)
        for call in calls:
            self._messages.append({"role": "tool", "tool_call_id": call.id, "content": RESULT})

    def _ask_sync(self, streamed: bool) -> ChatCompletion:
        create, stream = self._sync.chat.completions.create, self._sync.chat.completions.stream
        if not streamed:
            return create(model=_MODEL, messages=self._messages, tools=self._tools)
        with stream(
            model=_MODEL,
            messages=self._messages,
            tools=self._tools,
            stream_options={"include_usage": True},
        ) as events:
            return events.get_final_completion()

    async def _ask_waiting(self, streamed: bool) -> ChatCompletion:
        create = self._waiting.chat.completions.create
        if not streamed:
            return await create(model=_MODEL, messages=self._messages, tools=self._tools)
        async with self._waiting.chat.completions.stream(
            model=_MODEL,
            messages=self._messages,
            tools=self._tools,
            stream_options={"include_usage": True},
        ) as events:
            return await events.get_final_completion()


class ResponsesConversation:
    """Responses by `openai`."""

    def __init__(self, connection: Connection) -> None:
        self._sync = openai.OpenAI(
            api_key=CLIENT_KEY,
            http_client=connection.sync,
            max_retries=0,
            _strict_response_validation=True,
        )
        self._waiting = openai.AsyncOpenAI(
            api_key=CLIENT_KEY,
            http_client=connection.waiting,
            max_retries=0,
            _strict_response_validation=True,
        )
        self._items: list[ResponseInputItemParam] = [{"role": "user", "content": QUESTION}]
        self._tools: list[FunctionToolParam] = [
            {"type": "function", "name": TOOL, "parameters": _SCHEMA, "strict": True}
        ]

    async def ask(self, waiting: Waiting, *, streamed: bool) -> Heard:
        if waiting == "sync":
            self._last = await asyncio.to_thread(self._ask_sync, streamed)
        else:
            self._last = await self._ask_waiting(streamed)
        usage = self._last.usage
        assert usage is not None
        calls = [item for item in self._last.output if item.type == "function_call"]
        return Heard(
            self._last.output_text,
            tuple((call.name, json.loads(call.arguments)) for call in calls),
            self._last.status,
            (usage.input_tokens, usage.output_tokens),
        )

    def answer_tools(self) -> None:
        history: Any = self._last.output  # the SDK takes its own answers, its types do not say so
        self._items.extend(history)
        for item in self._last.output:
            if item.type == "function_call":
                self._items.append(
                    {"type": "function_call_output", "call_id": item.call_id, "output": RESULT}
                )

    def _ask_sync(self, streamed: bool) -> Response:
        create, stream = self._sync.responses.create, self._sync.responses.stream
        if not streamed:
            return create(model=_MODEL, input=self._items, tools=self._tools)
        with stream(model=_MODEL, input=self._items, tools=self._tools) as events:
            return events.get_final_response()

    async def _ask_waiting(self, streamed: bool) -> Response:
        create, stream = self._waiting.responses.create, self._waiting.responses.stream
        if not streamed:
            return await create(model=_MODEL, input=self._items, tools=self._tools)
        async with stream(model=_MODEL, input=self._items, tools=self._tools) as events:
            return await events.get_final_response()


class MessagesConversation:
    """Messages by `anthropic`."""

    def __init__(self, connection: Connection) -> None:
        self._sync = anthropic.Anthropic(
            api_key=CLIENT_KEY,
            http_client=connection.sync,
            max_retries=0,
            _strict_response_validation=True,
        )
        self._waiting = anthropic.AsyncAnthropic(
            api_key=CLIENT_KEY,
            http_client=connection.waiting,
            max_retries=0,
            _strict_response_validation=True,
        )
        self._messages: list[MessageParam] = [{"role": "user", "content": QUESTION}]
        self._tools: list[ToolParam] = [{"name": TOOL, "input_schema": _SCHEMA, "strict": True}]

    async def ask(self, waiting: Waiting, *, streamed: bool) -> Heard:
        if waiting == "sync":
            self._last = await asyncio.to_thread(self._ask_sync, streamed)
        else:
            self._last = await self._ask_waiting(streamed)
        usage = self._last.usage
        texts = [block.text for block in self._last.content if block.type == "text"]
        calls: list[tuple[str, Any]] = [
            (block.name, block.input) for block in self._last.content if block.type == "tool_use"
        ]
        return Heard(
            "".join(texts),
            tuple(calls),
            self._last.stop_reason,
            (usage.input_tokens, usage.output_tokens),
        )

    def answer_tools(self) -> None:
        content = self._last.content
        self._messages.append({"role": "assistant", "content": content})
        self._messages.append(
            {
                "role": "user",
                "content": [
                    {"type": "tool_result", "tool_use_id": block.id, "content": RESULT}
                    for block in content
                    if block.type == "tool_use"
                ],
            }
        )

    def _ask_sync(self, streamed: bool) -> Message:
        create, stream = self._sync.messages.create, self._sync.messages.stream
        if not streamed:
            return create(model=_MODEL, max_tokens=500, messages=self._messages, tools=self._tools)
        with stream(
            model=_MODEL, max_tokens=500, messages=self._messages, tools=self._tools
        ) as events:
            return events.get_final_message()

    async def _ask_waiting(self, streamed: bool) -> Message:
        create, stream = self._waiting.messages.create, self._waiting.messages.stream
        if not streamed:
            return await create(
                model=_MODEL, max_tokens=500, messages=self._messages, tools=self._tools
            )
        async with stream(
            model=_MODEL, max_tokens=500, messages=self._messages, tools=self._tools
        ) as events:
            return await events.get_final_message()


CONVERSATIONS: Mapping[str, type[Conversation]] = {
    "openai-chat": ChatConversation,
    "openai-responses": ResponsesConversation,
    "anthropic-messages": MessagesConversation,
}
