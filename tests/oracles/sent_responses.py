"""What OpenAI's client sends to Responses for calls that its users write."""

from collections.abc import Callable

import openai
from openai import OpenAI
from openai.resources.responses import ResponsesWithRawResponse

from tests.oracles.oracle import BASE_URL, Loopback, Weather
from translators.hub.document import Document


def _plain(responses: ResponsesWithRawResponse) -> None:
    responses.create(
        model="m",
        instructions="Be brief.",
        input="Hello",
        max_output_tokens=100,
        reasoning={"effort": "low", "summary": "auto"},
        store=False,
        include=["reasoning.encrypted_content"],
    )


def _structured(responses: ResponsesWithRawResponse) -> None:
    responses.parse(model="m", input="Berlin?", text_format=Weather)


def _streamed_tool(responses: ResponsesWithRawResponse) -> None:
    function = openai.pydantic_function_tool(Weather, name="weather")["function"]
    responses.create(
        model="m",
        input=[
            {"role": "user", "content": "Berlin?"},
            {
                "type": "function_call",
                "call_id": "call_1",
                "name": "weather",
                "arguments": '{"city":"Berlin"}',
            },
            {"type": "function_call_output", "call_id": "call_1", "output": "rain"},
        ],
        tools=[
            {
                "type": "function",
                "name": "weather",
                "parameters": function.get("parameters"),
                "strict": True,
            }
        ],
        tool_choice="required",
        stream=True,
    )


def _picture(responses: ResponsesWithRawResponse) -> None:
    responses.create(
        model="m",
        input=[
            {
                "role": "user",
                "content": [
                    {"type": "input_text", "text": "What is this?"},
                    {
                        "type": "input_image",
                        "image_url": "data:image/png;base64,iVBORw0K",
                        "detail": "low",
                    },
                ],
            }
        ],
    )


_SENDERS: dict[str, Callable[[ResponsesWithRawResponse], None]] = {
    "plain": _plain,
    "structured": _structured,
    "streamed tool": _streamed_tool,
    "picture": _picture,
}


def sent() -> dict[str, Document]:
    """Requests by what is special about them."""
    loopback = Loopback()
    client = OpenAI(api_key="x", base_url=BASE_URL, http_client=loopback.http)
    return loopback.sent(client.responses.with_raw_response, _SENDERS)
