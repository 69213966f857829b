"""OpenAI's own client, strict, against answers that are given in memory."""

from collections.abc import Callable

import httpx2
from openai import OpenAI

from translators.responses_state.answers import ApiReply
from translators.wire import json_bytes

type Answering = Callable[[str, str, bytes], ApiReply | None]
"""(method, path with query, body) → what is answered."""


def client_of(answering: Answering) -> OpenAI:
    """A client that validates every object, and does not try again."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        path = request.url.raw_path.decode()
        reply = answering(request.method, path, request.content)
        assert reply is not None, f"nobody answers {request.method} {path}"
        return httpx2.Response(
            reply.status,
            headers={"content-type": "application/json"},
            content=json_bytes.dumps(reply.document),
        )

    return OpenAI(
        api_key="x",
        base_url="http://upstream.invalid/v1",
        max_retries=0,
        http_client=httpx2.Client(transport=httpx2.MockTransport(answer)),
        _strict_response_validation=True,
    )


def told(reply: ApiReply) -> OpenAI:
    """A client that is answered the same, whatever it asks."""

    def answer(_method: str, _path: str, _body: bytes) -> ApiReply:
        return reply

    return client_of(answer)
