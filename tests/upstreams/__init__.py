"""Scripted upstreams for tests: as strict as the real APIs, on loopback, with a recorded past.

Nothing here knows Dragoman's dialects or hub: what is legal comes from the vendors' own SDK types
and from the refusals that their APIs are known for.
"""
