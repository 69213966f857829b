"""The Responses WebSocket, served: every request on it is an exchange like any other.

mitmproxy splits HTTP into connections, which know a wire, and streams, which know requests and
answers. A WebSocket is one more wire here: `connection` turns its frames into the events of
streams and back, `layer` puts it under streams of ours, `upgrade` exchanges an HTTP connection for
it. No second hop, no port, no copy of the exchange: all hooks are fired for each request.
"""
