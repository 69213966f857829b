"""A client's WebSocket in the place of an HTTP connection: frames in, events of streams out.

Every `response.create` becomes a stream of its own, with a flow of its own; what that answers comes
back as frames. One is answered at a time, the others wait in their order.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from mitmproxy import http
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http._base import HttpConnection, HttpEvent, ReceiveHttp
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
)
from mitmproxy.proxy.layers.websocket import WebsocketEndHook, WebsocketStartHook
from wsproto.frame_protocol import CloseReason

from addons.conversations.private import Memory
from addons.messages.heads import header
from addons.passage.live_flows import LiveFlows
from addons.sockets.framing import FrameReader, UnreadableError
from addons.sockets.handshake import posted
from translators.hub.document import Document
from translators.hub.failure import Failure, FailureKind
from translators.openai_responses.websocket import (
    CREATE,
    STEER,
    FramedAnswer,
    failed,
    lifetime_exceeded,
    request_of,
    steering_failed,
    stream_id_of,
)
from translators.wire import json_bytes

type Commands = layer.CommandGenerator[None]

PING = 60.0
"""Seconds between two pings: mitmproxy drops connections that are silent for ten minutes."""

LIFETIME = 60 * 60.0
"""Seconds that a WebSocket may live, as at OpenAI; clients know how to go on with another."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a WebSocket was opened with: its flow, and the request with the client's credentials.

    `limit` bounds, in bytes, a message, and also all messages that wait. Times are seconds.
    """

    flow: http.HTTPFlow
    request: http.Request = field(repr=False)
    limit: int
    ping: float = PING
    lifetime: float = LIFETIME
    clock: Callable[[], float] = time.monotonic


class _QueuedRequest(NamedTuple):
    """A request that waits for its turn; `lane` is what its answer is marked with."""

    body: bytes
    lane: str | None


class SocketConnection(HttpConnection):
    """One client's WebSocket. What it says is remembered as long as it is open."""

    def __init__(self, context: Context, live_flows: LiveFlows, opening: Opening) -> None:
        super().__init__(context, context.client)
        self._live_flows = live_flows
        self._opening = opening
        self._frames = FrameReader(opening.limit)
        self._memory = Memory()
        self._waiting: deque[_QueuedRequest] = deque()
        self._stream_id = -1
        self._answer: FramedAnswer | None = None
        self._end = opening.clock() + opening.lifetime
        self._over = False

    def _handle_event(self, event: events.Event) -> Commands:
        if self._over:
            return
        match event:
            case events.Start():
                yield WebsocketStartHook(self._opening.flow)
                yield commands.RequestWakeup(self._opening.ping)
            case events.DataReceived():
                yield from self._receive(event.data)
            case events.ConnectionClosed():
                # Codex closes nothing when it is done; only in mid-answer something is wrong.
                idle = self._answer is None
                code = CloseReason.GOING_AWAY if idle else CloseReason.ABNORMAL_CLOSURE
                yield from self._hang_up(code, by_client=True)
            case events.Wakeup():
                yield from self._wake()
            case HttpEvent() if event.stream_id == self._stream_id and self._answer is not None:
                yield from self._say(event, self._answer)
            case _:
                pass  # what is left of a stream that nobody waits for any more

    # What the client says.

    def _receive(self, data: bytes) -> Commands:
        try:
            for heard in self._frames.receive(data):
                if isinstance(heard, str):
                    yield from self._hear(heard)
                else:
                    yield commands.SendData(self.conn, heard.data)
                    if heard.code is not None:
                        yield from self._hang_up(heard.code, by_client=True)
                if self._over:
                    return
        except UnreadableError as error:
            large = error.code is CloseReason.MESSAGE_TOO_BIG
            yield self._refuse(str(error), "too_large" if large else "invalid_request")
            yield from self._close(error.code)

    def _hear(self, message: str) -> Commands:
        try:
            document = json_bytes.loads_object(message)
        except json_bytes.NotJsonError as error:
            yield self._refuse(f"The message is not what it should be: {error}")
            return
        kind = document.get("type")
        if kind == CREATE:
            yield from self._queue(document)
        elif kind == STEER:
            yield self._send([json_bytes.dumps(steering_failed(document))])
        else:
            yield self._refuse(f"Messages are {CREATE} or {STEER}, and not {kind!r}")

    def _queue(self, document: Document) -> Commands:
        order = _QueuedRequest(json_bytes.dumps(request_of(document)), stream_id_of(document))
        waiting = sum(len(other.body) for other in self._waiting)
        if self._waiting and waiting + len(order.body) > self._opening.limit:
            message = "Too much is waiting on this connection; wait for answers before asking more"
            yield self._refuse(message, "rate_limit", order.lane)
            return
        self._waiting.append(order)
        yield from self._next()

    def _refuse(
        self, message: str, kind: FailureKind = "invalid_request", lane: str | None = None
    ) -> commands.SendData:
        return self._send([json_bytes.dumps(failed(Failure(kind, message, 400), lane))])

    # Requests.

    def _next(self) -> Commands:
        """Let the next stream begin, if there is one and none is under way."""
        if self._answer is not None or not self._waiting:
            return
        body, lane = self._waiting.popleft()
        self._answer = FramedAnswer(lane)
        self._stream_id = number = self._stream_id + 2
        made = http.HTTPFlow(self.context.client, self.context.server)
        self._live_flows.memories[made] = self._memory
        request = posted(self._opening.request, body)
        yield ReceiveHttp(RequestHeaders(number, request, end_stream=False, replay_flow=made))
        yield ReceiveHttp(RequestData(number, body))
        yield ReceiveHttp(RequestEndOfMessage(number))

    # Answers.

    def _say(self, event: HttpEvent, answer: FramedAnswer) -> Commands:
        match event:
            case ResponseHeaders(response=response):
                answer.begin(response.status_code, header(response, "content-type") or "")
            case ResponseData(data=data):
                yield self._send(answer.feed(data))
            case ResponseEndOfMessage():
                yield self._send(answer.finish())
                yield from self._done()
            case ResponseProtocolError():
                yield self._send(answer.break_off(event.message))
                yield from self._done()
            case _:
                pass  # trailers: no frame has any

    def _done(self) -> Commands:
        self._answer = None
        yield from self._retire()
        if not self._over:
            yield from self._next()

    def _send(self, messages: Iterable[bytes]) -> commands.SendData:
        return commands.SendData(self.conn, b"".join(map(self._frames.text, messages)))

    # Time, and the end.

    def _wake(self) -> Commands:
        yield commands.SendData(self.conn, self._frames.ping())
        yield commands.RequestWakeup(self._opening.ping)
        if self._answer is None:
            yield from self._retire()

    def _retire(self) -> Commands:
        """End a connection that has lived long enough; called between two answers."""
        if self._opening.clock() >= self._end:
            yield self._send([json_bytes.dumps(lifetime_exceeded(self._opening.lifetime))])
            yield from self._close(CloseReason.NORMAL_CLOSURE)

    def _close(self, code: CloseReason) -> Commands:
        yield commands.SendData(self.conn, self._frames.close(code))
        yield from self._hang_up(code, by_client=False)

    def _hang_up(self, code: int, *, by_client: bool) -> Commands:
        self._over = True
        self._waiting.clear()
        yield commands.CloseConnection(self.conn)
        if self._answer is not None:
            gone = ErrorCode.CLIENT_DISCONNECTED
            error = RequestProtocolError(self._stream_id, "The client closed its WebSocket.", gone)
            yield ReceiveHttp(error)
        yield from self._note_end(code, by_client=by_client)

    def _note_end(self, code: int, *, by_client: bool) -> Commands:
        served = self._opening.flow
        served.live = False
        if served.websocket is not None:
            served.websocket.timestamp_end = time.time()
            served.websocket.closed_by_client = by_client
            served.websocket.close_code = code
            hook = WebsocketEndHook(served)
            # Nobody waits for it: mitmproxy forgets to close an upstream's connection if much is
            # still going on when its client leaves.
            hook.blocking = False
            yield hook
