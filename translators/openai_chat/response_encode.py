"""The hub's answer → a whole Chat Completions answer for a client.

One message holds everything: the words in one string, thinking in another, calls in a list.
"""

from dataclasses import replace

from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.parts import (
    EMPTY_ARGUMENTS,
    Foreign,
    Part,
    Reasoning,
    Refusal,
    Seal,
    Text,
    ToolCall,
)
from translators.hub.response import Response
from translators.names import flat_name
from translators.opaque import seals
from translators.openai_chat.answer_encode import (
    Prose,
    is_legacy,
    model_name,
    write_any_usage,
    write_extras,
    write_finish,
)
from translators.openai_chat.citations import write_annotations
from translators.openai_chat.logprobs import write_logprobs
from translators.openai_chat.reasoning import write_details
from translators.openai_chat.vocabulary import NAME, PARAGRAPH


def encode_response(response: Response, context: Context) -> Document:
    """Write the answer that the client gets."""
    writer = _ChatMessage(context)
    for part in response.parts:
        writer.add(part)
    choice: Document = {
        "index": 0,
        "message": writer.finish(),
        "logprobs": write_logprobs(tuple(writer.logprobs), context.losses),
        "finish_reason": write_finish(
            response.stop, context, refused=bool(writer.refusals), called=bool(writer.calls)
        ),
    }
    return {
        "id": response.id or context.mint.id("chatcmpl-"),
        "object": "chat.completion",
        "created": response.created or context.mint.now(),
        "model": model_name(response.model, context),
        "choices": [choice],
        "usage": write_any_usage(response.usage, context.losses),
        **write_extras(response.extras, response.service_tier, context.losses),
    }


class _ChatMessage:
    """Sorts parts into the fields of one message."""

    def __init__(self, context: Context) -> None:
        self.refusals: list[str] = []
        self.calls: list[ToolCall] = []
        self.logprobs: list[Json] = []
        self._context = context
        self._prose = Prose()
        self._texts: list[str] = []
        self._annotations: list[Json] = []
        self._reasoning: list[Reasoning] = []
        self._audio: Document | None = None

    def add(self, part: Part) -> None:
        if isinstance(part, Text):
            self._text(part)
            return
        match part:
            case Refusal(text):
                self.refusals.append(text)
            case Reasoning():
                self._reasoning.append(part)
                if not part.visible:
                    return
            case ToolCall():
                self.calls.append(part)
            case Foreign(dialect, "audio", value) if dialect == NAME:
                self._audio = value
            case _:
                drop_part(part, self._context)
        self._prose.interrupt()

    def finish(self) -> Document:
        message: Document = {
            "role": "assistant",
            "content": "".join(self._texts) if self._texts else None,
            "refusal": "".join(self.refusals) or None,
        }
        message |= self._thinking()
        if self._annotations:
            message["annotations"] = self._annotations
        if self.calls:
            message |= write_calls(self.calls, self._context)
        if self._audio is not None:
            message["audio"] = self._audio
        return message

    def _text(self, part: Text) -> None:
        if part.text:
            self._texts += [self._prose.begin(), part.text]
        offset, length = self._prose.length, len(part.text)
        self._annotations += write_annotations(part.citations, offset, length, self._context.losses)
        self._prose.length += length
        self.logprobs.extend(part.logprobs)

    def _thinking(self) -> Document:
        written: Document = {}
        visible = [part.visible for part in self._reasoning if part.visible]
        if visible:
            written["reasoning_content"] = PARAGRAPH.join(visible)
        details = [
            entry
            for index, part in enumerate(self._reasoning)
            for entry in write_details(part, index)
        ]
        if details:
            written["reasoning_details"] = details
        return written


def drop_part(part: Part, context: Context) -> None:
    """Report a part that no client of this dialect could read."""
    kind = part.kind if isinstance(part, Foreign) else type(part).__name__.lower()
    context.losses.dropped(f"response.parts[].{kind}", "Chat Completions has nothing like it")


def write_calls(calls: list[ToolCall], context: Context) -> Document:
    """`tool_calls`, or for a client from before tools, `function_call`: it takes only one."""
    if not is_legacy(context):
        return {"tool_calls": [write_call(call) for call in calls]}
    for _ in calls[1:]:
        drop_call(context)
    if calls[0].seal is not None:
        drop_seal(context)
    arguments = calls[0].arguments or EMPTY_ARGUMENTS
    return {"function_call": {"name": calls[0].name, "arguments": arguments}}


def drop_call(context: Context) -> None:
    """Report a call that a client from before tools cannot be told of."""
    context.losses.dropped("response.parts[].toolcall", "the client takes only one function call")


def drop_seal(context: Context) -> None:
    """Report a call's seal that such a client has no place for."""
    context.losses.dropped("response.parts[].toolcall.seal", "the client has no place for it")


def write_call(call: ToolCall) -> Document:
    """An entry of `tool_calls`; a function without arguments says so (field guide 30)."""
    if call.kind == "function" and not call.arguments:
        call = replace(call, arguments=EMPTY_ARGUMENTS)
    return {**write_call_start(call), **write_thought(call.seal)}


def write_call_start(call: ToolCall) -> Document:
    """The entry with the arguments that there are so far; there are no namespaces here."""
    name = flat_name(call.name, call.namespace) if call.namespace else call.name
    if call.kind == "custom":
        body: Document = {"name": name, "input": call.arguments}
        return {"id": call.id, "type": "custom", "custom": body}
    body = {"name": name, "arguments": call.arguments}
    return {"id": call.id, "type": "function", "function": body}


def write_thought(seal: Seal | None) -> Document:
    """A call's seal, in the slot that Gemini's compatible server gave this dialect."""
    if seal is None:
        return {}
    return {"extra_content": {"google": {"thought_signature": seals.say(seal, NAME)}}}
