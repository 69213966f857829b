"""Translation between LLM APIs, without I/O.

Everything here takes and returns JSON documents and bytes. Nothing here knows mitmproxy, opens a
socket, waits, reads a clock or makes a random id: time and ids come from a `Mint` that the caller
hands in. What knows the network lives in `addons/`.
"""
