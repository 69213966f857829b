"""Messages as the items of a request's `input`.

What is said in a row is one item, and so is each thought, call and result. Items get no ids: those
name things in the upstream's own store, and one that is not there is refused (field guide 20).
Codex sends none either.
"""

from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.parts import (
    CallKind,
    Foreign,
    Media,
    Part,
    Reasoning,
    Refusal,
    Text,
    ToolCall,
    ToolResult,
)
from translators.hub.request import Message
from translators.opaque import seals
from translators.openai_responses.content_encode import write_piece
from translators.openai_responses.vocabulary import CONTENT_MARK, NAME


class InputWriter:
    """Writes one conversation, message by message."""

    def __init__(self, context: Context) -> None:
        self.items: list[Json] = []
        self._context = context
        self._kinds: dict[str, CallKind] = {}

    def write(self, message: Message) -> None:
        """Add a message's items."""
        if message.name is not None:
            self._context.losses.dropped(
                f"request.{message.path}.name", "Responses names no speakers"
            )
        if message.role == "assistant":
            self._made(message)
        else:
            self._given(message)

    def _given(self, message: Message) -> None:
        """What a user, the system or a tool gives: results apart, everything else together."""
        content: list[Json] = []
        moved: list[Json] = []
        for part in message.parts:
            if isinstance(part, ToolResult):
                self._flush(message, content)
                self._result(part, moved)
            elif isinstance(part, Foreign) and _is_item(part):
                self._flush(message, content)
                self.items.append(part.value)
            elif (piece := write_piece(part, self._context)) is not None:
                content.append(piece)
        self._flush(message, content)
        if moved:
            self.items.append({"type": "message", "role": "user", "content": moved})

    def _flush(self, message: Message, content: list[Json]) -> None:
        if content:
            role = "user" if message.role == "tool" else message.role
            self.items.append({"type": "message", "role": role, "content": [*content]})
            content.clear()

    def _result(self, result: ToolResult, moved: list[Json]) -> None:
        """One output; media that it cannot hold are added to `moved`."""
        losses, path = self._context.losses, f"request.{result.path}"
        if result.is_error:
            losses.coerced(f"{path}.is_error", "Responses marks no errors: said as any output")
        if result.cache is not None:
            losses.dropped(f"{path}.cache", "no cache mark can stand on an output")
        kind = self._kinds.get(result.call_id, result.kind)
        self.items.append(
            {
                "type": "custom_tool_call_output" if kind == "custom" else "function_call_output",
                "call_id": result.call_id,
                "output": self._output(result, moved),
            }
        )

    def _output(self, result: ToolResult, moved: list[Json]) -> str | list[Json]:
        pieces: list[Json] = []
        for part in result.content:
            piece = write_piece(part, self._context)
            if piece is None:
                continue
            if isinstance(part, Media) and not self._context.profile.media_in_tool_results:
                self._move(part, result.call_id, piece, moved)
            else:
                pieces.append(piece)
        match pieces:
            case []:
                return "(see the next message)" if moved else ""
            case [{"type": "input_text", "text": str(text), **rest}] if not rest:
                return text
            case _:
                return pieces

    def _move(self, media: Media, call_id: str, piece: Document, moved: list[Json]) -> None:
        self._context.losses.coerced(
            f"request.{media.path}", "the upstream takes media only from a user: moved behind"
        )
        moved.append({"type": "input_text", "text": f"From the result of tool call {call_id}:"})
        moved.append(piece)

    def _made(self, message: Message) -> None:
        """What an assistant said, thought and called."""
        content: list[Json] = []
        for part in self._followed(message.parts):
            said = self._said(part)
            if said is not None:
                content.append(said)
            elif not isinstance(part, Text | Refusal):
                self._flush(message, content)
                self._done(part)
        self._flush(message, content)

    def _followed(self, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        """The parts without sealed thinking that led to nothing, which the API refuses."""
        while parts and isinstance(parts[-1], Reasoning) and parts[-1].seal is not None:
            self._context.losses.dropped(
                f"request.{parts[-1].path}", "the API takes no thinking that led to nothing"
            )
            parts = parts[:-1]
        return parts

    def _said(self, part: Part) -> Document | None:
        """Words of the assistant as content; None for what is no words."""
        match part:
            case Text(text) if text:
                for field, reason in _UNSAID.items():
                    if getattr(part, field):
                        self._context.losses.dropped(f"request.{part.path}.{field}", reason)
                return {"type": "output_text", "text": text}
            case Refusal(text) if text:
                return {"type": "refusal", "refusal": text}
            case _:
                return None

    def _done(self, part: Part) -> None:
        """A part of the assistant's that is an item of its own."""
        losses, path = self._context.losses, f"request.{part.path}"
        match part:
            case Reasoning():
                self.items.append(_reasoning(part))
            case ToolCall():
                self._call(part)
            case ToolResult():
                self._given(Message("tool", (part,)))
            case Foreign() if _is_item(part):
                self.items.append(part.value)
            case Foreign():
                losses.dropped(path, f"{part.kind} is only {part.dialect}'s")
            case _:
                losses.dropped(path, "an assistant's media have no place in Responses' input")

    def _call(self, call: ToolCall) -> None:
        path = f"request.{call.path}"
        if call.seal is not None:
            self._context.losses.dropped(f"{path}.seal", "no seal can stand on a call")
        if call.cache is not None:
            self._context.losses.dropped(f"{path}.cache", "no cache mark can stand on a call")
        self._kinds[call.id] = call.kind
        item: Document = {"type": "function_call", "call_id": call.id, "name": call.name}
        if call.kind == "custom":
            item |= {"type": "custom_tool_call", "input": call.arguments}
        else:
            item["arguments"] = call.arguments or "{}"
        if call.namespace is not None:
            item["namespace"] = call.namespace
        self.items.append(item)


_UNSAID = {
    "citations": "history is given back without sources",
    "logprobs": "history is given back without probabilities",
    "cache": "no cache mark can stand on an assistant's words",
}
"""What a hub's text may have that the words of an assistant cannot, and why it is lost."""


def _is_item(part: Foreign) -> bool:
    return part.dialect == NAME and not part.kind.startswith(CONTENT_MARK)


def _reasoning(part: Reasoning) -> Document:
    """Sealed thinking shows its summary, as OpenAI's does; unsealed is given as itself."""
    item: Document = {"type": "reasoning"}
    told = part.summary
    if part.seal is None:
        if part.text:
            item["content"] = [{"type": "reasoning_text", "text": part.text}]
    else:
        told = told or ((part.text,) if part.text else ())
        item["encrypted_content"] = seals.say(part.seal, NAME)
    item["summary"] = [{"type": "summary_text", "text": paragraph} for paragraph in told]
    return item
