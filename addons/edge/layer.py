"""Our HTTP layer in the place of mitmproxy's, and connections that are none of our business.

mitmproxy decides in `next_layer` what a connection speaks, and addons loaded by the user are asked
before its own. So its own is asked first, and then a plain HTTP layer at the end of its choice is
exchanged here: that is the same for explicit, reverse and transparent proxies.
"""

from typing import cast

from mitmproxy.connection import Connection
from mitmproxy.proxy import events, layer, tunnel
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import HttpLayer, HTTPMode, RegisterHttpConnection
from mitmproxy.proxy.layers.modes import HttpProxy, HttpUpstreamProxy
from mitmproxy.proxy.mode_specs import ReverseMode

from addons.edge.chunks import shorten
from addons.edge.upgrade import UpgradableStream
from addons.passage.live_flows import LiveFlows


class TranslatingHttpLayer(HttpLayer):
    """The layer of HTTP streams, with ours in it."""

    def __init__(self, context: Context, mode: HTTPMode, live_flows: LiveFlows) -> None:
        super().__init__(context, mode)
        self._live_flows = live_flows
        self._closed: set[Connection] = set()

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        # No generator of its own: every event of every stream comes by here.
        if isinstance(event, events.ConnectionClosed) and event.connection != self.context.client:
            return self._let_go(event)
        return cast("layer.CommandGenerator[None]", super()._handle_event(event))

    def _let_go(self, event: events.ConnectionClosed) -> layer.CommandGenerator[None]:
        yield from super()._handle_event(event)
        self._closed.add(event.connection)
        self._forget_closed()

    def make_stream(self, stream_id: int) -> layer.CommandGenerator[None]:
        """Make one stream, and start it."""
        client_end = self.connections[self.context.client]
        stream = UpgradableStream(self.context.fork(), stream_id, self._live_flows, client_end)
        self.streams[stream_id] = stream
        yield from self.event_to_child(stream, events.Start())

    def register_connection(self, command: RegisterHttpConnection) -> layer.CommandGenerator[None]:
        """An upstream can be asked: from now on, its chunks take the short way."""
        if command.err is None:
            self.connections[command.connection] = shorten(self.connections[command.connection])
        yield from super().register_connection(command)

    def _forget_closed(self) -> None:
        """Let go of connections to upstreams that are over, and of the last request on each.

        mitmproxy keeps all of them until the client leaves; and where a client speaks HTTP/2 and
        the upstream HTTP/1.1, every request has a connection of its own.
        """
        used = {self.context.server, *(stream.context.server for stream in self.streams.values())}
        for connection in self._closed - used:
            self.connections.pop(connection, None)
        self._closed &= used


def adopt(nextlayer: layer.NextLayer, live_flows: LiveFlows) -> None:
    """Exchange the plain HTTP layer at the end of what was chosen, if there is one."""
    owner: tunnel.TunnelLayer | None = None
    chosen = nextlayer.layer
    while isinstance(chosen, tunnel.TunnelLayer):
        owner, chosen = chosen, chosen.child_layer
    if type(chosen) is not HttpLayer:
        return
    # A layer enters itself at the end of its context's list; the old one must leave it.
    chosen.context.layers.remove(chosen)
    ours = TranslatingHttpLayer(chosen.context, chosen.mode, live_flows)
    if owner is None:
        nextlayer.layer = ours
    else:
        owner.child_layer = ours


def destinations(context: Context, sni: str | None) -> tuple[str, ...] | None:
    """The names that a TLS connection's destination goes by; None if it must not be passed through.

    That is so for TLS that ends here: to a reverse proxy, and to an explicit proxy itself, whose
    destination is not known yet.
    """
    if isinstance(context.client.proxy_mode, ReverseMode):
        return None
    to_proxy = isinstance(context.layers[0], HttpProxy | HttpUpstreamProxy)
    if to_proxy and context.server.address is None:
        return None
    names = [sni] if sni else []
    if context.server.address is not None:
        names.append(context.server.address[0])
    return tuple(names)
