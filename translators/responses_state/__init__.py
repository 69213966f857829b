"""Conversations that somebody remembers for a client, whatever upstream answers.

Clients of the Responses API name an earlier answer by its id, and what they get is that API's: JSON
documents in that one dialect, which never enter the hub. Clients of Chat Completions repeat what
was said, but not what was thought: that is put back in the hub (`thoughts`). Nothing here stores
anything.
"""
