"""Judges, one per dialect: the vendor's own client, and what it does not notice."""

from tests.oracles import anthropic_messages, openai_chat, openai_responses
from tests.oracles.oracle import Oracle

ORACLES: dict[str, Oracle] = {
    "openai-chat": openai_chat.ORACLE,
    "openai-responses": openai_responses.ORACLE,
    "anthropic-messages": anthropic_messages.ORACLE,
}
