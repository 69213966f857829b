"""What Anthropic's client sends to Messages for calls that its users write."""

from collections.abc import Callable

from anthropic import Anthropic
from anthropic.resources.messages import MessagesWithRawResponse

from tests.oracles.oracle import BASE_URL, Loopback, Weather
from translators.hub.document import Document


def _plain(messages: MessagesWithRawResponse) -> None:
    messages.create(
        model="m",
        system="Be brief.",
        messages=[{"role": "user", "content": "Hello"}],
        max_tokens=100,
        stop_sequences=["END"],
        metadata={"user_id": "user-1"},
    )


def _structured(messages: MessagesWithRawResponse) -> None:
    messages.create(
        model="m",
        max_tokens=100,
        messages=[{"role": "user", "content": "Berlin?"}],
        output_config={"format": {"type": "json_schema", "schema": Weather.model_json_schema()}},
    )


def _streamed_tool(messages: MessagesWithRawResponse) -> None:
    messages.create(
        model="m",
        max_tokens=100,
        messages=[
            {"role": "user", "content": "Berlin?"},
            {
                "role": "assistant",
                "content": [
                    {
                        "type": "tool_use",
                        "id": "toolu_1",
                        "name": "weather",
                        "input": {"city": "Berlin"},
                    }
                ],
            },
            {
                "role": "user",
                "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "rain"}],
            },
        ],
        tools=[{"name": "weather", "input_schema": Weather.model_json_schema()}],
        tool_choice={"type": "any", "disable_parallel_tool_use": True},
        stream=True,
    )


def _picture(messages: MessagesWithRawResponse) -> None:
    messages.create(
        model="m",
        max_tokens=100,
        messages=[
            {
                "role": "user",
                "content": [
                    {
                        "type": "image",
                        "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0K"},
                    },
                    {"type": "text", "text": "What is this?"},
                ],
            }
        ],
    )


_SENDERS: dict[str, Callable[[MessagesWithRawResponse], None]] = {
    "plain": _plain,
    "structured": _structured,
    "streamed tool": _streamed_tool,
    "picture": _picture,
}


def sent() -> dict[str, Document]:
    """Requests by what is special about them."""
    loopback = Loopback()
    client = Anthropic(
        api_key="x", base_url=BASE_URL.removesuffix("/v1"), http_client=loopback.http
    )
    return loopback.sent(client.messages.with_raw_response, _SENDERS)
