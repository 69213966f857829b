"""HTTP streams on a WebSocket: mitmproxy's layer of streams, with a socket for its connection."""

from mitmproxy.connection import Server
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import HTTPMode

from addons.edge.layer import TranslatingHttpLayer
from addons.passage.live_flows import LiveFlows
from addons.sockets.connection import Opening, SocketConnection


class SocketLayer(TranslatingHttpLayer):
    """Takes over a client's connection after the upgrade that `opening` tells of."""

    def __init__(
        self, context: Context, mode: HTTPMode, live_flows: LiveFlows, opening: Opening
    ) -> None:
        # The flow of the upgrade keeps its server connection; requests must not find it.
        context.server = _elsewhere(context.server)
        super().__init__(context, mode, live_flows)
        self.connections[context.client] = SocketConnection(context.fork(), live_flows, opening)

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        if isinstance(event, events.MessageInjected):
            yield commands.Log("Nothing can be injected into a WebSocket that is served here.")
        else:
            yield from super()._handle_event(event)


def _elsewhere(server: Server) -> Server:
    """A connection to the same server that nobody has opened."""
    other = Server(address=server.address, transport_protocol=server.transport_protocol)
    other.tls, other.sni, other.via = server.tls, server.sni, server.via
    return other
