"""Hub messages → the `messages` of an upstream's document.

This dialect has one message for a whole turn of the assistant (`turn_encode`), and one for every
tool result, which can only hold text: media of results follow in a user's message.
"""

from collections.abc import Sequence

from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.parts import Media, Part, ToolResult
from translators.hub.request import Message
from translators.openai_chat.content_encode import (
    simplest,
    write_cache,
    write_content,
    write_part,
)
from translators.openai_chat.turn_encode import write_turn

MOVED = "[see the next message]"
"""What a tool message says when all that it had was moved."""


def write_messages(messages: Sequence[Message], context: Context) -> list[Json]:
    """All messages, regrouped as this dialect wants them."""
    writer = _Writer(context)
    for message in messages:
        writer.add(message)
    return writer.finish()


class _Writer:
    """Gathers one assistant's turn, and the media of a run of tool results, before it writes."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._written: list[Json] = []
        self._turn: list[Part] = []
        self._name: str | None = None
        self._moved: list[Document] = []

    def add(self, message: Message) -> None:
        if message.role == "assistant":
            self._flush_moved()
            self._turn.extend(message.parts)
            self._name = self._one_name(message)
            return
        self._flush_turn()
        results = [part for part in message.parts if isinstance(part, ToolResult)]
        others = [part for part in message.parts if not isinstance(part, ToolResult)]
        for result in results:
            self._result(result)
        if message.role == "tool" and message.name is not None:
            self._context.losses.dropped(f"request.{message.path}.name", "results have no names")
        if message.role != "tool" or others:
            self._flush_moved()
            self._plain(message, others)

    def finish(self) -> list[Json]:
        self._flush_turn()
        self._flush_moved()
        return self._written

    def _one_name(self, message: Message) -> str | None:
        """The name for the whole turn: the first."""
        if self._name is not None and message.name not in {None, self._name}:
            self._context.losses.dropped(f"request.{message.path}.name", "a turn has one name")
        return self._name or message.name

    def _plain(self, message: Message, parts: Sequence[Part]) -> None:
        role = "user" if message.role == "tool" else message.role
        if role == "developer" and not self._context.profile.developer_role:
            role = "system"
            self._context.losses.coerced(
                f"request.{message.path}.role", "the upstream knows no developer role"
            )
        content = write_content(parts, self._context)
        if content == "" and role != "user":
            return
        self._written.append({"role": role, "content": content, **_name(message.name)})

    def _result(self, result: ToolResult) -> None:
        content, moved = _split_result(result, self._context)
        self._moved.extend(moved)
        self._written.append({"role": "tool", "tool_call_id": result.call_id, "content": content})

    def _flush_turn(self) -> None:
        if self._turn:
            document = write_turn(self._turn, self._context)
            if document is not None:
                self._written.append({**document, **_name(self._name)})
        self._turn, self._name = [], None

    def _flush_moved(self) -> None:
        if self._moved:
            self._written.append({"role": "user", "content": [*self._moved]})
            self._moved = []


def _name(name: str | None) -> Document:
    return {} if name is None else {"name": name}


def _split_result(result: ToolResult, context: Context) -> tuple[Json, list[Document]]:
    """A tool message's content, which can only be text, and the media that must go elsewhere."""
    texts: list[Document] = []
    moved: list[Document] = []
    for part in result.content:
        entry = write_part(part, context)
        if entry is not None:
            is_media = isinstance(part, Media) and entry["type"] != "text"
            (moved if is_media else texts).append(entry)
    if moved:
        context.losses.coerced(
            f"request.{result.path}", "media of a tool's result follow in a user's message"
        )
        texts = texts or [{"type": "text", "text": MOVED}]
    if result.is_error:
        texts = _tell_error(texts, result, context)
    if result.cache is not None and texts:
        texts[-1] = {**texts[-1], **write_cache(result.cache, context)}
    elif result.cache is not None:
        context.losses.dropped(f"request.{result.path}.cache", "an empty result takes no mark")
    return simplest(texts), moved


def _tell_error(texts: list[Document], result: ToolResult, context: Context) -> list[Document]:
    """There is no flag for a tool that failed: the text says it, if it does not already."""
    context.losses.coerced(f"request.{result.path}.is_error", "said in the text of the result")
    said = " ".join(str(entry.get("text", "")) for entry in texts)
    if "error" in said.casefold():
        return texts
    if not texts:
        return [{"type": "text", "text": "Error"}]
    return [{**texts[0], "text": f"Error: {texts[0].get('text', '')}"}, *texts[1:]]
