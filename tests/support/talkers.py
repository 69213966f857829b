"""Programs that lead a conversation with tools, as the vendors' own clients make it easy to.

Each keeps of an answer what its dialect's clients keep: Chat's nothing but words and calls.
"""

from collections.abc import Callable
from typing import Any, Protocol, cast

from anthropic import Anthropic
from openai import OpenAI

from tests.support.relay import BASE_URL, Relay
from translators.hub.document import Document

SCHEMA: Document = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}
NAME = "get_weather"


class Talker(Protocol):
    """Goes on until it has had so many answers; every call gets a result."""

    def talk(self, answers: int) -> None: ...


class ChatTalker:
    """Sends back what `message` holds in the vendor's own types."""

    def __init__(self, relay: Relay, *, streamed: bool) -> None:
        self._client = _openai(relay)
        self._streamed = streamed
        self.messages: list[Any] = [{"role": "user", "content": "Where does it rain?"}]

    def talk(self, answers: int) -> None:
        for _ in range(answers):
            message = self._ask()
            calls = [
                {
                    "id": call.id,
                    "type": "function",
                    "function": {
                        "name": call.function.name,
                        "arguments": call.function.arguments,
                    },
                }
                for call in message.tool_calls or ()
            ]
            said = {"role": "assistant", "content": message.content}
            self.messages.append({**said, "tool_calls": calls} if calls else said)
            self.messages += [
                {"role": "tool", "tool_call_id": call["id"], "content": "no"} for call in calls
            ] or [{"role": "user", "content": "And now?"}]

    def _ask(self) -> Any:
        function = {"name": NAME, "parameters": SCHEMA, "strict": True}
        asked: Any = {
            "model": "m",
            "messages": self.messages,
            "reasoning_effort": "high",
            "tools": [{"type": "function", "function": function}],
        }
        if not self._streamed:
            return self._client.chat.completions.create(**asked).choices[0].message
        with self._client.chat.completions.stream(**asked) as stream:
            return stream.get_final_completion().choices[0].message


class ResponsesTalker:
    """Sends the items back as Codex does: nothing stored, no ids."""

    def __init__(self, relay: Relay, *, streamed: bool) -> None:
        self._client = _openai(relay)
        self._streamed = streamed
        self.items: list[Any] = [{"role": "user", "content": "Where does it rain?"}]

    def talk(self, answers: int) -> None:
        for _ in range(answers):
            answer = self._ask(
                self.items, {"store": False, "include": ["reasoning.encrypted_content"]}
            )
            self.items += [
                item.model_dump(mode="json", exclude={"id", "status"}, exclude_unset=True)
                for item in answer.output
            ]
            self.items += _results(answer)

    def _ask(self, items: list[Any], more: dict[str, Any]) -> Any:
        asked: Any = {
            "model": "m",
            "input": items,
            "reasoning": {"effort": "high"},
            "tools": [{"type": "function", "name": NAME, "parameters": SCHEMA, "strict": True}],
            **more,
        }
        if not self._streamed:
            return self._client.responses.create(**asked)
        with self._client.responses.stream(**asked) as stream:
            return stream.get_final_response()


class ContinuingTalker(ResponsesTalker):
    """Says only what is new, after the answer's id."""

    previous: str | None = None

    def talk(self, answers: int) -> None:
        for _ in range(answers):
            answer = self._ask(self.items, {"previous_response_id": self.previous})
            self.previous = answer.id
            self.items = _results(answer)


class MessagesTalker:
    """Sends the blocks back as they came."""

    def __init__(self, relay: Relay, *, streamed: bool) -> None:
        base = BASE_URL.removesuffix("/v1")
        # Calls are made from tables, of which the client's own overloads know nothing.
        self._client: Any = Anthropic(
            api_key="x", base_url=base, max_retries=0, http_client=relay.http
        )
        self._streamed = streamed
        self.messages: list[Any] = [{"role": "user", "content": "Where does it rain?"}]

    def talk(self, answers: int) -> None:
        for _ in range(answers):
            blocks = [
                block.model_dump(mode="json", exclude_unset=True) for block in self._ask().content
            ]
            self.messages.append({"role": "assistant", "content": blocks})
            results = [
                {"type": "tool_result", "tool_use_id": block["id"], "content": "no"}
                for block in blocks
                if block["type"] == "tool_use"
            ]
            self.messages.append({"role": "user", "content": results or "And now?"})

    def _ask(self) -> Any:
        asked: Any = {
            "model": "m",
            "max_tokens": 16_000,
            "messages": self.messages,
            "thinking": {"type": "enabled", "budget_tokens": 8_000},
            "tools": [{"name": NAME, "input_schema": SCHEMA}],
        }
        if not self._streamed:
            return self._client.messages.create(**asked)
        with self._client.messages.stream(**asked) as stream:
            return stream.get_final_message()


def _openai(relay: Relay) -> Any:
    return OpenAI(api_key="x", base_url=BASE_URL, max_retries=0, http_client=relay.http)


def _results(answer: Any) -> list[Any]:
    results = [
        {"type": "function_call_output", "call_id": item.call_id, "output": "no"}
        for item in answer.output
        if item.type == "function_call"
    ]
    return results or [{"role": "user", "content": "And now?"}]


TALKERS: dict[str, Callable[..., Talker]] = {
    "openai-chat": ChatTalker,
    "openai-responses": ResponsesTalker,
    "openai-responses continued": ContinuingTalker,
    "anthropic-messages": MessagesTalker,
}
"""By their dialects, and by how they use them."""


def thinking_in(sent: Document, dialect: str) -> list[Document]:
    """The thinking in what an upstream of a dialect was sent, as that writes it, in its order."""
    return _READERS[dialect](cast("Any", sent))


def _chat(sent: Any) -> list[Document]:
    return [
        {"reasoning_content": message["reasoning_content"]}
        for message in sent["messages"]
        if message.get("reasoning_content")
    ]


def _responses(sent: Any) -> list[Document]:
    return [item for item in sent["input"] if item.get("type") == "reasoning"]


def _messages(sent: Any) -> list[Document]:
    return [
        block
        for message in sent["messages"]
        if isinstance(message["content"], list)
        for block in message["content"]
        if block["type"] in ("thinking", "redacted_thinking")
    ]


_READERS: dict[str, Callable[[Any], list[Document]]] = {
    "openai-chat": _chat,
    "openai-responses": _responses,
    "anthropic-messages": _messages,
}
