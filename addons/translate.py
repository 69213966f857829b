"""The addon: mitmproxy's hooks, each of which delegates to the module responsible.

Requests that a route claims are translated; everything else on intercepted hosts passes by as it
came, and hosts that no route names are not intercepted at all.
"""

import logging
import os
from functools import partial
from pathlib import Path
from typing import Any

from mitmproxy import ctx, exceptions, http, tls
from mitmproxy.addonmanager import Loader
from mitmproxy.addons.next_layer import NextLayer
from mitmproxy.proxy import layer

from addons.arrival.admission import admit
from addons.arrival.catalogues import edit_list, response_to
from addons.arrival.inquiries import reply_to
from addons.arrival.local_response import LocalResponse
from addons.configuration.loading import Configuration, ConfigurationError
from addons.configuration.reload import ConfigurationSource
from addons.conversations.keeper import Keeper
from addons.edge.layer import adopt, destinations
from addons.messages import edits, heads
from addons.operator.report import Log
from addons.passage.live_flows import LiveFlows
from addons.passage.passage import Passage
from addons.passage.record import Record
from addons.passage.token_calibration import TokenCalibration
from addons.routes.claims import Catalogue, Claim, Inquiry, VendorsList, WebSocket
from addons.routes.route import RequestHead
from addons.sockets.serving import serve

logger = logging.getLogger(__name__)

LAZY = (
    "Dragoman needs connection_strategy=lazy: with eager, mitmproxy would connect to the original"
    " host before the request is seen"
)


class Translate:
    """One proxy's translations."""

    def __init__(self) -> None:
        self._live_flows = LiveFlows()
        self._calibration = TokenCalibration()
        self._log = Log()
        self._source: ConfigurationSource | None = None
        self._running = False

    @property
    def configuration(self) -> Configuration:
        """What is in force; without a file, nothing is intercepted or translated."""
        return Configuration() if self._source is None else self._source.current()

    # Life of the addon.

    def load(self, loader: Loader) -> None:
        """Declare the options."""
        loader.add_option(
            name="dragoman_config",
            typespec=str,
            default="",
            help="Dragoman: the TOML file with the routes. It is read again when it changes.",
        )
        loader.add_option(
            name="dragoman_strict",
            typespec=bool,
            default=False,
            help="Dragoman: refuse what cannot be translated without a loss, on every route.",
        )

    def configure(self, updated: set[str]) -> None:
        """Take changed options; a file that cannot be used is refused, and named."""
        if self._running and "connection_strategy" in updated:
            _require_lazy()
        if updated & {"dragoman_config", "dragoman_strict"}:
            try:
                before, self._source = self._source, _source()
                if before is not None:
                    before.close()
            except ConfigurationError as error:
                if self._running:
                    raise exceptions.OptionsError(str(error)) from error
                # An exception would be drowned in a traceback here; an error in the log at start
                # makes mitmproxy exit.
                logger.error("[dragoman] the configuration is wrong:\n%s", error)

    def running(self) -> None:
        """See to it that nothing is dialled before the request is seen."""
        self._running = True
        if "connection_strategy" not in ctx.options:
            logger.error("[dragoman] this mitmproxy has no connection_strategy. %s", LAZY)
            return
        if ctx.options.connection_strategy != "lazy":
            ctx.options.connection_strategy = "lazy"
            logger.info("[dragoman] connection_strategy is lazy now")
        if self._source is None:
            logger.warning(
                "[dragoman] nothing will be translated: say --set dragoman_config=FILE.toml"
            )

    def done(self) -> None:
        """Let go of what is open."""
        if self._source is not None:
            self._source.close()

    # Connections.

    def next_layer(self, nextlayer: layer.NextLayer) -> None:
        """Let mitmproxy choose, and put our HTTP layer in the place of its own."""
        builtin = _builtin()
        if nextlayer.layer is None and builtin is not None:
            builtin.next_layer(nextlayer)
        adopt(nextlayer, self._live_flows)

    def tls_clienthello(self, data: tls.ClientHelloData) -> None:
        """Leave connections alone whose host no route names."""
        names = destinations(data.context, data.client_hello.sni)
        if names is not None and not self.configuration.routes.intercepts(names):
            data.ignore_connection = True

    # Exchanges.

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        """Judge a request by what is known before its body."""
        if flow.is_replay or flow.response or flow.error:
            return
        request = flow.request
        match self.configuration.routes.judge(_head_of(request)):
            case Claim() | Inquiry() as claim:
                request.stream = False
                self._live_flows.claims[flow] = claim
            case WebSocket(claim):
                serve(flow, claim, self._live_flows)
            case Catalogue() as catalogue:
                _answer(flow, response_to(catalogue, request.path))
            case VendorsList() as vendors:
                self._live_flows.vendors_lists[flow] = vendors
            case "upgrade required":
                _answer(flow, _no_websocket())
            case "refuse":
                _answer(flow, _no_model_request())
            case "pass":
                pass

    def request(self, flow: http.HTTPFlow) -> None:
        """Send a claimed request on its passage, refuse it, or let it pass."""
        claim = self._live_flows.claims.pop(flow, None)
        if claim is None or flow.response or flow.error:
            return
        if isinstance(claim, Inquiry):
            self._inquire(flow, claim)
            return
        admitted = admit(flow.request, claim, self._keeper(flow), self._calibration)
        if isinstance(admitted, LocalResponse):
            _answer(flow, admitted.response)
            self._tell(flow, admitted.record, admitted.outcome)
        elif admitted is not None:
            self._live_flows.passages[flow] = admitted
            flow.request = admitted.attempt.request
            admitted.record.write(flow)

    def _keeper(self, flow: http.HTTPFlow) -> Keeper | None:
        """Who keeps a flow's conversation: everybody's keeper, or that of its connection."""
        if self._source is None:
            return None
        conversations = self._source.conversations
        memory = self._live_flows.memories.pop(flow, None)
        return memory.keeper(conversations.store) if memory else conversations.keeper

    def _inquire(self, flow: http.HTTPFlow, inquiry: Inquiry) -> None:
        """Answer from what is kept, or do what is done with all requests without a model."""
        reply = None
        if self._source is not None:
            reply = reply_to(flow.request, inquiry, self._source.conversations.endpoints)
        if reply is not None:
            _answer(flow, reply)
        elif inquiry.other == "refuse":
            _answer(flow, _no_model_request())

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        """Decide how an upstream's answer is taken."""
        passage = self._live_flows.passages.get(flow)
        if passage is not None and flow.response is not None:
            passage.listen(flow.request, flow.response)

    def response(self, flow: http.HTTPFlow) -> None:
        """Translate a gathered answer; a streamed one is through already."""
        vendors = self._live_flows.vendors_lists.pop(flow, None)
        if vendors is not None and flow.response is not None:
            edit_list(flow.response, vendors.edit)
        passage = self._live_flows.passages.pop(flow, None)
        if passage is None or flow.response is None:
            return
        if flow.response.stream:
            flow.response.stream = True  # a kept flow must not keep the tap, and all behind it
        else:
            passage.answer(flow.request, flow.response)
        self._conclude(flow, passage)

    def error(self, flow: http.HTTPFlow) -> None:
        """Note how an exchange ended that did not end well."""
        passage = self._live_flows.passages.pop(flow, None)
        self._live_flows.memories.pop(flow, None)
        self._live_flows.upgrades.pop(flow, None)  # it holds its flow, and would keep it for good
        reason = flow.error.msg if flow.error else "an unknown error"
        if self._live_flows.claims.pop(flow, None) is not None:
            edits.strip_credentials(flow.request)  # it was sent nowhere, and is kept
            logger.info("[dragoman] request aborted before it was sent: %s", reason)
        elif passage is not None:
            if flow.response is not None and flow.response.stream:
                flow.response.stream = True
            if passage.complete:
                # Codex resets a stream as soon as it has the last event.
                self._conclude(flow, passage)
                return
            passage.record.error = passage.record.error or reason
            self._tell(flow, passage.record, "failed")

    def _conclude(self, flow: http.HTTPFlow, passage: Passage) -> None:
        """The client has its answer: remember what it cost, and tell of the exchange."""
        if (sample := passage.sample) is not None:
            self._calibration.note(sample)
        passage.record.error = passage.trouble
        self._tell(flow, passage.record, f"{passage.record.status}")

    def _tell(self, flow: http.HTTPFlow, record: Record, outcome: str) -> None:
        record.write(flow)
        logger.info(self._log.line(record, outcome))


def _answer(flow: http.HTTPFlow, response: http.Response) -> None:
    """Answer in the place of an upstream; what is kept of the request is without credentials."""
    flow.response = response
    edits.strip_credentials(flow.request)


def _no_websocket() -> http.Response:
    return http.Response.make(426, "WebSocket is not enabled; use HTTP.\n")


def _no_model_request() -> http.Response:
    return http.Response.make(404, "Not a model request.\n")


def _builtin() -> NextLayer | None:
    """The addon of mitmproxy's that chooses layers."""
    manager: Any = ctx.master.addons  # its types say nothing of what it holds
    found = manager.get("nextlayer")
    return found if isinstance(found, NextLayer) else None


def _source() -> ConfigurationSource | None:
    name: str = ctx.options.dragoman_config
    if not name:
        return None
    strict: bool = ctx.options.dragoman_strict
    return ConfigurationSource(Path(name).expanduser(), os.environ, strict=strict)


def _require_lazy() -> None:
    if ctx.options.connection_strategy != "lazy":
        raise exceptions.OptionsError(LAZY)


def _head_of(request: http.Request) -> RequestHead:
    header = partial(heads.header, request)
    return RequestHead(request.method, heads.hosts(request), request.path, header)
