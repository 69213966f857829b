"""Tools and the choice among them → `tools` and `tool_choice`."""

from translators.anthropic_messages.schema_encode import strict_schema, tool_schema
from translators.anthropic_messages.vocabulary import NAME, say_cache, tool_name
from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.parts import Foreign
from translators.hub.request import Request
from translators.hub.tools import AnyTool, Tool

CHOICES = {"auto": "auto", "required": "any", "none": "none", "named": "tool"}


def say_tools(request: Request, context: Context) -> list[Json]:
    """The tools that may be called, in the client's order."""
    said = [_say(tool, context) for tool in _allowed(request, context)]
    return [tool for tool in said if tool is not None]


def say_tool_choice(request: Request) -> Document | None:
    """How tools are chosen; None where the client left that to the default."""
    choice, parallel = request.tool_choice, request.parallel_tool_calls
    if choice is None and parallel is None:
        return None
    mode = choice.mode if choice else "auto"
    said: Document = {"type": CHOICES[mode]}
    if choice is not None and mode == "named":
        said["name"] = choice.names[0]
    if parallel is not None and mode != "none":
        said["disable_parallel_tool_use"] = not parallel
    return said


def _allowed(request: Request, context: Context) -> tuple[AnyTool, ...]:
    """Messages cannot narrow the choice, so the tools themselves are narrowed."""
    choice = request.tool_choice
    if choice is None or choice.mode == "named" or not choice.names:
        return request.tools
    reason = "tools outside of the allowed ones are left out"
    context.losses.coerced("request.tool_choice.names", reason)
    allowed: list[AnyTool] = []
    for tool in request.tools:
        if isinstance(tool, Foreign) or tool.name in choice.names:
            allowed.append(tool)
        else:
            context.losses.dropped(f"request.{tool.path or 'tools[]'}", "none of the allowed tools")
    return tuple(allowed)


def _say(tool: AnyTool, context: Context) -> Document | None:
    if isinstance(tool, Foreign):
        if tool.dialect == NAME:
            return tool.value
        reason = f"the hosted tool {tool.kind!r} of {tool.dialect} does not exist in Messages"
        context.losses.dropped(f"request.{tool.path or 'tools[]'}", reason)
        return None
    said: Document = {"name": tool_name(tool)}
    if tool.description is not None:
        said["description"] = tool.description
    said["input_schema"] = _schema(tool, context)
    if tool.strict is not None:
        said["strict"] = tool.strict
    if tool.cache is not None:
        said["cache_control"] = say_cache(tool.cache)
    return said


def _schema(tool: Tool, context: Context) -> Document:
    path = f"request.{tool.path or 'tools[]'}"
    if tool.format is not None:
        context.losses.dropped(f"{path}.format", "Messages has no grammars for tools")
    if tool.parameters is None:
        nothing: Document = {"type": "object", "properties": {}}
        return strict_schema(nothing) if tool.strict else nothing
    schema = tool_schema(tool.parameters)
    if tool.strict:
        schema = strict_schema(schema)
    if schema is not tool.parameters:
        context.losses.coerced(f"{path}.parameters", "a schema that Messages would refuse")
    return schema
