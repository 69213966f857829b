"""Everything that leans on mitmproxy's internals: layers, streams, timers and chunks."""
