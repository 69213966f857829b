"""An HTTP stream that may go on as something else after its 101.

mitmproxy would go on with a WebSocket to an upstream; here, what was left with the flow goes on
instead.
"""

from mitmproxy.proxy import events, layer
from mitmproxy.proxy.layers.http import SendHttp
from mitmproxy.proxy.layers.http._events import ResponseEndOfMessage

from addons.edge.stream import ResilientStream


class UpgradableStream(ResilientStream):
    """See `LiveFlows.upgrades`."""

    def flow_done(self) -> layer.CommandGenerator[None]:
        """Everything is said in HTTP; if it was an upgrade of ours, the rest is not HTTP."""
        upgrade = self.live_flows.upgrades.pop(self.flow, None)
        if upgrade is None:
            yield from super().flow_done()
            return
        self.child_layer = upgrade(self.context.fork(), self.mode)
        self._handle_event = self.passthrough
        yield from self.child_layer.handle_event(events.Start())
        # The connection becomes a pipe with this event, and may have more to say at once.
        yield SendHttp(ResponseEndOfMessage(self.stream_id), self.context.client)
