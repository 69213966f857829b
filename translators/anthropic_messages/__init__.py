"""Anthropic Messages: `POST /v1/messages`, spoken by Claude Code, the Anthropic SDKs and opencode.

Upstream it is Anthropic itself, its clouds, and the compatible endpoints of other vendors.
"""
