"""Tools and the choice between them → an upstream's document.

`tool_choice` and `parallel_tool_calls` are refused where no tools are declared, and so is an empty
list of tools: all three are written here together.
"""

from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.parts import Foreign
from translators.hub.request import Request
from translators.hub.tools import AnyTool, Tool, ToolChoice
from translators.openai_chat.content_encode import write_cache
from translators.openai_chat.vocabulary import NAME


def write_tools(request: Request, context: Context) -> Document:
    """The keys that have to do with tools; none without tools."""
    tools: list[Json] = [
        written for tool in request.tools if (written := _tool(tool, context)) is not None
    ]
    if not tools:
        for field in ("tool_choice", "parallel_tool_calls"):
            if getattr(request, field) is not None:
                context.losses.dropped(f"request.{field}", "no tools are declared")
        return {}
    document: Document = {"tools": tools}
    if request.tool_choice is not None:
        document["tool_choice"] = _choice(request.tool_choice, request.tools)
    if request.parallel_tool_calls is not None:
        document["parallel_tool_calls"] = request.parallel_tool_calls
    return document


def _tool(tool: AnyTool, context: Context) -> Document | None:
    if isinstance(tool, Foreign):
        if tool.dialect == NAME:
            return tool.value
        context.losses.dropped(f"request.{tool.path}", f"only {tool.dialect} has {tool.kind!r}")
        return None
    if tool.namespace is not None:
        context.losses.dropped(f"request.{tool.path}.namespace", "there are none here")
    body: Document = {"name": tool.name}
    if tool.description is not None:
        body["description"] = tool.description
    if tool.kind == "custom":
        if tool.format is not None:
            body["format"] = _nested_format(tool.format)
    else:
        body |= _function(tool)
    return {"type": tool.kind, tool.kind: body, **write_cache(tool.cache, context)}


def _function(tool: Tool) -> Document:
    body: Document = {}
    if tool.parameters is not None:
        body["parameters"] = tool.parameters
    if tool.strict is not None:
        body["strict"] = tool.strict
    return body


def _nested_format(shape: Document) -> Document:
    """A grammar in this dialect has an object of its own; the hub's is flat, as in Responses."""
    if shape.get("type") != "grammar" or "grammar" in shape:
        return shape
    grammar: Document = {key: value for key, value in shape.items() if key != "type"}
    return {"type": "grammar", "grammar": grammar}


def _choice(choice: ToolChoice, tools: tuple[AnyTool, ...]) -> Json:
    if choice.mode == "named":
        return _named(choice.names[0], tools)
    if choice.names and choice.mode != "none":
        allowed: list[Json] = [_named(name, tools) for name in choice.names]
        return {"type": "allowed_tools", "allowed_tools": {"mode": choice.mode, "tools": allowed}}
    return choice.mode


def _named(name: str, tools: tuple[AnyTool, ...]) -> Document:
    """A tool by its name, under the word for its kind."""
    kind = next((tool.kind for tool in tools if isinstance(tool, Tool) and tool.name == name), None)
    kind = kind or "function"
    return {"type": kind, kind: {"name": name}}
