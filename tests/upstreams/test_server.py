"""The vendors' own SDKs read what the scripted upstreams say, and the wire does as it is told."""

import asyncio
import gzip
import json
from collections.abc import Mapping

import anthropic
import httpx2
import openai
import pytest

from tests.upstreams.server import KEY, Upstream
from tests.upstreams.turns import EMPTY, HTML, Answer, Call, Turn, whole
from translators.hub.document import Document

HEADERS = {
    "authorization": f"Bearer {KEY}",
    "x-api-key": KEY,
    "anthropic-version": "2023-06-01",
    "accept-encoding": "identity",
}
TURN = Turn(
    text="Let me look.",
    calls=(Call("call_a", "look", '{"where": "here and there"}'), Call("call_b", "wait")),
    thinking="They want me to look.",
    seal="sealed",
)
PLAIN: Mapping[str, Document] = {
    "openai-chat": {"model": "m", "messages": [{"role": "user", "content": "hi"}]},
    "openai-responses": {"model": "m", "input": "hi"},
    "anthropic-messages": {
        "model": "m",
        "max_tokens": 100,
        "messages": [{"role": "user", "content": "hi"}],
    },
}


async def ask(upstream: Upstream, **changes: str) -> httpx2.Response:
    async with httpx2.AsyncClient(trust_env=False, headers={**HEADERS, **changes}) as client:
        url = upstream.base_url + upstream.vendor.path
        return await client.post(url, json=PLAIN[upstream.vendor.name])


def openai_client(upstream: Upstream) -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(
        api_key=KEY,
        base_url=upstream.base_url,
        max_retries=0,
        default_headers=HEADERS,
        http_client=httpx2.AsyncClient(trust_env=False),
        _strict_response_validation=True,
    )


def anthropic_client(upstream: Upstream) -> anthropic.AsyncAnthropic:
    return anthropic.AsyncAnthropic(
        api_key=KEY,
        base_url=upstream.base_url.removesuffix("/v1"),
        max_retries=0,
        default_headers=HEADERS,
        http_client=httpx2.AsyncClient(trust_env=False),
        _strict_response_validation=True,
    )


async def test_chat_is_read_by_its_sdk() -> None:
    async with Upstream("openai-chat", [TURN, TURN]) as upstream, openai_client(upstream) as client:
        whole_answer = await client.chat.completions.create(
            model="m", messages=[{"role": "user", "content": "hi"}]
        )
        async with client.chat.completions.stream(
            model="m", messages=[{"role": "user", "content": "hi"}]
        ) as stream:
            streamed = await stream.get_final_completion()
    for answer in (whole_answer, streamed):
        message = answer.choices[0].message
        calls = [call for call in message.tool_calls or () if call.type == "function"]
        assert message.content == TURN.text
        assert [(call.id, call.function.name, call.function.arguments) for call in calls] == [
            (call.id, call.name, call.arguments) for call in TURN.calls
        ]
        assert answer.choices[0].finish_reason == "tool_calls"


async def test_messages_are_read_by_their_sdk() -> None:
    async with (
        Upstream("anthropic-messages", [TURN, TURN]) as upstream,
        anthropic_client(upstream) as client,
    ):
        whole_answer = await client.messages.create(
            model="m", max_tokens=100, messages=[{"role": "user", "content": "hi"}]
        )
        async with client.messages.stream(
            model="m", max_tokens=100, messages=[{"role": "user", "content": "hi"}]
        ) as stream:
            streamed = await stream.get_final_message()
    for answer in (whole_answer, streamed):
        thinking, text, *calls = answer.content
        assert thinking.type == "thinking"
        assert (thinking.thinking, thinking.signature) == (TURN.thinking, "sealed")
        assert text.type == "text"
        assert text.text == TURN.text
        assert [(call.id, call.name, call.input) for call in calls if call.type == "tool_use"] == [
            (call.id, call.name, json.loads(call.arguments)) for call in TURN.calls
        ]
        assert answer.stop_reason == "tool_use"
        assert (answer.usage.input_tokens, answer.usage.output_tokens) == (11, 7)


async def test_responses_are_read_by_their_sdk() -> None:
    async with (
        Upstream("openai-responses", [TURN, TURN]) as upstream,
        openai_client(upstream) as client,
    ):
        whole_answer = await client.responses.create(model="m", input="hi")
        async with client.responses.stream(model="m", input="hi") as stream:
            streamed = await stream.get_final_response()
    for answer in (whole_answer, streamed):
        seals = [item.encrypted_content for item in answer.output if item.type == "reasoning"]
        calls = [item for item in answer.output if item.type == "function_call"]
        assert seals == ["sealed"]
        assert answer.output_text == TURN.text
        assert [(call.call_id, call.name, call.arguments) for call in calls] == [
            (call.id, call.name, call.arguments) for call in TURN.calls
        ]
        assert answer.usage is not None
        assert answer.usage.total_tokens == 18


@pytest.mark.parametrize("vendor", PLAIN)
@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"authorization": "Bearer other", "x-api-key": "other"}, 401, "key"),
        ({"x-other": "client-secret"}, 401, "the key of the client has arrived upstream"),
        ({"accept-encoding": "gzip, br"}, 400, "accept-encoding gzip, br"),
        ({"content-encoding": "zstd"}, 400, "content-encoding zstd"),
    ],
)
async def test_headers_are_judged(
    vendor: str, changes: dict[str, str], status: int, words: str
) -> None:
    async with Upstream(vendor, [Turn("hi")], secrets={"the key": "client-secret"}) as upstream:
        answer = await ask(upstream, **changes)
    assert answer.status_code == status
    assert words in answer.text
    assert len(upstream.refusals) == 1


async def test_a_bad_request_is_refused_and_uses_up_nothing() -> None:
    async with Upstream("openai-chat", [Turn("hi")]) as upstream, openai_client(upstream) as client:
        with pytest.raises(openai.BadRequestError, match="Unknown parameter: 'top_k'"):
            await client.chat.completions.create(
                model="m", messages=[{"role": "user", "content": "x"}], extra_body={"top_k": 1}
            )
        answer = await ask(upstream)
    assert answer.status_code == 200
    assert upstream.refusals == ["400 Unknown parameter: 'top_k'."]


async def test_after_the_script_everything_is_refused() -> None:
    async with Upstream("openai-chat", []) as upstream:
        answer = await ask(upstream)
    assert answer.status_code == 500
    assert upstream.refusals == ["500 The script has no more answers."]


async def test_every_request_is_remembered() -> None:
    async with Upstream("openai-responses", [Turn("hi")]) as upstream:
        await ask(upstream)
    (request,) = upstream.requests
    assert request.target == "/v1/responses"
    assert request.document == PLAIN["openai-responses"]
    assert request.headers["x-api-key"] == KEY


FRAMES = Answer((b"data: 1\n\n", b"data: 22\n\n", b"data: 3\n\n"))


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (FRAMES, b"data: 1\n\ndata: 22\n\ndata: 3\n\n"),
        (FRAMES.first(1), b"data: 1\n\n"),
        (whole(b'{"a":1}').labelled("text/plain"), b'{"a":1}'),
        (EMPTY, b""),
        (HTML, HTML.body),
    ],
)
async def test_scripted_bytes_are_said_as_they_are(answer: Answer, body: bytes) -> None:
    async with Upstream("openai-chat", [answer]) as upstream:
        found = await ask(upstream)
    assert (found.status_code, found.headers["content-type"], found.content) == (
        answer.status,
        answer.content_type,
        body,
    )


async def test_a_compressed_answer_is_labelled_so() -> None:
    answer = FRAMES.gzipped()
    assert gzip.decompress(answer.body) == FRAMES.body
    async with Upstream("openai-chat", [answer]) as upstream:
        found = await ask(upstream)
    assert (found.headers["content-encoding"], found.content) == ("gzip", FRAMES.body)


@pytest.mark.parametrize(("frames", "inside", "body"), [(1, 0, b"data: 1\n\n"), (0, 4, b"data")])
async def test_a_cut_answer_dies_where_it_was_cut(frames: int, inside: int, body: bytes) -> None:
    said: list[bytes] = []
    async with (
        Upstream("openai-chat", [FRAMES.cut(frames, inside)]) as upstream,
        httpx2.AsyncClient(trust_env=False, headers=HEADERS) as client,
        client.stream(
            "POST", f"{upstream.base_url}/chat/completions", json=PLAIN["openai-chat"]
        ) as answer,
    ):
        with pytest.raises(httpx2.RemoteProtocolError):
            said.extend([chunk async for chunk in answer.aiter_raw()])
    assert body.startswith(b"".join(said))


async def test_a_gate_holds_every_frame_until_it_is_let_through() -> None:
    gate = asyncio.Semaphore(0)
    said: list[bytes] = []
    gated = Answer(FRAMES.frames, gate=gate)
    async with (
        Upstream("openai-chat", [gated]) as upstream,
        httpx2.AsyncClient(trust_env=False, headers=HEADERS) as client,
        client.stream(
            "POST", f"{upstream.base_url}/chat/completions", json=PLAIN["openai-chat"]
        ) as answer,
    ):
        gate.release()
        async for chunk in answer.aiter_raw():
            said.append(chunk)
            gate.release()
    assert said == list(FRAMES.frames)


async def test_silence_lasts_until_the_upstream_stops() -> None:
    said: list[bytes] = []
    async with httpx2.AsyncClient(trust_env=False, headers=HEADERS) as client:
        async with Upstream("openai-chat", [FRAMES.silent_after(1)]) as upstream:
            url = f"{upstream.base_url}/chat/completions"
            request = client.build_request("POST", url, json=PLAIN["openai-chat"])
            answer = await client.send(request, stream=True)
            chunks = answer.aiter_raw()
            said.append(await anext(chunks))
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(anext(chunks), 0.05)
        await answer.aclose()
    assert said == [b"data: 1\n\n"]
