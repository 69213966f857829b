import asyncio
import gc
import json
import logging
import weakref
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from mitmproxy import exceptions, http
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.flow import Error
from mitmproxy.test import taddons, tflow

from addons.messages.headers import CREDENTIALS, LOSSES
from addons.passage.record import KEY
from addons.translate import Translate
from tests.addons.mitm import configure, request, response
from tests.addons.proxy import CLIENTS, each_way, routes, running
from tests.addons.samples import (
    CHAT,
    CHAT_STREAM,
    END,
    START,
    STREAMED_CHAT,
    WHOLE,
    event,
    overloaded,
    text,
    words_of,
)
from tests.addons.sockets.client import UPGRADE
from tests.addons.upstream import Peer, Seen, Upstream
from translators.hub.document import Document

PATH = "/v1/chat/completions"
CLIENT_SECRET, OUR_SECRET = "client-secret-0123", "our-secret-4567-89ab"


@pytest.fixture
def addon() -> Iterator[Translate]:
    made = Translate()
    yield made
    made.done()


@pytest.fixture
def context(addon: Translate) -> Iterator[taddons.context]:
    with taddons.context(Proxyserver(), addon) as made:
        yield made


def configured(path: Path, text: str = "") -> str:
    path.write_text(text or routes(1))
    return str(path)


def flow(method: str = "POST", path: str = PATH, **headers: str) -> http.HTTPFlow:
    return tflow.tflow(req=request(path, json.dumps(CHAT).encode(), method=method, headers=headers))


# Options.


def test_it_makes_connections_lazy(addon: Translate, context: taddons.context) -> None:
    addon.running()

    assert context.options.connection_strategy == "lazy"


def test_it_refuses_to_let_them_be_eager_again(addon: Translate, context: taddons.context) -> None:
    addon.running()

    with pytest.raises(exceptions.OptionsError, match="Dragoman needs connection_strategy=lazy"):
        context.options.connection_strategy = "eager"

    assert context.options.connection_strategy == "lazy"


def test_without_lazy_connections_it_refuses_to_start(
    addon: Translate, caplog: pytest.LogCaptureFixture
) -> None:
    with taddons.context(addon), caplog.at_level(logging.ERROR):
        addon.running()

    assert "has no connection_strategy" in caplog.text


def test_a_wrong_file_at_the_start_is_an_error_in_the_log(
    addon: Translate, context: taddons.context, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "dragoman.toml"

    with caplog.at_level(logging.ERROR):
        configure(context, addon, dragoman_config=configured(path, "[[routes]]\nhots = 1\n"))

    assert f"{path}:2: routes[0].hots: unknown key; did you mean 'host'?" in caplog.text
    assert not addon.configuration.routes.routes


def test_a_wrong_file_later_is_refused_and_the_old_one_stays(
    addon: Translate, context: taddons.context, tmp_path: Path
) -> None:
    configure(context, addon, dragoman_config=configured(tmp_path / "good.toml"))
    addon.running()
    before = addon.configuration

    with pytest.raises(exceptions.OptionsError, match=r"bad\.toml:1: hots: unknown key"):
        configure(context, addon, dragoman_config=configured(tmp_path / "bad.toml", "hots = 1"))

    assert addon.configuration == before
    assert context.options.dragoman_config.endswith("good.toml")


def test_strictness_is_an_option(
    addon: Translate, context: taddons.context, tmp_path: Path
) -> None:
    path = configured(tmp_path / "dragoman.toml")
    configure(context, addon, dragoman_config=path, dragoman_strict=True)

    assert [route.policy.strict for route in addon.configuration.routes.routes] == [True]


def test_without_a_file_it_says_that_it_does_nothing(
    addon: Translate, context: taddons.context, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        addon.running()

    assert "nothing will be translated" in caplog.text
    assert context.options.dragoman_config == ""


# What is ours, and what is not.


@pytest.fixture
def ready(addon: Translate, context: taddons.context, tmp_path: Path) -> Translate:
    configure(context, addon, dragoman_config=configured(tmp_path / "dragoman.toml"))
    return addon


def test_a_websocket_for_responses_is_told_to_use_http(ready: Translate) -> None:
    upgrade = flow("GET", "/v1/responses", upgrade="websocket", connection="upgrade")

    ready.requestheaders(upgrade)

    assert upgrade.response is not None
    assert upgrade.response.status_code == 426
    assert len(upgrade.response.content or b"") < 100


def test_a_request_that_is_answered_here_keeps_no_credential(ready: Translate) -> None:
    refused = flow(authorization="Bearer secret")
    refused.request.content = b"[]"

    ready.requestheaders(refused)
    ready.request(refused)

    assert refused.response is not None
    assert refused.response.status_code == 400
    assert "authorization" not in refused.request.headers


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/models"),
        ("GET", "/v1/responses/resp_1"),
        ("GET", "/v1/responses"),
        ("GET", "/v1/files"),
    ],
)
def test_what_needs_no_upstream_keeps_no_credential(
    addon: Translate, context: taddons.context, tmp_path: Path, method: str, path: str
) -> None:
    text = routes(1, route_other="refuse")
    configure(context, addon, dragoman_config=configured(tmp_path / "dragoman.toml", text))
    asked = flow(method, f"{path}?key={CLIENT_SECRET}", cookie=CLIENT_SECRET)
    asked.request.headers["upgrade"] = "websocket" if path.endswith("/responses") else "h2c"

    addon.requestheaders(asked)
    addon.request(asked)

    assert asked.response is not None
    assert CLIENT_SECRET not in str(asked.request.get_state())


def test_a_request_that_came_to_nothing_keeps_no_credential(ready: Translate) -> None:
    left = flow(authorization=CLIENT_SECRET)
    ready.requestheaders(left)
    left.error = Error("the client is gone")

    ready.error(left)

    assert "authorization" not in left.request.headers


def test_an_upgrade_that_came_to_nothing_is_forgotten(
    addon: Translate, context: taddons.context, tmp_path: Path
) -> None:
    text = routes(1, websocket="serve")
    configure(context, addon, dragoman_config=configured(tmp_path / "dragoman.toml", text))
    asked = flow("GET", "/v1/responses", **UPGRADE)
    addon.requestheaders(asked)
    assert asked.response is not None
    assert asked.response.status_code == 101
    gone = weakref.ref(asked)

    asked.error = Error("the client is gone")
    addon.error(asked)
    del asked
    gc.collect()

    assert gone() is None


def test_another_websocket_passes(ready: Translate) -> None:
    upgrade = flow("GET", "/api/ws/speech_to_text", upgrade="websocket", connection="upgrade")

    ready.requestheaders(upgrade)

    assert upgrade.response is None


def test_a_route_can_refuse_the_rest(
    addon: Translate, context: taddons.context, tmp_path: Path
) -> None:
    path = configured(tmp_path / "dragoman.toml", routes(1, route_other="refuse"))
    configure(context, addon, dragoman_config=path)
    other = flow("GET", "/v1/files")

    addon.requestheaders(other)

    assert other.response is not None
    assert other.response.status_code == 404


def test_a_claimed_request_is_never_streamed_to_its_vendor(ready: Translate) -> None:
    claimed = flow()
    claimed.request.stream = True

    ready.requestheaders(claimed)

    assert claimed.request.stream is False


def test_what_is_kept_is_answered_here(ready: Translate) -> None:
    inquiry = flow("GET", "/v1/responses/resp_1")

    ready.requestheaders(inquiry)
    ready.request(inquiry)

    assert inquiry.response is not None
    assert b"Response with id 'resp_1' not found." in (inquiry.response.content or b"")


@pytest.mark.parametrize("other", ["pass", "refuse"])
def test_what_an_upstream_may_have_kept_is_treated_as_the_route_says(
    addon: Translate, context: taddons.context, tmp_path: Path, other: str
) -> None:
    text = routes(1, "openai-responses", route_other=other, provider_authentication="none")
    configure(context, addon, dragoman_config=configured(tmp_path / "dragoman.toml", text))
    inquiry = flow("GET", "/v1/responses/resp_1")

    addon.requestheaders(inquiry)
    addon.request(inquiry)

    answered = inquiry.response and inquiry.response.content
    assert answered == (None if other == "pass" else b"Not a model request.\n")


def test_the_end_of_the_proxy_closes_the_conversations(ready: Translate) -> None:
    ready.done()
    inquiry = flow("GET", "/v1/responses/resp_1")

    ready.requestheaders(inquiry)
    ready.request(inquiry)

    assert inquiry.response is not None
    assert inquiry.response.status_code == 500


@pytest.mark.parametrize("spoil", ["replay", "response", "error"])
def test_what_is_settled_is_left_alone(ready: Translate, spoil: str) -> None:
    settled = flow()
    if spoil == "replay":
        settled.is_replay = "request"
    elif spoil == "response":
        settled.response = response()
    else:
        settled.error = tflow.terr()
    before = settled.get_state()

    ready.requestheaders(settled)
    ready.request(settled)

    assert settled.get_state() == before


def test_an_answer_from_another_addon_is_not_translated(ready: Translate) -> None:
    blocked = flow()
    ready.requestheaders(blocked)
    blocked.response = response(body=b"blocked")

    ready.request(blocked)
    ready.responseheaders(blocked)
    ready.response(blocked)

    assert blocked.response.content == b"blocked"
    assert KEY not in blocked.metadata


async def test_what_is_no_model_request_goes_to_its_own_vendor_untouched(folder: Path) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await peer.whole(200, b"models", "text/plain", set_cookie="theirs")

    async with Upstream(script) as vendor:
        origin = f"http://127.0.0.1:{vendor.port}"
        own = routes(1).replace("api.example.test", "127.0.0.1")
        async with (
            running(own, folder, "reverse", origin) as proxy,
            proxy.client("reverse") as client,
        ):
            got = await client.get("/v1/files?a=b", headers={"authorization": CLIENT_SECRET})
            sent = await client.post("/v1/telemetry", content=b"data", headers={"x-api-key": "k"})

    assert (got.text, sent.text) == ("models", "models")
    assert got.headers["set-cookie"] == "theirs"
    assert [seen.path for seen in vendor.seen] == ["/v1/files?a=b", "/v1/telemetry"]
    assert vendor.seen[0].headers["authorization"] == CLIENT_SECRET
    assert vendor.seen[1].headers["x-api-key"] == "k"
    assert vendor.seen[1].body == b"data"


def test_models_are_listed_as_the_routes_name_them(ready: Translate) -> None:
    asked = flow("GET", "/v1/models")

    ready.requestheaders(asked)

    assert asked.response is not None
    assert [model["id"] for model in json.loads(asked.response.content or b"")["data"]] == [
        "claude-x"
    ]


def test_codex_is_made_to_offer_plain_tools_by_its_own_vendors_list(
    addon: Translate, context: taddons.context, tmp_path: Path
) -> None:
    path = configured(tmp_path / "dragoman.toml", routes(1, route_plain_tools=True))
    configure(context, addon, dragoman_config=path)
    asked = flow("GET", "/backend-api/codex/models?client_version=0.169.0")

    addon.requestheaders(asked)
    addon.request(asked)
    assert asked.response is None
    asked.response = response(body=b'{"models": [{"slug": "m", "tool_mode": "code_mode_only"}]}')
    addon.responseheaders(asked)
    addon.response(asked)

    (model,) = json.loads(asked.response.content or b"")["models"]
    assert (model["slug"], model["tool_mode"]) == ("m", None)


async def test_a_model_that_no_route_serves_goes_to_its_own_vendor_untouched(folder: Path) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await peer.whole(200, b"theirs")

    async with Upstream(script) as vendor:
        origin = f"http://127.0.0.1:{vendor.port}"
        own = routes(1, route_model="gpt-*").replace("api.example.test", "127.0.0.1")
        async with (
            running(own, folder, "reverse", origin) as proxy,
            proxy.client("reverse") as client,
        ):
            answer = await client.post(
                PATH, json={"model": "o3"}, headers={"authorization": CLIENT_SECRET}
            )

    assert answer.text == "theirs"
    assert vendor.seen[0].headers["authorization"] == CLIENT_SECRET
    assert json.loads(vendor.seen[0].body) == {"model": "o3"}


# Exchanges.


@pytest.mark.parametrize("way", CLIENTS)
async def test_credentials_stay_where_they_belong(
    folder: Path,
    way: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def script(peer: Peer, seen: Seen) -> None:
        if b'"stream":true' in seen.body:
            await peer.stream(START, text("hello"), END)
        else:
            await peer.whole(200, WHOLE)

    monkeypatch.setenv("UPSTREAM_KEY", OUR_SECRET)
    stolen = dict.fromkeys(CREDENTIALS - {"proxy-authorization"}, CLIENT_SECRET)
    async with Upstream(script) as upstream:
        configuration = routes(upstream.port, provider_key_variable="UPSTREAM_KEY")
        with caplog.at_level(logging.DEBUG):
            async with running(configuration, folder, way) as proxy, proxy.client(way) as client:
                for body in (CHAT, STREAMED_CHAT):
                    answer = await client.post(
                        f"{PATH}?key={CLIENT_SECRET}&beta=true", json=body, headers=stolen
                    )
                    assert answer.status_code == 200

    for seen in upstream.seen:
        assert seen.path == "/v1/messages?beta=true"
        assert seen.headers["x-api-key"] == OUR_SECRET
        assert CLIENT_SECRET not in str(seen)
    assert len(proxy.watcher.flows) == 2
    for kept in proxy.watcher.flows:
        assert OUR_SECRET not in str(kept.get_state())
        assert CLIENT_SECRET not in str(kept.get_state())
    assert OUR_SECRET not in caplog.text


@pytest.mark.parametrize("body", [CHAT, STREAMED_CHAT])
@pytest.mark.parametrize("status", [200, 401, 500])
async def test_our_key_is_kept_from_everybody_if_the_provider_quotes_it(
    folder: Path,
    status: int,
    body: Document,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    error = json.dumps({"type": "error", "error": {"type": "x", "message": f"no: {OUR_SECRET}"}})

    async def script(peer: Peer, _: Seen) -> None:
        if status == 200 and body is STREAMED_CHAT:
            await peer.stream(START, f"event: error\ndata: {error}\n\n".encode())
        else:
            await peer.whole(status, error.encode())

    monkeypatch.setenv("UPSTREAM_KEY", OUR_SECRET)
    async with Upstream(script) as upstream:
        configuration = routes(upstream.port, provider_key_variable="UPSTREAM_KEY")
        with caplog.at_level(logging.DEBUG):
            async with running(configuration, folder) as proxy, proxy.client() as client:
                answer = await client.post(PATH, json=body)

    assert "no: [the proxy's key]" in answer.text
    assert OUR_SECRET not in answer.text
    assert OUR_SECRET not in str(proxy.flow.get_state())
    assert OUR_SECRET not in caplog.text


async def test_an_exchange_is_recorded_and_its_losses_are_told(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await peer.stream(START, text("hello"), END)

    body = {**STREAMED_CHAT, "logit_bias": {"5": 1}}
    with caplog.at_level(logging.INFO):
        async with (
            Upstream(script) as upstream,
            running(routes(upstream.port), folder) as proxy,
            proxy.client() as client,
        ):
            answer = await client.post(PATH, json=body)

    record = proxy.flow.metadata[KEY]
    (told,) = [line for line in caplog.messages if "[dragoman] openai-chat" in line]
    assert words_of(answer.text) == "hello"
    assert "dropped request.logit_bias" in answer.headers[LOSSES]
    assert "openai-chat to anthropic-messages at upstream, gpt-5 as claude-x: 200" in told
    assert "dropped request.logit_bias: " in told
    assert record["losses"] == [line for line in record["losses"] if line in told]
    assert json.loads(record["request"]) == body
    assert record["answer"].encode() == START + text("hello") + END
    assert (record["status"], record["error"]) == (200, None)


async def test_a_kept_flow_keeps_no_translation(folder: Path) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await peer.stream(START, END)

    async with (
        Upstream(script) as upstream,
        running(routes(upstream.port), folder) as proxy,
        proxy.client() as client,
    ):
        await client.post(PATH, json=STREAMED_CHAT)

    assert proxy.flow.response is not None
    assert proxy.flow.response.stream is True


async def test_a_refusal_is_recorded_and_sent_nowhere(folder: Path) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await peer.whole(200, WHOLE)

    async with (
        Upstream(script) as upstream,
        running(routes(upstream.port), folder) as proxy,
        proxy.client() as client,
    ):
        answer = await client.post(PATH, content=b'{"model": "gpt-5", "messages": 7}')

    assert answer.status_code == 400
    assert "messages" in answer.json()["error"]["message"]
    assert proxy.flow.metadata[KEY]["error"] == answer.json()["error"]["message"]
    assert upstream.connections == 0


async def test_an_upstreams_error_is_told_in_the_clients_dialect(folder: Path) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await peer.whole(529, overloaded(), retry_after="3")

    async with (
        Upstream(script) as upstream,
        running(routes(upstream.port), folder) as proxy,
        proxy.client() as client,
    ):
        answer = await client.post(PATH, json=STREAMED_CHAT)

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "3"
    assert answer.json()["error"]["message"] == "Overloaded"
    record = proxy.flow.metadata[KEY]
    assert (record["status"], record["error"]) == (529, "Overloaded")


@each_way
@pytest.mark.parametrize("dialect", ["anthropic-messages", "openai-chat"])
async def test_a_client_that_leaves_with_its_last_event_has_not_failed(
    folder: Path, caplog: pytest.LogCaptureFixture, way: str, dialect: str
) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await peer.head()
        await peer.chunk(START + text("hello") + END if "messages" in dialect else CHAT_STREAM)
        await peer.left()

    with caplog.at_level(logging.INFO):
        async with (
            Upstream(script) as upstream,
            running(routes(upstream.port, dialect), folder, way) as proxy,
        ):
            async with (
                proxy.client(way) as client,
                client.stream("POST", PATH, json=STREAMED_CHAT) as answer,
            ):
                async for line in answer.aiter_lines():
                    if line == "data: [DONE]":
                        break
            await asyncio.wait_for(proxy.watcher.ended.wait(), 5)

    (told,) = [line for line in caplog.messages if "[dragoman] openai-chat" in line]
    assert "gpt-5 as claude-x: 200" in told
    assert proxy.flow.metadata[KEY]["error"] is None


async def test_an_error_within_a_stream_is_recorded(folder: Path) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await peer.stream(START, event("error", json.loads(overloaded())))

    async with (
        Upstream(script) as upstream,
        running(routes(upstream.port), folder) as proxy,
        proxy.client() as client,
    ):
        await client.post(PATH, json=STREAMED_CHAT)

    record = proxy.flow.metadata[KEY]
    assert (record["status"], record["error"]) == (200, "Overloaded")


async def test_the_original_host_is_never_dialled(folder: Path) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await peer.whole(200, WHOLE)

    async with (
        Upstream(script) as upstream,
        running(routes(upstream.port), folder) as proxy,
        proxy.client() as client,
    ):
        await client.post(PATH, json=CHAT)

    assert proxy.flow.server_conn.address == ("127.0.0.1", upstream.port)


async def test_a_changed_file_is_in_force_for_the_next_request(folder: Path) -> None:
    async def script(peer: Peer, _: Seen) -> None:
        await peer.whole(200, WHOLE)

    async with (
        Upstream(script) as upstream,
        running(routes(upstream.port), folder) as proxy,
        proxy.client() as client,
    ):
        await client.post(PATH, json=CHAT)
        changed = routes(upstream.port).replace("claude-x", "claude-changed")
        (folder / "dragoman.toml").write_text(changed)
        while (await _model(client, upstream)) != "claude-changed":
            pass


async def _model(client: httpx.AsyncClient, upstream: Upstream) -> str:
    await client.post(PATH, json=CHAT)
    return json.loads(upstream.seen[-1].body)["model"]
