"""Deviations that no profile can say: plain functions on a finished document.

Each returns a new document, or the same object where it has nothing to do.
"""

import hashlib
import re

from translators.hub.document import Document, Json


def rename(old: str, new: str, document: Document) -> Document:
    """A top-level key that has another name here."""
    if old not in document:
        return document
    return {(new if key == old else key): value for key, value in document.items()}


_NINE = re.compile(r"[A-Za-z0-9]{9}")


def nine_character_ids(document: Document) -> Document:
    """Tool call ids of exactly nine letters and digits, the same for call and result."""
    messages = document.get("messages")
    if not isinstance(messages, list):
        return document
    return {**document, "messages": [_with_nine_character_ids(message) for message in messages]}


def _with_nine_character_ids(message: Json) -> Json:
    if not isinstance(message, dict):
        return message
    message = dict(message)
    calls = message.get("tool_calls")
    if isinstance(calls, list):
        message["tool_calls"] = [
            {**call, "id": nine_characters(call.get("id"))} if isinstance(call, dict) else call
            for call in calls
        ]
    if "tool_call_id" in message:
        message["tool_call_id"] = nine_characters(message["tool_call_id"])
    return message


def nine_characters(identifier: Json) -> Json:
    """A nine-character id: itself if it is one, else a digest of it."""
    if not isinstance(identifier, str) or _NINE.fullmatch(identifier):
        return identifier
    return hashlib.sha256(identifier.encode("utf-8", "surrogatepass")).hexdigest()[:9]
