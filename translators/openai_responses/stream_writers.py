"""The events that say a text, a refusal, reasoning or a call: the item, its growth, its end.

What all of them share is in `stream_frames`.
"""

from dataclasses import replace
from itertools import count

from translators.dialect import Context, TextWriter
from translators.hub.document import Document, Json
from translators.hub.events import PartDelta
from translators.hub.parts import (
    CallKind,
    Citation,
    Part,
    Reasoning,
    Refusal,
    Seal,
    Text,
    ToolCall,
)
from translators.openai_responses.items_encode import (
    call_item,
    message,
    new_id,
    other_item,
    output_text,
    reasoning_item,
    refusal,
    report_seal,
    report_thinking,
    summary_text,
)
from translators.openai_responses.stream_frames import Frames, PartWriter
from translators.openai_responses.vocabulary import write_citation, write_logprobs


class TextItemWriter(PartWriter):
    """Writes a text as a message of its own."""

    def __init__(self, item_id: str, place: int, frames: Frames, context: Context) -> None:
        super().__init__(message(item_id, [], "in_progress"), place, frames)
        self._losses = context.losses
        self._item_id = item_id
        self._citations: list[Citation] = []
        self._logprobs: list[Json] = []
        self._at["content_index"] = 0
        self._grows_by("response.output_text.delta", {"logprobs": []})

    def begin(self) -> bytes:
        """See `PartWriter`."""
        part: Document = {**self._at, "part": output_text("", [], [])}
        return super().begin() + self._frames.event("response.content_part.added", part)

    def grow(self, delta: PartDelta) -> bytes:
        """See `PartWriter`."""
        if not delta.logprobs:
            return super().grow(delta)
        self._texts.append(delta.text)
        logprobs = write_logprobs(delta.logprobs, self._losses)
        self._logprobs.extend(logprobs)
        fields: Document = {**self._at, "delta": delta.text, "logprobs": logprobs}
        return self._frames.event("response.output_text.delta", fields)

    def cite(self, citation: Citation) -> bytes:
        """See `PartWriter`. Anthropic cites before it says what is supported: wait for its end."""
        self._citations.append(citation)
        return b""

    def end(self) -> bytes:
        """See `PartWriter`."""
        text = self._text()
        written = [write_citation(found, len(text), self._losses) for found in self._citations]
        annotations: list[Json] = [annotation for annotation in written if annotation is not None]
        part = output_text(text, annotations, self._logprobs)
        done: Document = {**self._at, "text": part["text"], "logprobs": part["logprobs"]}
        return (
            b"".join(map(self._annotation, count(), annotations))
            + self._frames.event("response.output_text.done", done)
            + self._frames.event("response.content_part.done", {**self._at, "part": part})
            + self._finish(message(self._item_id, [part]))
        )

    def _annotation(self, number: int, annotation: Json) -> bytes:
        fields: Document = {**self._at, "annotation_index": number, "annotation": annotation}
        return self._frames.event("response.output_text.annotation.added", fields)


class RefusalWriter(PartWriter):
    """Writes a refusal as a message of its own."""

    def __init__(self, item_id: str, place: int, frames: Frames) -> None:
        super().__init__(message(item_id, [], "in_progress"), place, frames)
        self._item_id = item_id
        self._at["content_index"] = 0
        self._grows_by("response.refusal.delta")

    def begin(self) -> bytes:
        """See `PartWriter`."""
        part: Document = {**self._at, "part": refusal("")}
        return super().begin() + self._frames.event("response.content_part.added", part)

    def end(self) -> bytes:
        """See `PartWriter`."""
        part = refusal(self._text())
        done: Document = {**self._at, "refusal": part["refusal"]}
        return (
            self._frames.event("response.refusal.done", done)
            + self._frames.event("response.content_part.done", {**self._at, "part": part})
            + self._finish(message(self._item_id, [part]))
        )


class ReasoningWriter(PartWriter):
    """Writes reasoning: every section, thinking itself too, is a paragraph of the summary."""

    def __init__(self, item_id: str, place: int, frames: Frames, context: Context) -> None:
        super().__init__(reasoning_item(item_id, ()), place, frames)
        self._losses = context.losses
        self._item_id = item_id
        self._paragraphs: list[str] = []
        self._section: int | None = None
        self._seal: Seal | None = None

    def grow(self, delta: PartDelta) -> bytes:
        """See `PartWriter`."""
        if delta.section == self._section:
            return super().grow(delta)
        return self._close() + self._open(delta.section) + super().grow(delta)

    def delta_writer(self, section: int) -> TextWriter | None:
        """See `PartWriter`: another section is another paragraph."""
        return self._say if section == self._section else None

    def seal(self, seal: Seal) -> bytes:
        """See `PartWriter`: the finished item holds it."""
        self._seal = seal
        return b""

    def end(self) -> bytes:
        """See `PartWriter`."""
        closing = self._close()
        return closing + self._finish(reasoning_item(self._item_id, self._paragraphs, self._seal))

    def _open(self, section: int) -> bytes:
        self._section = section
        if section == 0:
            report_thinking(self._losses)
        self._at["summary_index"] = len(self._paragraphs)
        self._grows_by("response.reasoning_summary_text.delta")
        part: Document = {**self._at, "part": summary_text("")}
        return self._frames.event("response.reasoning_summary_part.added", part)

    def _close(self) -> bytes:
        """The running paragraph, if there is one, is complete."""
        if self._section is None:
            return b""
        text = self._text()
        self._texts.clear()
        self._section = None
        self._paragraphs.append(text)
        part: Document = {**self._at, "part": summary_text(text)}
        return self._frames.event(
            "response.reasoning_summary_text.done", {**self._at, "text": text}
        ) + self._frames.event("response.reasoning_summary_part.done", part)


class _AnyCallWriter(PartWriter):
    """What the writers of calls share."""

    def __init__(
        self, call: ToolCall, item_id: str, place: int, frames: Frames, context: Context
    ) -> None:
        super().__init__(call_item(item_id, call, "in_progress"), place, frames)
        self._call = call
        self._item_id = item_id
        self._losses = context.losses

    def seal(self, _seal: Seal) -> bytes:
        """See `PartWriter`: a call cannot hold one."""
        report_seal(self._losses)
        return b""

    def _whole(self) -> Document:
        """The item, with all of its arguments."""
        return call_item(self._item_id, replace(self._call, arguments=self._text()))


class CallItemWriter(_AnyCallWriter):
    """Writes a call of a function or of a custom tool."""

    def __init__(
        self, call: ToolCall, item_id: str, place: int, frames: Frames, context: Context
    ) -> None:
        super().__init__(call, item_id, place, frames, context)
        self._event, self._key = _CALL_EVENTS[call.kind]
        self._grows_by(f"{self._event}.delta")

    def end(self) -> bytes:
        """See `PartWriter`."""
        item = self._whole()
        done: Document = {**self._at, self._key: item[self._key]}
        return self._frames.event(f"{self._event}.done", done) + self._finish(item)


class ClientCallWriter(_AnyCallWriter):
    """Writes a call that no event of the API grows: it is said whole at its end."""

    def grow(self, delta: PartDelta) -> bytes:
        """See `PartWriter`."""
        self._texts.append(delta.text)
        return b""

    def delta_writer(self, section: int) -> None:
        """See `PartWriter`: nothing is said before the end."""

    def end(self) -> bytes:
        """See `PartWriter`."""
        return self._finish(self._whole())


_CALL_EVENTS: dict[CallKind, tuple[str, str]] = {
    "function": ("response.function_call_arguments", "arguments"),
    "custom": ("response.custom_tool_call_input", "input"),
}


def writer_of(part: Part, place: int, frames: Frames, context: Context) -> PartWriter | None:
    """The writer of a part that begins; None, with a loss, for one that cannot be said."""
    match part:
        case Text():
            return TextItemWriter(new_id(part, context), place, frames, context)
        case Refusal():
            return RefusalWriter(new_id(part, context), place, frames)
        case Reasoning():
            return ReasoningWriter(new_id(part, context), place, frames, context)
        case ToolCall(kind=kind):
            writer = CallItemWriter if kind in _CALL_EVENTS else ClientCallWriter
            return writer(part, new_id(part, context), place, frames, context)
        case _:
            item = other_item(part, context)
            return None if item is None else PartWriter(item, place, frames)
