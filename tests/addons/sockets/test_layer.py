"""WebSockets through a real proxy: the same exchange underneath, for each request of a client's."""

import asyncio
import json
from pathlib import Path

import pytest
from mitmproxy import http
from wsproto.events import CloseConnection

from addons.passage.record import KEY
from tests.addons.proxy import PATH, Proxy, routes, running
from tests.addons.samples import END, START, STREAMED_CHAT, overloaded, text
from tests.addons.sockets.client import UPGRADE, connected
from tests.addons.upstream import Peer, Script, Seen, Upstream, paced
from translators.hub.document import Document

ENDS = ("response.completed", "response.failed", "error")


def configured(port: int, settings: str = "") -> str:
    return settings + routes(port, route_websocket="serve", route_other="refuse")


def create(**more: object) -> Document:
    document: dict[str, object] = {
        "type": "response.create",
        "model": "gpt-5",
        "input": [{"type": "message", "role": "user", "content": "hi"}],
        "store": False,
    }
    return json.loads(json.dumps(document | more))


def said(message: Document) -> str:
    """The words of a complete answer."""
    response = json.loads(json.dumps(message["response"]))
    return "".join(
        piece["text"]
        for item in response["output"]
        for piece in item.get("content", ())
        if item["type"] == "message"
    )


def response_id(message: Document) -> str:
    response = message["response"]
    assert isinstance(response, dict)
    return str(response["id"])


def telling(words: str) -> Script:
    async def script(peer: Peer, _: Seen) -> None:
        await peer.stream(START, text(words), END)

    return script


def conversations(seen: Seen) -> list[tuple[str, object]]:
    """Who said what in a request to a Messages upstream."""
    return [
        (message["role"], [block.get("text") for block in message["content"]])
        for message in json.loads(seen.body)["messages"]
    ]


def recorded(proxy: Proxy) -> list[tuple[str, int, str]]:
    """Method, status and dialect of each translated flow."""
    return [
        (flow.request.method, flow.response.status_code if flow.response else 0, record["client"])
        for flow in proxy.watcher.flows
        if isinstance(record := flow.metadata.get(KEY), dict)
    ]


async def test_a_client_goes_on_with_new_items_alone(folder: Path) -> None:
    async with (
        Upstream(telling("hello")) as upstream,
        running(configured(upstream.port), folder, "reverse") as proxy,
        connected(proxy.port, authorization="Bearer client-key") as client,
    ):
        await client.say(create())
        first = (await client.hear(*ENDS))[-1]
        again = [{"type": "message", "role": "user", "content": "again"}]
        await client.say(create(input=again, previous_response_id=response_id(first)))
        second = (await client.hear(*ENDS))[-1]

    assert (said(first), said(second)) == ("hello", "hello")
    assert conversations(upstream.seen[0]) == [("user", ["hi"])]
    assert conversations(upstream.seen[1]) == [
        ("user", ["hi"]),
        ("assistant", ["hello"]),
        ("user", ["again"]),
    ]
    assert recorded(proxy) == [
        ("GET", 101, "openai-responses"),
        ("POST", 200, "openai-responses"),
        ("POST", 200, "openai-responses"),
    ]
    assert upstream.connections == 1
    assert not any("client-key" in str(seen) for seen in upstream.seen)
    assert not any("client-key" in str(flow.get_state()) for flow in proxy.watcher.flows)


async def test_every_token_comes_as_a_message_of_its_own(folder: Path) -> None:
    heard = asyncio.Semaphore(0)
    delta = "response.output_text.delta"
    async with (
        Upstream(paced(heard, START, text("hello "), text("world"), END)) as upstream,
        running(configured(upstream.port), folder, "reverse") as proxy,
        connected(proxy.port) as client,
    ):
        await client.say(create())
        for end in ("response.in_progress", delta, delta):
            await client.hear(end)
            heard.release()
        completed = (await client.hear(*ENDS))[-1]

    assert said(completed) == "hello world"


async def test_a_prewarm_is_answered_here_and_gone_on_from(folder: Path) -> None:
    async with (
        Upstream(telling("hello")) as upstream,
        running(configured(upstream.port), folder, "reverse") as proxy,
        connected(proxy.port, authorization="Bearer client-key") as client,
    ):
        warm = create(generate=False, instructions="Be brief.", input=[])
        await client.say(warm)
        events_of_it = await client.hear(*ENDS)
        assert upstream.seen == []
        previous = response_id(events_of_it[-1])
        await client.say(create(previous_response_id=previous))
        await client.hear(*ENDS)

    assert [event["type"] for event in events_of_it] == [
        "response.created",
        "response.in_progress",
        "response.completed",
    ]
    (asked,) = upstream.seen
    assert conversations(asked) == [("user", ["hi"])]
    assert json.loads(asked.body)["system"] == "Be brief."
    assert not any("client-key" in str(flow.get_state()) for flow in proxy.watcher.flows)


async def test_another_connection_cannot_go_on(folder: Path) -> None:
    async with (
        Upstream(telling("hello")) as upstream,
        running(configured(upstream.port), folder, "reverse") as proxy,
        connected(proxy.port) as first,
        connected(proxy.port) as other,
    ):
        await first.say(create())
        previous = response_id((await first.hear(*ENDS))[-1])
        await other.say(create(previous_response_id=previous))
        (refused,) = await other.hear(*ENDS)

    assert isinstance(refused["error"], dict)
    assert refused["error"]["code"] == "previous_response_not_found"


async def test_a_client_is_kept_waiting_with_signs_of_life(folder: Path) -> None:
    proceed = asyncio.Event()

    async def slow(peer: Peer, _: Seen) -> None:
        await proceed.wait()
        await peer.stream(START, text("late"), END)

    async with (
        Upstream(slow) as upstream,
        running(
            configured(upstream.port, "keep_alive_seconds = 0.05\n"), folder, "reverse"
        ) as proxy,
        connected(proxy.port) as client,
    ):
        await client.say(create())
        await client.hear("response.in_progress")
        await client.hear("response.in_progress")
        proceed.set()
        end = (await client.hear(*ENDS))[-1]

    assert said(end) == "late"


async def test_an_upstream_that_dies_has_last_words(folder: Path) -> None:
    async def dying(peer: Peer, _: Seen) -> None:
        await peer.head()
        await peer.chunk(START + text("half"))
        peer.kill()

    async with (
        Upstream(dying) as upstream,
        running(configured(upstream.port), folder, "reverse") as proxy,
        connected(proxy.port) as client,
    ):
        await client.say(create())
        assert (await client.hear(*ENDS))[-1]["type"] == "response.failed"
        upstream.script = telling("whole")
        await client.say(create())
        assert said((await client.hear(*ENDS))[-1]) == "whole"


async def test_an_upstreams_refusal_is_an_error(folder: Path) -> None:
    async def refusing(peer: Peer, _: Seen) -> None:
        await peer.whole(529, overloaded())

    async with (
        Upstream(refusing) as upstream,
        running(configured(upstream.port), folder, "reverse") as proxy,
        connected(proxy.port) as client,
    ):
        await client.say(create())
        (refused,) = await client.hear(*ENDS)

    assert (refused["type"], refused["status"]) == ("error", 503)


@pytest.mark.parametrize("politely", [True, False])
async def test_an_upstream_is_told_that_its_client_has_left(folder: Path, politely: bool) -> None:
    left = asyncio.Event()

    async def slow(peer: Peer, _: Seen) -> None:
        await peer.head()
        await peer.chunk(START)
        await peer.left()
        left.set()

    async with (
        Upstream(slow) as upstream,
        running(configured(upstream.port), folder, "reverse") as proxy,
        connected(proxy.port) as client,
    ):
        await client.say(create())
        await client.hear("response.created")
        if politely:
            await client.send(client.peer.frame(CloseConnection(code=1000)))
            assert await client.ended() == 1000
        else:
            client.leave()
        await asyncio.wait_for(left.wait(), 10)
        await asyncio.wait_for(proxy.watcher.ended.wait(), 10)

    assert proxy.watcher.flows[-1].error is not None


async def test_a_message_that_is_too_large_is_refused(folder: Path) -> None:
    async with (
        Upstream(telling("hello")) as upstream,
        running(
            configured(upstream.port, "request_megabytes = 0.001\n"), folder, "reverse"
        ) as proxy,
        connected(proxy.port) as client,
    ):
        await client.say(create(input="x" * 2000))
        (refused,) = await client.hear(*ENDS)
        assert await client.ended() == 1009

    assert refused["status"] == 413
    assert upstream.seen == []


async def test_without_the_option_a_client_is_told_to_use_http(folder: Path) -> None:
    async with (
        Upstream(telling("hello")) as upstream,
        running(routes(upstream.port), folder, "reverse") as proxy,
        proxy.client("reverse") as client,
    ):
        answer = await client.get("/v1/responses", headers=UPGRADE)

    assert answer.status_code == 426


async def test_other_requests_on_a_route_that_serves_are_what_they_were(folder: Path) -> None:
    async with (
        Upstream(telling("hello")) as upstream,
        running(configured(upstream.port), folder, "reverse") as proxy,
        proxy.client("reverse") as client,
    ):
        answer = await client.post(PATH, json=STREAMED_CHAT)

    assert "hello" in answer.text


async def test_nothing_can_be_injected(folder: Path) -> None:
    async with (
        Upstream(telling("hello")) as upstream,
        running(configured(upstream.port), folder, "reverse") as proxy,
        connected(proxy.port) as client,
    ):
        (upgrade,) = proxy.watcher.flows
        assert isinstance(upgrade, http.HTTPFlow)
        proxy.master.commands.call("inject.websocket", upgrade, False, b"{}", True)
        await client.say(create())
        assert said((await client.hear(*ENDS))[-1]) == "hello"
