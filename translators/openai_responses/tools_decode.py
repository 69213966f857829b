"""Tools and the choice between them, as a client declares them.

A namespace is no tool of its own here: each tool inside of one knows its namespace.
"""

from collections.abc import Callable

from translators.dialect import Context
from translators.hub.document import Json
from translators.hub.parts import Foreign
from translators.hub.tools import AnyTool, Tool, ToolChoice
from translators.openai_responses.client_tools import read_client_tool
from translators.openai_responses.vocabulary import NAME
from translators.wire.cursor import Cursor


def read_tools(
    declarations: list[Cursor], context: Context, *, loaded: bool = False
) -> list[AnyTool]:
    """Every tool of a list of declarations, those inside of namespaces included.

    What is `loaded` no longer waits for a search, though it may still say so.
    """
    tools: list[AnyTool] = []
    for declaration in declarations:
        if loaded:
            declaration.ignore("defer_loading")
        if declaration.string("type") == "namespace":
            tools.extend(_namespace(declaration, context, loaded=loaded))
        else:
            tools.append(_tool(declaration))
    return tools


def read_tool_choice(cursor: Cursor, context: Context) -> tuple[ToolChoice | None, Json]:
    """The choice in words of the hub; one of hosted tools only stays as it is."""
    choice = cursor.json("tool_choice")
    if choice is None:
        return None, None
    if isinstance(choice, str):
        mode = _MODES.get(choice)
        if mode is None:
            raise cursor.fault("tool_choice", f"no such choice: {choice!r}")
        return mode, None
    child = cursor.require_child("tool_choice")
    reader = _CHOICES.get(child.require_string("type"))
    if reader is None:
        return None, child.whole()
    return reader(child, context), None


def _namespace(declaration: Cursor, context: Context, *, loaded: bool) -> list[AnyTool]:
    name = declaration.require_string("name")
    if declaration.string("description"):
        context.losses.dropped(
            f"request.{declaration.at('description')}", "a namespace is told by its tools' names"
        )
    members = declaration.children("tools")
    for member in members if loaded else ():
        member.ignore("defer_loading")
    return [_tool(member, name) for member in members]


def _tool(declaration: Cursor, namespace: str | None = None) -> AnyTool:
    kind = declaration.require_string("type")
    if kind == "function":
        return _function(declaration, namespace)
    if kind == "custom":
        return _custom(declaration, namespace)
    tool = read_client_tool(declaration)
    return tool or Foreign(NAME, kind, declaration.whole(), declaration.path)


def _function(declaration: Cursor, namespace: str | None) -> Tool:
    # Chat's way of writing a function is a slip that many servers forgive.
    function = declaration.child("function") or declaration
    return Tool(
        name=function.require_string("name"),
        description=function.string("description"),
        parameters=function.object("parameters"),
        strict=function.boolean("strict"),
        namespace=namespace,
        path=declaration.path,
    )


def _custom(declaration: Cursor, namespace: str | None) -> Tool:
    return Tool(
        name=declaration.require_string("name"),
        description=declaration.string("description"),
        kind="custom",
        format=declaration.object("format"),
        namespace=namespace,
        path=declaration.path,
    )


def _named(choice: Cursor, _context: Context) -> ToolChoice:
    named = choice.child("function") or choice
    return ToolChoice("named", (named.require_string("name"),))


def _allowed(choice: Cursor, context: Context) -> ToolChoice:
    names: list[str] = []
    for tool in choice.children("tools"):
        name = tool.string("name")
        if tool.string("type") in ("function", "custom") and name:
            names.append(name)
        else:
            tool.whole()
            context.losses.dropped(
                f"request.{tool.path}", "a hosted tool, which only the Responses API has"
            )
    required = choice.string("mode") == "required"
    return ToolChoice("required" if required else "auto", tuple(names))


_MODES = {
    "auto": ToolChoice("auto"),
    "none": ToolChoice("none"),
    "required": ToolChoice("required"),
}

_CHOICES: dict[str, Callable[[Cursor, Context], ToolChoice]] = {
    "function": _named,
    "custom": _named,
    "allowed_tools": _allowed,
}
