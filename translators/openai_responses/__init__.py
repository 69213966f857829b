"""OpenAI's Responses API: the dialect of Codex, opencode and the OpenAI SDKs."""
