"""Tools that this API has names for and the client runs: a search for tools, and the local shell.

To the hub each is a tool of a kind of its own. Upstream it is a function (`adapt`); a call of it
comes back as the item that the client waits for: Codex drops a call in any other form, and without
a word (clients 4).
"""

from collections.abc import Iterable

from translators.hub.document import Document, Json
from translators.hub.parts import CallKind, Text, ToolCall, ToolResult
from translators.hub.tools import AnyTool, Tool
from translators.losses import Losses
from translators.names import flat_name
from translators.wire import json_bytes
from translators.wire.cursor import Cursor

SEARCH: CallKind = "tool_search"
SHELL: CallKind = "local_shell"

_SHELL_DESCRIPTION = "Runs a command on the user's machine and gives what it printed."


def _shell_parameters() -> Document:
    return {
        "type": "object",
        "properties": {
            "command": {
                "type": "array",
                "items": {"type": "string"},
                "description": 'The program and its arguments, as in ["bash", "-lc", "ls"].',
            },
            "working_directory": {"type": "string"},
            "timeout_ms": {"type": "integer"},
            "env": {"type": "object", "additionalProperties": {"type": "string"}},
            "user": {"type": "string"},
        },
        "required": ["command"],
    }


def read_client_tool(declaration: Cursor) -> Tool | None:
    """The tool that is declared; None for one that the client does not run itself."""
    kind, path = declaration.string("type"), declaration.path
    if kind == SHELL:
        return Tool(SHELL, _SHELL_DESCRIPTION, _shell_parameters(), kind=SHELL, path=path)
    if kind != SEARCH or declaration.document.get("execution") != "client":
        return None
    declaration.ignore("execution")
    return Tool(
        SEARCH,
        declaration.string("description"),
        declaration.object("parameters"),
        kind=SEARCH,
        path=path,
    )


def is_client_item(item: Cursor) -> bool:
    """Whether a search was the client's: those of the API name no call that they belong to."""
    return item.has("call_id") and item.document.get("execution") != "server"


def read_search(item: Cursor) -> ToolCall:
    """A call of the search."""
    item.ignore("execution")
    return _call(item, SEARCH, "arguments")


def read_shell_call(item: Cursor) -> ToolCall:
    """A call of the shell."""
    return _call(item, SHELL, "action")


def read_search_result(item: Cursor, loaded: Iterable[AnyTool]) -> ToolResult:
    """What a search has found; the model reads here which of its tools are new."""
    _ignore_identity(item)
    item.ignore("execution", "tools")
    names = [flat_name(tool.name, tool.namespace) for tool in loaded if isinstance(tool, Tool)]
    told = f"These tools can be called from now on: {', '.join(names)}"
    text = Text(told if names else "No tool was found.", path=item.at("tools"))
    return ToolResult(item.string("call_id", ""), (text,), kind=SEARCH, path=item.path)


def read_shell_result(item: Cursor) -> ToolResult:
    """What a command has printed. The API calls the id of the call `id` here, clients `call_id`."""
    call_id = item.string("call_id") or item.string("id", "")
    _ignore_identity(item)
    output = item.string("output", "")
    content = (Text(output, path=item.at("output")),) if output else ()
    return ToolResult(call_id, content, kind=SHELL, path=item.path)


def not_known(
    loaded: Iterable[AnyTool], declared: Iterable[AnyTool], losses: Losses
) -> list[AnyTool]:
    """The loaded tools that are not declared yet.

    A search may find a tool a second time, described in other words: the first description stays,
    for a changed one would cost the prompt cache.
    """
    known = {(tool.namespace, tool.name): tool for tool in declared if isinstance(tool, Tool)}
    new: list[AnyTool] = []
    for tool in loaded:
        if not isinstance(tool, Tool):
            new.append(tool)
            continue
        first = known.setdefault((tool.namespace, tool.name), tool)
        if first is tool:
            new.append(tool)
        elif first != tool:
            losses.dropped(f"request.{tool.path}", "declared before, in other words")
    return new


def client_call_item(item_id: str, call: ToolCall, status: str) -> Document:
    """The item of a call, whose arguments are an object here."""
    arguments = _object(call.arguments)
    item: Document = {"id": item_id, "status": status, "call_id": call.id}
    if call.kind == SEARCH:
        return {"type": "tool_search_call", **item, "execution": "client", "arguments": arguments}
    return {"type": "local_shell_call", **item, "action": _action(arguments)}


def _call(item: Cursor, kind: CallKind, key: str) -> ToolCall:
    _ignore_identity(item)
    said = item.object(key) or {}
    # An action says of itself that it is one; the model was never asked to.
    arguments: Document = {name: value for name, value in said.items() if name != "type"}
    written = json_bytes.dumps(arguments).decode()
    return ToolCall(item.string("call_id", ""), kind, written, kind=kind, path=item.path)


def _ignore_identity(item: Cursor) -> None:
    """Ids name items in the API's own store, and a result says again what its call said."""
    item.ignore("type", "id", "status", "internal_chat_message_metadata_passthrough")


def _object(arguments: str) -> Document:
    """The arguments; none where a model wrote no object: the client then says what it misses."""
    try:
        return json_bytes.loads_object(arguments)
    except json_bytes.NotJsonError:
        return {}


def _action(arguments: Document) -> Document:
    """What the shell is to do; a command that is one text is meant for a shell to read."""
    command, environment = arguments.get("command"), arguments.get("env")
    words: Json = ["bash", "-lc", command] if isinstance(command, str) else command
    return {
        **arguments,
        "type": "exec",
        "command": words if isinstance(words, list) else [],
        "env": {name: str(value) for name, value in environment.items()}
        if isinstance(environment, dict)
        else {},
    }
