"""An `HttpStream` that can end the client's response properly when the upstream fails.

Stock mitmproxy cuts the client off when an upstream dies, answers a failed connection in HTML, and
says nothing while an upstream thinks. This subclass lets the flow's passage speak instead. Flows
without a passage are treated as ever.

Everything here leans on mitmproxy's internals, pinned in pyproject.toml, and is tested for it.
"""

from mitmproxy import flow, http
from mitmproxy.net.http.validate import validate_headers
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import GetHttpConnection, HttpStream, SendHttp
from mitmproxy.proxy.layers.http._base import HttpEvent
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
from mitmproxy.proxy.layers.http._hooks import HttpErrorHook

from addons.arrival.local_response import too_large
from addons.edge.chunks import ChunkCommand, in_chunks
from addons.edge.timer import Timer
from addons.messages.heads import declared_length
from addons.passage.live_flows import LiveFlows
from addons.passage.passage import Passage
from translators.hub.failure import Failure

type Commands = layer.CommandGenerator[None]
type Gone = RequestProtocolError | ResponseProtocolError


class ResilientStream(HttpStream):
    """One request and its answer, which goes to the client by way of `client_end`.

    `passage` is there while the upstream is asked. `_over` says that the client has everything it
    will get from us; whatever happens afterwards concerns nobody.
    """

    def __init__(
        self, context: Context, stream_id: int, live_flows: LiveFlows, client_end: layer.Layer
    ) -> None:
        super().__init__(context, stream_id)
        self._live_flows = live_flows
        self._client_end = client_end
        self.passage: Passage | None = None
        self._timer = Timer()
        self._reached = self._over = False
        self._say: ChunkCommand | None = None

    # What comes in: mitmproxy's events, and the timers that were set here.

    def handle_event(self, event: events.Event) -> Commands:
        """Take an event even while connecting, if it is a timer: the client is waiting as well.

        A chunk of a stream goes to our tap directly: mitmproxy's way there, for every token, leads
        through five generators.
        """
        if self._say and self.passage and not self._over and type(event) is ResponseData:
            return self._speak(event.data, self.passage, self._say)
        connecting = self._paused and isinstance(self._paused.command, GetHttpConnection)
        if connecting and isinstance(event, events.Wakeup):
            return self._wake(event)
        return super().handle_event(event)

    def _handle_event(self, event: events.Event) -> Commands:
        if isinstance(event, events.Wakeup) and not self._over:
            yield from self._wake(event)
        elif not self._over:
            yield from super()._handle_event(event)

    def handle_protocol_error(self, event: Gone) -> Commands:
        """Either side is gone: the client, or the upstream, of whose end the client is told."""
        passage = self.passage
        if self._over:
            return
        if passage is None or isinstance(event, RequestProtocolError):
            self._over = passage is not None
            yield from super().handle_protocol_error(event)
        elif passage.deadlines.ended is not None:
            yield from self.state_stream_response_body(ResponseEndOfMessage(self.stream_id))
        else:
            message = f"The upstream's connection failed: {event.message}"
            yield from self._conclude(passage, Failure("connection", message, 502))

    # Asking the upstream.

    def make_server_connection(self) -> layer.CommandGenerator[bool]:
        """Ask the upstream on behalf of a passage, and tell the caller that nothing is left to do.

        The caller would send the request itself, once, and as it is kept on the flow: without our
        key.
        """
        self.passage = self._live_flows.passages.get(self.flow)
        if self.passage is None:
            return (yield from super().make_server_connection())
        yield from self._ask(self.passage)
        return False

    def _ask(self, passage: Passage) -> Commands:
        """Send the flow's request to where it says; the answer comes as events."""
        self.server_state = self.state_wait_for_response_headers
        yield from self._set_timer(passage)
        connected = yield from super().make_server_connection()
        if not connected or self._over or (yield from self.check_killed(emit_error_hook=True)):
            return
        self._reached = True
        request = passage.attempt.authorized(self.flow.request)
        content = request.raw_content
        yield self._upstream(RequestHeaders(self.stream_id, request, not content))
        if content:
            yield self._upstream(RequestData(self.stream_id, content))
        yield self._upstream(RequestEndOfMessage(self.stream_id))

    # The upstream's answer.

    def state_wait_for_response_headers(self, event: ResponseHeaders) -> Commands:
        """From now on it is silence that is measured, which may end sooner than what was set."""
        yield from super().state_wait_for_response_headers(event)
        if self.passage is not None and not self._over:
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
            yield self._head(self.flow.response)
        self.server_state = self.state_stream_response_body
        # Not if another addon has put something else there, or wants to keep what is streamed.
        ours = self.flow.response is not None and self.flow.response.stream is passage.tap
        if ours and not self.context.options.store_streamed_bodies:
            self._say = in_chunks(self._client_end) or self._data

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
        if passage is not None and passage.deadlines.ended is not None and not self._over:
            yield from self._set_timer(passage)

    def send_response(self, already_streamed: bool = False) -> Commands:
        """Send what was gathered, without headers if the client has had them."""
        opened = self.passage is not None and self.passage.opened
        for command in super().send_response(already_streamed):
            is_head = isinstance(command, SendHttp) and isinstance(command.event, ResponseHeaders)
            if not (opened and is_head):
                yield command

    def flow_done(self) -> Commands:
        """Everything is said. A timer may keep us alive for a while, but not what was said."""
        self._over = True
        self.passage = None
        yield from super().flow_done()

    def check_body_size(self, request: bool) -> layer.CommandGenerator[bool]:
        """Keep to our own limits on flows in our hands; mitmproxy would answer in HTML."""
        if self.passage is not None:
            return (yield from self._check_response(self.passage))
        claim = self._live_flows.claims.get(self.flow)
        if claim is None:
            return (yield from super().check_body_size(request))
        size = max(len(self.request_body_buf), declared_length(self.flow.request))
        if size <= claim.request_limit:
            return False
        self.flow.error = flow.Error("The request is larger than the limit")
        yield from self._answer(too_large(claim))
        return True

    def _check_response(self, passage: Passage) -> layer.CommandGenerator[bool]:
        """Called for every piece of a body that is gathered: the upstream is not silent."""
        passage.deadlines.heard = passage.clock()
        limit = passage.policy.response_limit
        if len(self.response_body_buf) <= limit:
            return False
        yield self._hang_up("too large")
        message = f"The upstream's answer is larger than {limit} bytes"
        yield from self._conclude(passage, Failure("broken", message, 502))
        return True

    def check_invalid(self, request: bool) -> layer.CommandGenerator[bool]:
        """Refuse an upstream's malformed headers in the client's dialect."""
        passage = self.passage
        if request or passage is None:
            return (yield from super().check_invalid(request))
        assert self.flow.response
        try:
            validate_headers(self.flow.response)
        except ValueError as error:
            yield self._hang_up("malformed headers")
            message = f"The upstream's headers are malformed: {error}"
            yield from self._conclude(passage, Failure("connection", message, 502))
            return True
        return False

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
                yield self._hang_up("all is said")
                yield from self.state_stream_response_body(ResponseEndOfMessage(self.stream_id))
            case "wait":
                pass
        if not self._over:
            yield from self._set_timer(passage)

    def _show_life(self, passage: Passage) -> Commands:
        """Send a sign of life, and before it the headers if the upstream keeps us waiting."""
        if not passage.opened:
            head = passage.head(self.flow.request)
            self.flow.response = self.flow.response or head
            yield self._head(head)
        for piece in passage.tap.keep_alive():
            yield self._data(piece)

    def _give_up(self, passage: Passage, message: str) -> Commands:
        if self._reached:
            yield self._hang_up(message)
        yield from self._conclude(passage, Failure("timeout", message, 504))

    # The end.

    def _hang_up(self, reason: str) -> commands.Command:
        """Let the upstream know that nobody listens any more."""
        error = RequestProtocolError(self.stream_id, reason, ErrorCode.CANCEL)
        return self._upstream(error)

    def _conclude(self, passage: Passage, failure: Failure) -> Commands:
        """End the client's response with a failure, in its dialect, however far it has come."""
        self.flow.error = flow.Error(failure.message)
        if not passage.opened:
            yield from self._answer(passage.refuse(failure))
            return
        for piece in passage.last_words(failure):
            yield self._data(piece)
        yield _notice(self.flow)
        yield from self.flow_done()

    def _answer(self, response: http.Response) -> Commands:
        """Answer in the place of an upstream."""
        self.flow.response = response
        yield self._head(response)
        if response.raw_content:
            yield self._data(response.raw_content)
        yield _notice(self.flow)
        yield from self.flow_done()

    def _head(self, response: http.Response) -> SendHttp:
        return SendHttp(ResponseHeaders(self.stream_id, response), self.context.client)

    def _data(self, piece: bytes) -> SendHttp:
        return SendHttp(ResponseData(self.stream_id, piece), self.context.client)

    def _upstream(self, event: HttpEvent) -> SendHttp:
        return SendHttp(event, self.context.server)


def _notice(failed: http.HTTPFlow) -> HttpErrorHook:
    """The `error` hook, for which nobody waits: it may be fired while a stream is connecting."""
    hook = HttpErrorHook(failed)
    hook.blocking = False
    return hook
