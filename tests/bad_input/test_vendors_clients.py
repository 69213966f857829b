"""The vendors' own clients raise the exception that their users catch."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import anthropic
import httpx2
import openai
import pytest

from tests.addons.proxy import Proxy
from tests.bad_input.harness import EACH_CLIENT, MODEL, STREAMED_OR_NOT, facing
from tests.bad_input.test_upstream_errors import CASES, answers

type Ask = Callable[[Any, bool], Awaitable[object]]

EXPECTED: Mapping[str, Mapping[str, str]] = {
    "openai-chat": {"404, an unknown model": "NotFoundError", "413": "APIStatusError"},
    # The kinder status to Codex: it would try a 404 again.
    "openai-responses": {"404, an unknown model": "BadRequestError", "413": "APIStatusError"},
    "anthropic-messages": {
        "404, an unknown model": "NotFoundError",
        "413": "ContentTooLargeError",
        "503": "OverloadedError",
        "529": "OverloadedError",
    },
}
"""Exceptions by the upstream's error, where they are not the same for all."""

FOR_ALL: Mapping[str, str] = {
    "400": "BadRequestError",
    "401": "BadRequestError",
    "403": "BadRequestError",
    "429": "RateLimitError",
    "500": "InternalServerError",
    "503": "InternalServerError",
    "529": "InternalServerError",
}


async def _chat(client: openai.AsyncOpenAI, streamed: bool) -> object:
    messages: Any = [{"role": "user", "content": "x"}]
    return await client.chat.completions.create(model=MODEL, messages=messages, stream=streamed)


async def _responses(client: openai.AsyncOpenAI, streamed: bool) -> object:
    return await client.responses.create(model=MODEL, input="x", stream=streamed)


async def _messages(client: anthropic.AsyncAnthropic, streamed: bool) -> object:
    messages: Any = [{"role": "user", "content": "x"}]
    return await client.messages.create(
        model=MODEL, max_tokens=9, messages=messages, stream=streamed
    )


ASK: Mapping[str, Ask] = {
    "openai-chat": _chat,
    "openai-responses": _responses,
    "anthropic-messages": _messages,
}


def vendors_client(
    dialect: str, proxy: Proxy, http: httpx2.AsyncClient
) -> openai.AsyncOpenAI | anthropic.AsyncAnthropic:
    """The official client of a dialect, before the proxy."""
    base = f"http://127.0.0.1:{proxy.port}"
    if dialect == "anthropic-messages":
        return anthropic.AsyncAnthropic(api_key="x", base_url=base, max_retries=0, http_client=http)
    return openai.AsyncOpenAI(api_key="x", base_url=f"{base}/v1", max_retries=0, http_client=http)


@EACH_CLIENT
@STREAMED_OR_NOT
async def test_an_error_raises_its_own_exception(
    client: str, upstream: str, streamed: bool, folder: Path
) -> None:
    script = answers(upstream, list(CASES.values()))
    raised: dict[str, str] = {}
    async with (
        facing(client, upstream, script, folder) as (asking, _),
        httpx2.AsyncClient(trust_env=False, timeout=10) as http,
    ):
        vendors = vendors_client(client, asking.proxy, http)
        for name in CASES:
            with pytest.raises((openai.APIStatusError, anthropic.APIStatusError)) as error:
                await ASK[client](vendors, streamed)
            raised[name] = type(error.value).__name__
    assert raised == {**FOR_ALL, **EXPECTED[client]}
