"""An HTTP stream that can end the client's response itself, however far it has come.

Stock mitmproxy cuts the client off when an upstream breaks a rule, and answers in HTML. Here the
flow's passage says what went wrong, in the client's dialect.
"""

from mitmproxy import flow, http
from mitmproxy.net.http.validate import validate_headers
from mitmproxy.proxy import commands, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import HttpStream, SendHttp
from mitmproxy.proxy.layers.http._base import HttpEvent
from mitmproxy.proxy.layers.http._events import (
    ErrorCode,
    RequestProtocolError,
    ResponseData,
    ResponseHeaders,
)
from mitmproxy.proxy.layers.http._hooks import HttpErrorHook

from addons.arrival.local_response import too_large
from addons.messages.heads import declared_length
from addons.passage.live_flows import LiveFlows
from addons.passage.passage import Passage
from translators.hub.failure import Failure

type Commands = layer.CommandGenerator[None]


class EndingStream(HttpStream):
    """One request and its answer.

    `passage` is there while the upstream is asked. `over` says that the client has everything it
    will get from us; whatever happens afterwards concerns nobody.
    """

    def __init__(self, context: Context, stream_id: int, live_flows: LiveFlows) -> None:
        super().__init__(context, stream_id)
        self.live_flows = live_flows
        self.passage: Passage | None = None
        self.over = False

    def check_body_size(self, request: bool) -> layer.CommandGenerator[bool]:
        """Keep to our own limits on flows in our hands; mitmproxy would answer in HTML."""
        if self.passage is not None:
            return (yield from self._check_response(self.passage))
        claim = self.live_flows.claims.get(self.flow)
        if claim is None:
            return (yield from super().check_body_size(request))
        size = max(len(self.request_body_buf), declared_length(self.flow.request))
        if size <= claim.request_limit:
            return False
        self.flow.error = flow.Error("The request is larger than the limit")
        yield from self.answer(too_large(claim))
        return True

    def _check_response(self, passage: Passage) -> layer.CommandGenerator[bool]:
        """Called for every piece of a body that is gathered: the upstream is not silent."""
        passage.deadlines.heard = passage.clock()
        limit = passage.policy.response_limit
        if len(self.response_body_buf) <= limit:
            return False
        yield self.hang_up("too large")
        message = f"The upstream's answer is larger than {limit} bytes"
        yield from self.conclude(passage, Failure("broken", message, 502))
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
            yield self.hang_up("malformed headers")
            message = f"The upstream's headers are malformed: {error}"
            yield from self.conclude(passage, Failure("connection", message, 502))
            return True
        return False

    def flow_done(self) -> Commands:
        """Everything is said. A timer may keep us alive for a while, but not what was said."""
        self.over = True
        self.passage = None
        yield from super().flow_done()

    def hang_up(self, reason: str) -> commands.Command:
        """Let the upstream know that nobody listens any more."""
        error = RequestProtocolError(self.stream_id, reason, ErrorCode.CANCEL)
        return self.upstream(error)

    def conclude(self, passage: Passage, failure: Failure) -> Commands:
        """End the client's response with a failure, in its dialect, however far it has come."""
        self.flow.error = flow.Error(failure.message)
        if not passage.opened:
            yield from self.answer(passage.refuse(failure))
            return
        for piece in passage.last_words(failure):
            yield self.data(piece)
        yield _notice(self.flow)
        yield from self.flow_done()

    def answer(self, response: http.Response) -> Commands:
        """Answer in the place of an upstream."""
        self.flow.response = response
        yield self.head(response)
        if response.raw_content:
            yield self.data(response.raw_content)
        yield _notice(self.flow)
        yield from self.flow_done()

    def head(self, response: http.Response) -> SendHttp:
        """The beginning of the client's response."""
        return SendHttp(ResponseHeaders(self.stream_id, response), self.context.client)

    def data(self, piece: bytes) -> SendHttp:
        """More of the client's response."""
        return SendHttp(ResponseData(self.stream_id, piece), self.context.client)

    def upstream(self, event: HttpEvent) -> SendHttp:
        """Something for the upstream."""
        return SendHttp(event, self.context.server)


def _notice(failed: http.HTTPFlow) -> HttpErrorHook:
    """The `error` hook, for which nobody waits: it may be fired while a stream is connecting."""
    hook = HttpErrorHook(failed)
    hook.blocking = False
    return hook
