"""What OpenAI's client sends to Chat Completions for calls that its users write."""

from collections.abc import Callable

import openai
from openai import OpenAI
from openai.resources.chat.completions import CompletionsWithRawResponse

from tests.oracles.oracle import BASE_URL, Loopback, Weather
from translators.hub.document import Document


def _plain(completions: CompletionsWithRawResponse) -> None:
    completions.create(
        model="m",
        messages=[
            {"role": "developer", "content": "Be brief."},
            {"role": "user", "name": "ann", "content": "Hello"},
        ],
        max_completion_tokens=100,
        temperature=0.5,
        stop=["END"],
        user="user-1",
    )


def _structured(completions: CompletionsWithRawResponse) -> None:
    completions.parse(
        model="m", messages=[{"role": "user", "content": "Berlin?"}], response_format=Weather
    )


def _streamed_tool(completions: CompletionsWithRawResponse) -> None:
    completions.create(
        model="m",
        messages=[{"role": "user", "content": "Berlin?"}],
        tools=[openai.pydantic_function_tool(Weather, name="weather")],
        tool_choice={"type": "function", "function": {"name": "weather"}},
        parallel_tool_calls=False,
        stream=True,
        stream_options={"include_usage": True},
    )


def _picture(completions: CompletionsWithRawResponse) -> None:
    completions.create(
        model="m",
        messages=[
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "What is this?"},
                    {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0K"}},
                ],
            }
        ],
    )


_SENDERS: dict[str, Callable[[CompletionsWithRawResponse], None]] = {
    "plain": _plain,
    "structured": _structured,
    "streamed tool": _streamed_tool,
    "picture": _picture,
}


def sent() -> dict[str, Document]:
    """Requests by what is special about them."""
    loopback = Loopback()
    client = OpenAI(api_key="x", base_url=BASE_URL, http_client=loopback.http)
    return loopback.sent(client.chat.completions.with_raw_response, _SENDERS)
