"""Snapshots of conversations, and where they are kept.

`keeper` is what the addon talks to; the stores behind it (memory, SQLite, Redis) are one interface.
What a snapshot is, and what a request that continues one means, is `translators.conversation`'s.
"""
