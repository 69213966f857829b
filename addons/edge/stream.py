"""An `HttpStream` that can end the client's response properly when the upstream fails.

Stock mitmproxy cuts the client off when an upstream dies, answers a failed connection in HTML, and
says nothing while an upstream thinks. This subclass lets the flow's passage speak instead. Flows
without a passage are treated as ever.

Everything here leans on mitmproxy's internals, pinned in pyproject.toml, and is tested for it.
"""

from mitmproxy.proxy import events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import GetHttpConnection, SendHttp
from mitmproxy.proxy.layers.http._events import (
    RequestData,
    RequestEndOfMessage,
    RequestHeaders,
    RequestProtocolError,
    ResponseData,
    ResponseEndOfMessage,
    ResponseHeaders,
    ResponseProtocolError,
)

from addons.edge.chunks import ChunkCommand, in_chunks
from addons.edge.ending import Commands, EndingStream
from addons.edge.timer import Timer
from addons.passage.live_flows import LiveFlows
from addons.passage.passage import Passage
from translators.hub.failure import Failure

type Gone = RequestProtocolError | ResponseProtocolError


class ResilientStream(EndingStream):
    """One request and its answer, which goes to the client by way of `client_end`."""

    def __init__(
        self, context: Context, stream_id: int, live_flows: LiveFlows, client_end: layer.Layer
    ) -> None:
        super().__init__(context, stream_id, live_flows)
        self._client_end = client_end
        self._timer = Timer()
        self._reached = False
        self._say: ChunkCommand | None = None

    # What comes in: mitmproxy's events, and the timers that were set here.

    def handle_event(self, event: events.Event) -> Commands:
        """Take an event even while connecting, if it is a timer: the client is waiting as well.

        A chunk of a stream goes to our tap directly: mitmproxy's way there, for every token, leads
        through five generators.
        """
        if self._say and self.passage and not self.over and type(event) is ResponseData:
            return self._speak(event.data, self.passage, self._say)
        connecting = self._paused and isinstance(self._paused.command, GetHttpConnection)
        if connecting and isinstance(event, events.Wakeup):
            return self._wake(event)
        return super().handle_event(event)

    def _handle_event(self, event: events.Event) -> Commands:
        if isinstance(event, events.Wakeup) and not self.over:
            yield from self._wake(event)
        elif not self.over:
            yield from super()._handle_event(event)

    def handle_protocol_error(self, event: Gone) -> Commands:
        """Either side is gone: the client, or the upstream, of whose end the client is told."""
        passage = self.passage
        if self.over:
            return
        if passage is None or isinstance(event, RequestProtocolError):
            self.over = passage is not None
            yield from super().handle_protocol_error(event)
        elif passage.deadlines.ended is not None:
            yield from self.state_stream_response_body(ResponseEndOfMessage(self.stream_id))
        else:
            message = f"The upstream's connection failed: {event.message}"
            yield from self.conclude(passage, Failure("connection", message, 502))

    # Asking the upstream.

    def make_server_connection(self) -> layer.CommandGenerator[bool]:
        """Ask the upstream on behalf of a passage, and tell the caller that nothing is left to do.

        The caller would send the request itself, once, and as it is kept on the flow: without our
        key.
        """
        self.passage = self.live_flows.passages.get(self.flow)
        if self.passage is None:
            return (yield from super().make_server_connection())
        yield from self._ask(self.passage)
        return False

    def _ask(self, passage: Passage) -> Commands:
        """Send the flow's request to where it says; the answer comes as events."""
        self.server_state = self.state_wait_for_response_headers
        yield from self._set_timer(passage)
        connected = yield from super().make_server_connection()
        if not connected or self.over or (yield from self.check_killed(emit_error_hook=True)):
            return
        self._reached = True
        request = passage.attempt.authorized(self.flow.request)
        content = request.raw_content
        yield self.upstream(RequestHeaders(self.stream_id, request, not content))
        if content:
            yield self.upstream(RequestData(self.stream_id, content))
        yield self.upstream(RequestEndOfMessage(self.stream_id))

    # The upstream's answer.

    def state_wait_for_response_headers(self, event: ResponseHeaders) -> Commands:
        """From now on it is silence that is measured, which may end sooner than what was set."""
        yield from super().state_wait_for_response_headers(event)
        if self.passage is not None and not self.over:
            yield from self._set_timer(self.passage)

    def start_response_stream(self) -> Commands:
        """Begin to stream, unless the client has had its headers already."""
        passage = self.passage
        if passage is None:
            yield from super().start_response_stream()
            return
        if not passage.opened:
            assert self.flow.response
            passage.opened = True
            yield self.head(self.flow.response)
        self.server_state = self.state_stream_response_body
        # Not if another addon has put something else there, or wants to keep what is streamed.
        ours = self.flow.response is not None and self.flow.response.stream is passage.tap
        if ours and not self.context.options.store_streamed_bodies:
            self._say = in_chunks(self._client_end) or self.data

    def _speak(self, data: bytes, passage: Passage, say: ChunkCommand) -> Commands:
        """What `state_stream_response_body` does, and, for clients of HTTP/1.1, what follows it."""
        for piece in passage.tap(data):
            yield say(piece)
        if passage.deadlines.ended is not None:
            yield from self._set_timer(passage)

    def state_stream_response_body(self, event: events.Event) -> Commands:
        """Let the tap have it; if that was the last word, the upstream has a moment to close."""
        yield from super().state_stream_response_body(event)
        passage = self.passage
        if passage is not None and passage.deadlines.ended is not None and not self.over:
            yield from self._set_timer(passage)

    def send_response(self, already_streamed: bool = False) -> Commands:
        """Send what was gathered, without headers if the client has had them."""
        opened = self.passage is not None and self.passage.opened
        for command in super().send_response(already_streamed):
            is_head = isinstance(command, SendHttp) and isinstance(command.event, ResponseHeaders)
            if not (opened and is_head):
                yield command

    # Time.

    def _set_timer(self, passage: Passage) -> Commands:
        """Ring when there may be something to do."""
        now = passage.clock()
        if timer := self._timer.set(passage.deadlines.pause(now), now):
            yield timer

    def _wake(self, event: events.Wakeup) -> Commands:
        passage = self.passage
        if passage is None or not self.flow.live or not self._timer.rings(event):
            return
        policy = passage.policy
        match passage.deadlines.due_action(passage.clock()):
            case "speak":
                yield from self._show_life(passage)
            case "late":
                message = f"The upstream did not begin to answer within {policy.first_byte:g} s"
                yield from self._give_up(passage, message)
            case "silent":
                message = f"The upstream has said nothing for {policy.silence:g} s"
                yield from self._give_up(passage, message)
            case "over":
                yield self.hang_up("all is said")
                yield from self.state_stream_response_body(ResponseEndOfMessage(self.stream_id))
            case "wait":
                pass
        if not self.over:
            yield from self._set_timer(passage)

    def _show_life(self, passage: Passage) -> Commands:
        """Send a sign of life, and before it the headers if the upstream keeps us waiting."""
        if not passage.opened:
            head = passage.head(self.flow.request)
            self.flow.response = self.flow.response or head
            yield self.head(head)
        for piece in passage.tap.keep_alive():
            yield self.data(piece)

    def _give_up(self, passage: Passage, message: str) -> Commands:
        if self._reached:
            yield self.hang_up(message)
        yield from self.conclude(passage, Failure("timeout", message, 504))
