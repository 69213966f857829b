"""Tokens that clients carry and cannot read: upstreams' seals, and recaps of our own."""
