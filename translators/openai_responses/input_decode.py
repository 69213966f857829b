"""The items of a request's `input` as messages.

The API writes a turn as several items; here consecutive items by the assistant (what was thought,
said and called) are one message, and so are consecutive results. Tools that stand in the middle of
the input count as tools of the request.
"""

from collections.abc import Callable

from translators.dialect import Context
from translators.hub.document import Json
from translators.hub.parts import CallKind, Foreign, Media, Part, Text, ToolCall, ToolResult
from translators.hub.request import Message, Role
from translators.hub.tools import AnyTool
from translators.openai_responses.client_tools import (
    is_client_item,
    read_search,
    read_search_result,
    read_shell_call,
    read_shell_result,
)
from translators.openai_responses.content_decode import read_content
from translators.openai_responses.items_decode import read_assistant_content, read_item
from translators.openai_responses.tools_decode import read_tools
from translators.openai_responses.vocabulary import CLIENT, NAME
from translators.wire import json_bytes
from translators.wire.cursor import Cursor

_ROLES: dict[str, Role] = {
    "system": "system",
    "developer": "developer",
    "user": "user",
    "assistant": "assistant",
}

_ASKED_BY_USER = frozenset({"compaction_trigger", "item_reference"})
"""Hosted items that are no history but something that the client wants now: never just dropped."""


class InputReader:
    """Reads one input, item by item, into messages and further tools.

    `tools` are declared in the input, `loaded` were found by a search of the client's.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._turns: list[tuple[Role, list[Part], str]] = []
        self._aliases: dict[str, str] = {}
        self.tools: list[AnyTool] = []
        self.loaded: list[AnyTool] = []

    def read(self, cursor: Cursor) -> None:
        """Take `input`: a string, or a list of items."""
        text = cursor.document.get("input")
        if isinstance(text, str):
            cursor.ignore("input")
            self.add("user", [Text(text, path="input")], "input")
            return
        for item in cursor.children("input"):
            self._item(item)

    def add(self, role: Role, parts: list[Part], path: str) -> None:
        """Add parts to the running turn, or begin a new one."""
        together = role in ("assistant", "tool")
        if together and self._turns and self._turns[-1][0] == role:
            self._turns[-1][1].extend(parts)
        else:
            self._turns.append((role, parts, path))

    def messages(self) -> tuple[Message, ...]:
        """What has been read."""
        return tuple(Message(role, tuple(parts), path=path) for role, parts, path in self._turns)

    def _item(self, item: Cursor) -> None:
        kind = _kind(item)
        reader = _READERS.get(kind)
        if reader is not None:
            reader(self, item)
        elif kind in _ASKED_BY_USER:
            self.add("user", [Foreign(NAME, kind, item.whole(), item.path)], item.path)
        elif parts := read_item(item, CLIENT):
            if isinstance(call := parts[0], ToolCall):
                self._name(call, item.document.get("id"))
            self.add("assistant", parts, item.path)

    def _name(self, call: ToolCall, alias: Json) -> None:
        """Know a call by its id, and by its item's: some clients answer to that (field guide 3)."""
        self._aliases[call.id] = call.id
        if isinstance(alias, str) and alias:
            self._aliases.setdefault(alias, call.id)

    def message(self, item: Cursor) -> None:
        """A message by anyone, with or without its type."""
        item.ignore("type", "id", "status", "internal_chat_message_metadata_passthrough")
        word = item.require_string("role")
        role = _ROLES.get(word)
        if role is None:
            raise item.fault(item.at("role"), f"no such role: {word!r}")
        if role == "assistant":
            self.add(role, read_assistant_content(item), item.path)
        else:
            self.add(role, [*read_content(item, "content")], item.path)

    def output(self, item: Cursor, kind: CallKind) -> None:
        """What a tool gave back."""
        # The name and namespace repeat what the call said.
        item.ignore("type", "id", "status", "name", "namespace")
        item.ignore("internal_chat_message_metadata_passthrough")
        call_id = item.string("call_id", "")
        call_id = self._aliases.get(call_id, call_id)
        result = ToolResult(call_id, _output(item), kind=kind, path=item.path)
        self.add("tool", [result], item.path)

    def additional_tools(self, item: Cursor) -> None:
        """Tools that become known in mid-conversation, as Codex declares all of its own."""
        item.ignore("type", "id", "role", "internal_chat_message_metadata_passthrough")
        self.tools.extend(read_tools(item.children("tools"), self._context))

    def client_call(self, item: Cursor) -> None:
        """A call of a tool that this API names and the client runs; the API's own are hosted."""
        read = _CLIENT_CALLS[item.require_string("type")]
        self.add("assistant", [read(item)] if is_client_item(item) else _hosted(item), item.path)

    def search_output(self, item: Cursor) -> None:
        """Tools that were found, and may be called from then on."""
        if not is_client_item(item):
            self.add("assistant", _hosted(item), item.path)
            return
        loaded = read_tools(item.children("tools"), self._context, loaded=True)
        self.loaded.extend(loaded)
        self.add("tool", [read_search_result(item, loaded)], item.path)

    def shell_output(self, item: Cursor) -> None:
        """What a command of the local shell has printed."""
        self.add("tool", [read_shell_result(item)], item.path)


def _hosted(item: Cursor) -> list[Part]:
    return [Foreign(NAME, item.require_string("type"), item.whole(), item.path)]


def _kind(item: Cursor) -> str:
    """The type of an item, which messages and references may leave out."""
    kind = item.document.get("type")
    if kind is None and item.has("role"):
        return "message"
    if kind is None and item.keys() == ["id"]:
        return "item_reference"
    return item.require_string("type")


def _output(item: Cursor) -> tuple[Text | Media | Foreign, ...]:
    value = item.document.get("output")
    if value is None or isinstance(value, list):
        return tuple(read_content(item, "output"))
    item.ignore("output")
    # The API asks for text; clients that give an object or a number mean it as JSON.
    text = value if isinstance(value, str) else json_bytes.dumps(value).decode()
    return (Text(text, path=item.at("output")),) if text else ()


def _function_output(reader: InputReader, item: Cursor) -> None:
    reader.output(item, "function")


def _custom_output(reader: InputReader, item: Cursor) -> None:
    reader.output(item, "custom")


_CLIENT_CALLS: dict[str, Callable[[Cursor], ToolCall]] = {
    "tool_search_call": read_search,
    "local_shell_call": read_shell_call,
}

_READERS: dict[str, Callable[[InputReader, Cursor], None]] = {
    "message": InputReader.message,
    "function_call_output": _function_output,
    "custom_tool_call_output": _custom_output,
    "additional_tools": InputReader.additional_tools,
    "tool_search_call": InputReader.client_call,
    "tool_search_output": InputReader.search_output,
    "local_shell_call": InputReader.client_call,
    "local_shell_call_output": InputReader.shell_output,
}
