"""Tools and the choice between them, as a client declares them; the older `functions` too."""

from collections.abc import Callable

from translators.hub.document import Document
from translators.hub.parts import Foreign
from translators.hub.tools import AnyTool, Tool, ToolChoice
from translators.losses import Losses
from translators.openai_chat.content_decode import read_cache
from translators.openai_chat.vocabulary import NAME
from translators.wire.cursor import Cursor


def read_tools(cursor: Cursor) -> tuple[AnyTool, ...]:
    """Every declared tool; those that the server runs itself are foreign to everyone else."""
    tools = [_tool(tool) for tool in cursor.children("tools")]
    return (*tools, *(_function(function, function) for function in cursor.children("functions")))


def _tool(tool: Cursor) -> AnyTool:
    kind = tool.require_string("type")
    if kind == "function":
        # Responses' way of writing a function is a slip that many servers forgive.
        return _function(tool, tool.child("function") or tool)
    if kind == "custom":
        return _custom(tool, tool.child("custom") or tool)
    return Foreign(NAME, kind, tool.whole(), tool.path)


def _function(tool: Cursor, body: Cursor) -> Tool:
    return Tool(
        name=body.require_string("name"),
        description=body.string("description"),
        parameters=body.object("parameters"),
        strict=body.boolean("strict"),
        cache=read_cache(tool),
        path=tool.path,
    )


def _custom(tool: Cursor, body: Cursor) -> Tool:
    shape = body.child("format")
    return Tool(
        name=body.require_string("name"),
        description=body.string("description"),
        kind="custom",
        format=None if shape is None else _format(shape),
        cache=read_cache(tool),
        path=tool.path,
    )


def _format(shape: Cursor) -> Document:
    """A grammar as the hub has it, and Responses: `syntax` and `definition` beside the type."""
    grammar = shape.json("grammar")
    if not isinstance(grammar, dict):
        return shape.whole()
    shape.ignore("type")
    return {"type": "grammar", **grammar}


def read_tool_choice(cursor: Cursor, losses: Losses) -> ToolChoice | None:
    """`tool_choice`, or the older `function_call`."""
    key = "tool_choice" if cursor.has("tool_choice") else "function_call"
    if key == "tool_choice" and cursor.json("function_call") is not None:
        losses.dropped("request.function_call", "tool_choice has taken its place")
    value = cursor.json(key)
    if value is None:
        return None
    if isinstance(value, str):
        if value not in _MODES:
            raise cursor.fault(key, f"{value!r} is none of {', '.join(_MODES)}")
        return _MODES[value]
    choice = cursor.require_child(key)
    kind = choice.string("type", "function")
    if kind in _MODES:
        return _MODES[kind]
    reader = _CHOICES.get(kind)
    if reader is None:
        choice.whole()
        losses.dropped(f"request.{key}", f"no other dialect has {kind!r}")
        return None
    return reader(choice)


def _named(choice: Cursor) -> ToolChoice:
    return ToolChoice("named", (_name(choice),))


def _name(choice: Cursor) -> str:
    """The name in `{"function": {"name"}}`, `{"custom": {"name"}}` or `{"name"}`."""
    body = choice.child("function") or choice.child("custom") or choice
    return body.require_string("name")


def _allowed(choice: Cursor) -> ToolChoice:
    allowed = choice.require_child("allowed_tools")
    names: list[str] = []
    for tool in allowed.children("tools"):
        tool.ignore("type")  # a name is enough: no two tools have the same
        names.append(_name(tool))
    required = allowed.string("mode") == "required"
    return ToolChoice("required" if required else "auto", tuple(names))


_MODES = {
    "auto": ToolChoice("auto"),
    "none": ToolChoice("none"),
    "required": ToolChoice("required"),
    "any": ToolChoice("required"),  # Mistral
}

_CHOICES: dict[str, Callable[[Cursor], ToolChoice]] = {
    "function": _named,
    "custom": _named,
    "allowed_tools": _allowed,
}
