"""The connection alone: no network, no streams, and a clock that is set by hand."""

import json
from collections.abc import Callable, Sequence

import pytest
from mitmproxy import connection, http, options, websocket
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.proxy import commands, events
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http._base import HttpEvent, ReceiveHttp
from mitmproxy.proxy.layers.http._events import (
    ErrorCode,
    RequestData,
    RequestEndOfMessage,
    RequestHeaders,
    RequestProtocolError,
    ResponseData,
    ResponseEndOfMessage,
    ResponseHeaders,
    ResponseProtocolError,
    ResponseTrailers,
)
from mitmproxy.proxy.layers.websocket import WebsocketEndHook, WebsocketStartHook
from mitmproxy.test import taddons
from wsproto.events import CloseConnection, Ping, TextMessage

from addons.passage.live_flows import LiveFlows
from addons.sockets.connection import Opening, SocketConnection
from tests.addons.mitm import request, response
from tests.addons.sockets.client import UPGRADE, Peer
from translators.hub.document import Document
from translators.wire import sse

CREATE: Document = {"type": "response.create", "model": "m", "input": "hi"}
BODY = b'{"model":"m","input":"hi","stream":true}'
EVENTS = response(content_type="text/event-stream")


class Socket:
    """A connection that has begun; `told` are all commands that were no hooks."""

    def __init__(self, limit: int = 1000) -> None:
        with taddons.context(Proxyserver()) as made:
            settings: options.Options = made.options
        client = connection.Client(peername=("client", 1), sockname=("", 0), timestamp_start=1)
        self.client = client
        self.now = 0.0
        self.upgrade = http.HTTPFlow(client, connection.Server(address=None), live=True)
        self.upgrade.websocket = websocket.WebSocketData()
        self.live_flows = LiveFlows()
        self.peer = Peer()
        self.told: list[commands.Command] = []
        self.hooks: list[type[commands.Command]] = []
        asked = request("/v1/responses", method="GET", headers=UPGRADE, authorization="Bearer key")
        opening = Opening(self.upgrade, asked, limit, ping=5, lifetime=60, clock=lambda: self.now)
        self.socket = SocketConnection(Context(client, settings), self.live_flows, opening)
        self.give(events.Start())

    def give(self, event: events.Event) -> list[commands.Command]:
        """Let it have an event; what it commands."""
        before = len(self.told)
        waiting = [event]
        while waiting:
            for command in self.socket.handle_event(waiting.pop(0)):
                if isinstance(command, commands.StartHook):
                    self.hooks.append(type(command))
                    waiting.append(events.HookCompleted(command, None))
                else:
                    self.told.append(command)
                if isinstance(command, commands.SendData):
                    assert command.connection is self.client
                    self.peer.hear(command.data)
        return self.told[before:]

    def receive(self, data: bytes) -> list[HttpEvent]:
        """Let it have bytes of the client; what streams get of it."""
        given = self.give(events.DataReceived(self.client, data))
        return [command.event for command in given if isinstance(command, ReceiveHttp)]

    def say(self, document: Document) -> list[HttpEvent]:
        return self.receive(self.peer.say(document))

    def answer(self, number: int, *said: HttpEvent) -> list[HttpEvent]:
        """Let a stream answer; what others get of it."""
        told: list[commands.Command] = []
        for event in (*said, ResponseEndOfMessage(number)):
            told += self.give(event)
        return [command.event for command in told if isinstance(command, ReceiveHttp)]

    def wake(self) -> None:
        alarm = [command for command in self.told if isinstance(command, commands.RequestWakeup)]
        self.give(events.Wakeup(alarm[-1]))

    @property
    def hung_up(self) -> bool:
        return any(isinstance(command, commands.CloseConnection) for command in self.told)


@pytest.fixture
def socket() -> Socket:
    return Socket()


def streamed(number: int, *documents: Document) -> Sequence[HttpEvent]:
    frames = b"".join(sse.frame(json.dumps(document).encode()) for document in documents)
    return ResponseHeaders(number, EVENTS), ResponseData(number, frames)


def errors(socket: Socket) -> list[tuple[object, object]]:
    """Status and code of each error that the client was told."""
    return [
        (message["status"], error.get("code"))
        for message in socket.peer.messages
        if message["type"] == "error" and isinstance(error := message["error"], dict)
    ]


# Requests.


def test_a_request_becomes_a_stream(socket: Socket) -> None:
    head, data, end = socket.say(CREATE)

    assert isinstance(head, RequestHeaders)
    assert (head.stream_id, head.end_stream) == (1, False)
    assert (head.request.method, head.request.path) == ("POST", "/v1/responses")
    assert head.request.headers["authorization"] == "Bearer key"
    assert head.request.headers["content-length"] == str(len(BODY))
    assert "upgrade" not in head.request.headers
    assert (data, end) == (RequestData(1, BODY), RequestEndOfMessage(1))


def test_a_streams_flow_is_in_custody_with_the_connections_memory(socket: Socket) -> None:
    first = socket.say(CREATE)[0]
    socket.answer(1)
    second = socket.say(CREATE)[0]

    assert isinstance(first, RequestHeaders)
    assert isinstance(second, RequestHeaders)
    memories = [
        socket.live_flows.memories[flow]
        for head in (first, second)
        if isinstance(flow := head.replay_flow, http.HTTPFlow)
    ]
    assert len(memories) == 2
    assert memories[0] is memories[1]


def test_one_is_answered_at_a_time(socket: Socket) -> None:
    assert [event.stream_id for event in socket.say(CREATE)] == [1, 1, 1]
    assert socket.say(CREATE) == socket.say(CREATE) == []
    assert [event.stream_id for event in socket.answer(1)] == [3, 3, 3]
    assert [event.stream_id for event in socket.answer(3)] == [5, 5, 5]
    assert socket.answer(5) == []


def test_a_stream_may_be_over_before_its_request_is_sent(socket: Socket) -> None:
    said = socket.peer.say(CREATE)
    told = socket.socket.handle_event(events.DataReceived(socket.client, said))
    assert isinstance(next(told), ReceiveHttp)
    socket.answer(1, ResponseHeaders(1, response(413)))
    assert [type(command) for command in told] == [ReceiveHttp, ReceiveHttp]
    assert [event.stream_id for event in socket.say(CREATE)] == [3, 3, 3]


def test_what_waits_has_a_limit() -> None:
    socket = Socket(limit=2 * len(BODY) + 1)
    for _ in range(4):
        socket.say(CREATE)

    assert errors(socket) == [(429, "rate_limit_exceeded")]
    assert [event.stream_id for event in socket.answer(1)] == [3, 3, 3]
    assert [event.stream_id for event in socket.answer(3)] == [5, 5, 5]
    assert socket.answer(5) == []


@pytest.mark.parametrize("text", ["nonsense", "[1]", '{"type":"session.update"}', "{}"])
def test_what_is_no_request_is_refused(socket: Socket, text: str) -> None:
    assert socket.receive(socket.peer.frame(TextMessage(data=text))) == []
    assert errors(socket) == [(400, None)]
    assert len(socket.say(CREATE)) == 3


def test_an_answer_cannot_be_steered(socket: Socket) -> None:
    socket.say(CREATE)
    socket.say({"type": "response.steer", "previous_response_id": "r", "input": "faster"})

    assert [message["type"] for message in socket.peer.messages] == ["response.steer.failed"]


# Answers.


def test_an_answers_events_are_messages(socket: Socket) -> None:
    socket.say(CREATE)
    socket.answer(1, *streamed(1, {"type": "a"}, {"type": "b"}))

    assert socket.peer.messages == [{"type": "a"}, {"type": "b"}]


def test_an_answer_goes_by_the_lane_of_its_request(socket: Socket) -> None:
    socket.say({**CREATE, "stream_id": "x"})
    socket.say({**CREATE, "stream_id": "y"})
    socket.answer(1, *streamed(1, {"type": "a"}))
    socket.answer(3, ResponseHeaders(3, response(502)))

    assert [message["stream_id"] for message in socket.peer.messages] == ["x", "y"]


def test_a_refusal_is_an_error(socket: Socket) -> None:
    socket.say(CREATE)
    body = b'{"error":{"message":"no","type":"t","code":"c"}}'
    socket.answer(1, ResponseHeaders(1, response(404)), ResponseData(1, body))

    assert errors(socket) == [(404, "c")]


def test_a_stream_that_dies_is_an_error(socket: Socket) -> None:
    socket.say(CREATE)
    socket.say(CREATE)
    socket.give(ResponseHeaders(1, EVENTS))
    told = socket.give(ResponseProtocolError(1, "killed", ErrorCode.KILL))

    assert errors(socket) == [(502, "server_error")]
    assert sum(isinstance(command, ReceiveHttp) for command in told) == 3


def test_what_is_left_of_a_stream_is_nobodys(socket: Socket) -> None:
    socket.say(CREATE)
    socket.give(ResponseTrailers(1, http.Headers()))
    socket.answer(1)
    socket.say(CREATE)
    socket.give(ResponseData(1, b"late"))
    socket.answer(3, *streamed(3, {"type": "a"}))

    assert socket.peer.messages == [{"type": "a"}]


# Time.


def test_a_client_is_pinged(socket: Socket) -> None:
    socket.wake()
    socket.wake()

    assert socket.peer.pings == 2
    assert not socket.hung_up


def test_a_ping_is_answered(socket: Socket) -> None:
    (told,) = socket.give(events.DataReceived(socket.client, socket.peer.frame(Ping())))

    assert isinstance(told, commands.SendData)
    assert told.data == b"\x8a\x00"


def test_an_idle_connection_ends_when_its_time_is_over(socket: Socket) -> None:
    socket.now = 60
    socket.wake()

    assert errors(socket) == [(400, "websocket_connection_limit_reached")]
    assert (socket.peer.code, socket.hung_up) == (1000, True)


def test_an_answer_is_not_cut_off_when_time_is_over(socket: Socket) -> None:
    socket.say(CREATE)
    socket.say(CREATE)
    socket.now = 61
    socket.wake()
    assert not socket.hung_up

    assert socket.answer(1, *streamed(1, {"type": "a"})) == []

    assert [message["type"] for message in socket.peer.messages] == ["a", "error"]
    assert socket.hung_up


# The end.


def note(socket: Socket) -> tuple[int | None, bool | None]:
    """What is found on the upgrade's flow."""
    assert socket.hooks == [WebsocketStartHook, WebsocketEndHook]
    assert not socket.upgrade.live
    assert socket.upgrade.websocket is not None
    assert socket.upgrade.websocket.timestamp_end is not None
    return socket.upgrade.websocket.close_code, socket.upgrade.websocket.closed_by_client


def test_a_client_that_closes_is_answered(socket: Socket) -> None:
    socket.receive(socket.peer.frame(CloseConnection(code=1000)))

    assert socket.peer.code == 1000
    assert (note(socket), socket.hung_up) == ((1000, True), True)


def test_a_client_that_is_gone_has_left(socket: Socket) -> None:
    socket.give(events.ConnectionClosed(socket.client))

    assert note(socket) == (1001, True)


def leave(socket: Socket) -> events.Event:
    return events.ConnectionClosed(socket.client)


def close(socket: Socket) -> events.Event:
    return events.DataReceived(socket.client, socket.peer.frame(CloseConnection(code=1000)))


@pytest.mark.parametrize(("end", "code"), [(leave, 1006), (close, 1000)])
def test_the_stream_is_told_when_its_client_is_gone(
    socket: Socket, end: Callable[[Socket], events.Event], code: int
) -> None:
    socket.say(CREATE)
    socket.say(CREATE)
    told = socket.give(end(socket))

    (gone,) = [command.event for command in told if isinstance(command, ReceiveHttp)]
    assert isinstance(gone, RequestProtocolError)
    assert (gone.stream_id, gone.code) == (1, ErrorCode.CLIENT_DISCONNECTED)
    assert note(socket) == (code, True)
    assert socket.give(ResponseEndOfMessage(1)) == []


def test_nothing_is_heard_after_the_end(socket: Socket) -> None:
    both = socket.peer.frame(CloseConnection(code=1000))
    assert socket.receive(both + b"\x81\x80\x00\x00\x00\x00") == []
    assert socket.receive(b"more") == []


def test_a_message_that_is_too_large_is_refused_and_ends_it() -> None:
    socket = Socket(limit=20)
    socket.say(CREATE)

    assert errors(socket) == [(413, None)]
    assert socket.peer.code == 1009
    assert note(socket) == (1009, False)


def test_a_message_that_is_no_text_is_refused_and_ends_it(socket: Socket) -> None:
    socket.receive(socket.peer.binary(b"\x00"))

    assert errors(socket) == [(400, None)]
    assert note(socket) == (1003, False)


def test_credentials_are_in_no_representation() -> None:
    upgrade = Socket().upgrade
    asked = request(headers={"authorization": "Bearer key"})

    assert "Bearer" not in repr(Opening(upgrade, asked, 1))
