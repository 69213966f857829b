"""Deviations that no profile can say: plain functions on a finished document.

They run on every request, also on one whose client speaks the same dialect. Each returns a new
document, or the same object where it has nothing to do.
"""

import hashlib
import re
from collections.abc import Callable

from translators.hub.document import Document, Json

_NINE = re.compile(r"[A-Za-z0-9]{9}")


def rename(old: str, new: str, document: Document) -> Document:
    """A top-level key that has another name here."""
    if old not in document:
        return document
    return {(new if key == old else key): value for key, value in document.items()}


def system_for_developer(document: Document) -> Document:
    """Servers that do not know the role `developer` know `system` (field guide 9)."""
    return each_message(_system_for_developer, document)


def without_names(document: Document) -> Document:
    """Messages without the name of their speaker."""
    return each_message(_without_name, document)


def with_reasoning(placeholder: str, document: Document) -> Document:
    """`placeholder` for the thinking of every turn that has lost it.

    DeepSeek and Kimi refuse a conversation with tool calls otherwise (field guide 21), and few
    clients of Chat Completions send thinking back. One without calls gets it as well: its first
    call would change every turn before, and no prompt cache would know them again.
    """

    def complete(message: Document) -> Document:
        if message.get("role") != "assistant" or message.get("reasoning_content"):
            return message
        if message.get("reasoning_content") == placeholder:
            return message
        return {**message, "reasoning_content": placeholder}

    return each_message(complete, document)


def nine_character_ids(document: Document) -> Document:
    """Tool call ids of exactly nine letters and digits, the same for call and result."""
    return each_call_id(nine_characters, document)


def nine_characters(identifier: str) -> str:
    """A nine-character id: itself if it is one, else a digest of it."""
    if _NINE.fullmatch(identifier):
        return identifier
    return hashlib.sha256(identifier.encode("utf-8", "surrogatepass")).hexdigest()[:9]


def each_message(edit: Callable[[Document], Document], document: Document) -> Document:
    """The document with every message edited; the same object if no edit changes one."""
    messages = document.get("messages")
    if not isinstance(messages, list):
        return document
    edited: list[Json] = [edit(item) if isinstance(item, dict) else item for item in messages]
    if all(new is old for new, old in zip(edited, messages, strict=True)):
        return document
    return {**document, "messages": edited}


def each_call_id(rewrite: Callable[[str], str], document: Document) -> Document:
    """The document with every id of a tool call, and of its result, rewritten."""

    def edit(message: Document) -> Document:
        edited = _with_id("tool_call_id", rewrite, message)
        calls = message.get("tool_calls")
        if not isinstance(calls, list):
            return edited
        rewritten: list[Json] = [
            _with_id("id", rewrite, call) if isinstance(call, dict) else call for call in calls
        ]
        if all(new is old for new, old in zip(rewritten, calls, strict=True)):
            return edited
        return {**edited, "tool_calls": rewritten}

    return each_message(edit, document)


def _with_id(key: str, rewrite: Callable[[str], str], holder: Document) -> Document:
    identifier = holder.get(key)
    if not isinstance(identifier, str):
        return holder
    rewritten = rewrite(identifier)
    return holder if rewritten == identifier else {**holder, key: rewritten}


def _system_for_developer(message: Document) -> Document:
    return {**message, "role": "system"} if message.get("role") == "developer" else message


def _without_name(message: Document) -> Document:
    if "name" not in message:
        return message
    return {key: value for key, value in message.items() if key != "name"}
