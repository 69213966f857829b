"""The messages of a client's document → hub messages.

Every role has its reader. A ledger binds results to calls, because older and sloppier clients give
one or both of them no id.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from translators.hub.parts import (
    CacheMark,
    Foreign,
    Media,
    Part,
    Reasoning,
    Refusal,
    Seal,
    Text,
    ToolCall,
    ToolResult,
)
from translators.hub.request import Message, Role
from translators.losses import Losses
from translators.opaque import seals
from translators.openai_chat.content_decode import read_cache, read_content
from translators.openai_chat.reasoning import merge_plain, read_details, unread_keys
from translators.openai_chat.vocabulary import CLIENT, NAME, UNKNOWN
from translators.wire.cursor import Cursor


@dataclass(slots=True)
class _Pending:
    """A call that has no result yet; `bare` if the client gave it no id."""

    id: str
    name: str
    kind: str
    bare: bool


@dataclass(slots=True)
class Ledger:
    """The calls of a conversation that wait for their results.

    Ids that are missing are made from places in the document, so that the same conversation gives
    the same bytes, turn after turn.
    """

    losses: Losses
    pending: list[_Pending] = field(default_factory=list[_Pending])

    def call(self, given: str, name: str, kind: str, path: str) -> str:
        """Note a call; give its id, made up where there is none."""
        made = given or "call_" + "".join(sign if sign.isalnum() else "_" for sign in path)
        if not given:
            self.losses.invented(f"request.{path}.id", "the client gave the call no id")
        self.pending.append(_Pending(made, name, kind, not given))
        return made

    def result(self, given: str, name: str | None, message: Cursor) -> _Pending:
        """The call that a result belongs to.

        Without an id it is the only open call, else the oldest that has the result's name, else
        the oldest that had no id itself.

        Raises:
            RequestError: no call can be told (field guide 6).
        """
        match [call for call in self.pending if call.id == given] if given else self._guess(name):
            case [call, *_]:
                self.pending.remove(call)
            case _ if given:
                return _Pending(given, name or "", "function", bare=False)
            case _:
                raise message.fault(
                    message.at("tool_call_id"), "required, and no single open call can be told"
                )
        if not given:
            self.losses.invented(f"request.{message.path}.tool_call_id", "bound by position")
        return call

    def _guess(self, name: str | None) -> list[_Pending]:
        if len(self.pending) == 1:
            return self.pending[:]
        named = [call for call in self.pending if name and call.name == name]
        return named or [call for call in self.pending if call.bare]


def read_messages(messages: list[Cursor], losses: Losses) -> tuple[Message, ...]:
    """All messages, in their order."""
    ledger = Ledger(losses)
    return tuple(_read_message(message, ledger) for message in messages)


def _read_message(message: Cursor, ledger: Ledger) -> Message:
    word = message.require_string("role")
    reader = ROLES.get(word)
    if reader is None:
        known = ", ".join(ROLES)
        raise message.fault(message.at("role"), f"{word!r} is not a role: expected one of {known}")
    role, read_parts = reader
    parts = read_parts(message, ledger)
    mark = read_cache(message)
    if mark is not None and parts:
        parts[-1] = _marked(parts[-1], mark)
    name = None if role == "tool" else message.string("name")
    return Message(role, tuple(parts), name, message.path)


def _marked(part: Part, mark: CacheMark) -> Part:
    """A mark on a whole message stands for one on its last part."""
    match part:
        case Text() | Media() | ToolCall() | ToolResult() if part.cache is None:
            return replace(part, cache=mark)
        case _:
            return part


def _plain(message: Cursor, _ledger: Ledger) -> list[Part]:
    return read_content(message)


def _assistant(message: Cursor, ledger: Ledger) -> list[Part]:
    """Thinking, then what was said, then calls: this dialect has no other order."""
    parts: list[Part] = [*_reasoning(message, ledger.losses)]
    content = read_content(message)
    calls = _calls(message, ledger)
    known = {call.id for call in calls}
    for part in content:
        if isinstance(part, ToolCall):
            # Clients of two dialects say one call twice (field guide 2).
            if part.id in known:
                continue
            ledger.call(part.id, part.name, part.kind, part.path)
        parts.append(part)
    refusal = message.string("refusal")
    if refusal:
        parts.append(Refusal(refusal, path=message.at("refusal")))
    parts.extend(calls)
    audio = message.object("audio")
    if audio is not None:
        parts.append(Foreign(NAME, "audio", audio, message.at("audio")))
    return parts


def _reasoning(message: Cursor, losses: Losses) -> list[Reasoning]:
    """Thinking sent back: entries, or DeepSeek's word, or OpenRouter's (both: Ollama's clients)."""
    entries = message.array("reasoning_details")
    for entry in entries:
        for key in unread_keys(entry):
            losses.dropped(f"request.{message.at('reasoning_details')}[].{key}", UNKNOWN)
    details = read_details(entries, CLIENT)
    told = message.string("reasoning_content"), message.string("reasoning")
    path = message.at("reasoning_details" if details else "reasoning_content")
    return [replace(part, path=path) for part in merge_plain(details, told[0] or told[1] or "")]


def _calls(message: Cursor, ledger: Ledger) -> list[ToolCall]:
    calls = [_call(call, ledger) for call in message.children("tool_calls")]
    legacy = message.child("function_call")
    if legacy is not None and legacy.string("name"):
        name = legacy.require_string("name")
        made = ledger.call("", name, "function", legacy.path)
        calls.append(ToolCall(made, name, _arguments(legacy, "arguments"), path=legacy.path))
    return calls


def _call(call: Cursor, ledger: Ledger) -> ToolCall:
    call.ignore("type", "index")  # told by the key below; a mark of streams
    custom = call.child("custom")
    body = custom or call.require_child("function")
    name = body.require_string("name")
    given = call.string("id", "")
    if custom is not None:
        made = ledger.call(given, name, "custom", call.path)
        return ToolCall(made, name, body.string("input", ""), "custom", path=call.path)
    made = ledger.call(given, name, "function", call.path)
    arguments = _arguments(body, "arguments")
    return ToolCall(made, name, arguments, seal=_thought(call), path=call.path)


def _arguments(body: Cursor, key: str) -> str:
    """JSON text; "" and null are what field guide 30 tells of, and mean no arguments."""
    return body.string(key) or "{}"


def _thought(call: Cursor) -> Seal | None:
    """Gemini's thought signature, where its compatible server puts it."""
    extra = call.child("extra_content")
    google = extra.child("google") if extra else None
    token = google.string("thought_signature") if google else None
    return seals.read(token, "thought", CLIENT) if token else None


def _tool(message: Cursor, ledger: Ledger) -> list[Part]:
    name = message.string("name")
    return [_result(message, message.string("tool_call_id", ""), name, ledger)]


def _function(message: Cursor, ledger: Ledger) -> list[Part]:
    """A result of the API before tools: bound by the function's name."""
    return [_result(message, "", message.require_string("name"), ledger)]


def _result(message: Cursor, given: str, name: str | None, ledger: Ledger) -> ToolResult:
    call = ledger.result(given, name, message)
    content: list[Text | Media | Foreign] = []
    for part in read_content(message):
        if isinstance(part, Text | Media | Foreign):
            content.append(part)
        else:
            ledger.losses.dropped(f"request.{part.path}", "no part of a tool's result")
    kind = "custom" if call.kind == "custom" else "function"
    return ToolResult(call.id, tuple(content), kind=kind, path=message.path)


ROLES: dict[str, tuple[Role, Callable[[Cursor, Ledger], list[Part]]]] = {
    "system": ("system", _plain),
    "developer": ("developer", _plain),
    "user": ("user", _plain),
    "assistant": ("assistant", _assistant),
    "tool": ("tool", _tool),
    "function": ("tool", _function),
}
"""The hub's role and the reader of each of this dialect's roles."""
