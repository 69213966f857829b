"""What OpenAI's client sends to Chat Completions for calls that its users write."""

import openai
from openai import OpenAI
from pydantic import BaseModel

from tests.oracles.oracle import BASE_URL, Loopback
from translators.hub.document import Document


class Weather(BaseModel):
    """The weather at a place, as a user of the client would declare it."""

    city: str
    days: list[int] = []


def sent() -> dict[str, Document]:
    """Requests by what is special about them."""
    loopback = Loopback()
    client = OpenAI(api_key="x", base_url=BASE_URL, http_client=loopback.http)
    completions = client.chat.completions.with_raw_response
    found: dict[str, Document] = {}

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
    found["plain"] = loopback.request

    completions.parse(
        model="m", messages=[{"role": "user", "content": "Berlin?"}], response_format=Weather
    )
    found["structured"] = loopback.request

    completions.create(
        model="m",
        messages=[{"role": "user", "content": "Berlin?"}],
        tools=[openai.pydantic_function_tool(Weather, name="weather")],
        tool_choice={"type": "function", "function": {"name": "weather"}},
        parallel_tool_calls=False,
        stream=True,
        stream_options={"include_usage": True},
    )
    found["streamed tool"] = loopback.request

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
    found["picture"] = loopback.request
    return found
