"""One turn of the assistant → one message of an upstream's document.

Thinking, words and calls are fields of one object here: their order among each other is lost.
"""

from collections.abc import Iterable

from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.parts import (
    EMPTY_ARGUMENTS,
    Foreign,
    Part,
    Reasoning,
    Refusal,
    Text,
    ToolCall,
)
from translators.openai_chat.content_encode import simplest, write_text
from translators.openai_chat.reasoning import write_details
from translators.openai_chat.vocabulary import NAME, PARAGRAPH


def write_turn(parts: Iterable[Part], context: Context) -> Document | None:
    """One assistant's turn; None if nothing of it can be said."""
    turn = _AssistantTurn(context)
    for part in parts:
        turn.add(part)
    return turn.finish()


class _AssistantTurn:
    """Sorts an assistant's parts into the fields of one message."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._content: list[Document] = []
        self._refusals: list[str] = []
        self._reasoning: list[Reasoning] = []
        self._calls: list[Json] = []
        self._audio: Document | None = None

    def add(self, part: Part) -> None:
        match part:
            case Text():
                self._text(part)
            case Refusal(text):
                self._refusals.extend([text] if text else ())
            case Reasoning():
                self._thought(part)
            case ToolCall():
                self._call(part)
            case Foreign():
                self._foreign(part)
            case _:
                self._drop(part, "no part of an assistant's turn")

    def finish(self) -> Document | None:
        thinking = self._thinking()
        if not (self._content or self._refusals or self._calls or self._audio or thinking):
            return None
        document: Document = {"role": "assistant", "content": self._said()}
        if self._refusals:
            document["refusal"] = PARAGRAPH.join(self._refusals)
        document |= thinking
        if self._calls:
            document["tool_calls"] = self._calls
        if self._audio:
            document["audio"] = self._audio
        return document

    def _said(self) -> Json:
        """Null beside calls: an empty string there is refused by some servers (field guide 8)."""
        if self._content:
            return simplest(self._content)
        return None if self._calls or self._refusals or self._audio else ""

    def _thinking(self) -> Document:
        written: Document = {}
        visible = PARAGRAPH.join(part.visible for part in self._reasoning if part.visible)
        if visible and self._context.profile.thinking_history == "text":
            written["reasoning_content"] = visible
        details = [
            entry
            for index, part in enumerate(self._reasoning)
            if part.seal is not None and part.seal.origin.dialect == NAME
            for entry in write_details(part, index)
        ]
        if details:
            written["reasoning_details"] = details
        if visible and not written:
            self._context.losses.dropped(
                f"request.{self._reasoning[0].path}", "the upstream takes no earlier thinking"
            )
        return written

    def _text(self, part: Text) -> None:
        if not part.text:
            return
        if self._calls:
            self._context.losses.coerced(
                f"request.{part.path}", "words after a tool call are said before it"
            )
        self._content.append(write_text(part, self._context))

    def _thought(self, part: Reasoning) -> None:
        if self._content or self._calls:
            self._context.losses.coerced(
                f"request.{part.path}", "thinking between words and calls is said before them"
            )
        self._reasoning.append(part)

    def _call(self, part: ToolCall) -> None:
        if part.cache is not None:
            self._context.losses.dropped(f"request.{part.path}.cache", "a call takes no cache mark")
        if part.namespace is not None:
            self._context.losses.dropped(f"request.{part.path}.namespace", "there are none here")
        self._calls.append(write_call(part, self._context))

    def _foreign(self, part: Foreign) -> None:
        if part.dialect == NAME and part.kind == "audio":
            self._audio = {"id": part.value["id"]} if "id" in part.value else part.value
        elif part.dialect == NAME:
            self._content.append(part.value)
        else:
            self._drop(part, f"only {part.dialect} has {part.kind!r}")

    def _drop(self, part: Part, reason: str) -> None:
        self._context.losses.dropped(f"request.{part.path}", reason)


def write_call(part: ToolCall, context: Context) -> Document:
    """An entry of `tool_calls`; its seal goes where Gemini's compatible server looks for it."""
    if part.kind == "custom":
        body: Document = {"name": part.name, "input": part.arguments}
        return {"id": part.id, "type": "custom", "custom": body}
    function: Document = {"name": part.name, "arguments": part.arguments or EMPTY_ARGUMENTS}
    call: Document = {"id": part.id, "type": "function", "function": function}
    if part.seal is not None and part.seal.origin.dialect == NAME:
        call["extra_content"] = {"google": {"thought_signature": part.seal.value}}
    elif part.seal is not None:
        context.losses.dropped(f"request.{part.path}.seal", "the upstream did not make it")
    return call
