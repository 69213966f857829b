"""Tool names that the upstream accepts, and free-text tools as functions where it has none.

`ToolNames` is computed from the client's request alone, so that the way back (`back`) needs no
memory of the way out.
"""

from dataclasses import replace

from translators.adapt.changed import changed
from translators.adapt.closed_schema import can_close
from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.document import Document
from translators.hub.parts import CallKind, Part, ToolCall, ToolResult
from translators.hub.request import Message, Request
from translators.hub.tools import AnyTool, Tool, ToolChoice
from translators.names import flat_name, legal_identifier
from translators.profile import Profile
from translators.wire import json_bytes

FREE_TEXT_KEY = "input"


def free_text_schema() -> Document:
    """The schema of a function that stands for a free-text tool."""
    return {
        "type": "object",
        "properties": {FREE_TEXT_KEY: {"type": "string"}},
        "required": [FREE_TEXT_KEY],
        "additionalProperties": False,
    }


class ToolNames:
    """The client's tools by the name and namespace under which upstream knows them.

    Raises:
        RequestError: two different tools would have the same name upstream.
    """

    def __init__(self, request: Request, profile: Profile) -> None:
        self._namespaces = profile.namespaces
        self._tools: dict[tuple[str, str | None], Tool] = {}
        for tool in request.tools:
            if isinstance(tool, Tool):
                self._add(tool)

    def wire(self, name: str, namespace: str | None) -> str:
        """The name of a tool upstream."""
        return legal_identifier(name) if self._namespaces else flat_name(name, namespace)

    def find(self, wire_name: str, namespace: str | None = None) -> Tool | None:
        """The client's tool of that name, and namespace, upstream."""
        return self._tools.get((wire_name, namespace))

    def key(self, tool: Tool) -> tuple[str, str | None]:
        """What `find` finds a tool of the client's by."""
        namespace = tool.namespace if self._namespaces else None
        return self.wire(tool.name, tool.namespace), namespace

    def _add(self, tool: Tool) -> None:
        key = self.key(tool)
        # MCP servers that are configured twice declare their tools twice: that is no collision.
        if self._tools.setdefault(key, tool) != tool:
            raise RequestError(
                tool.path,
                f"two tools would both be called {key[0]!r} upstream: rename one of them",
            )


def fit(request: Request, context: Context) -> Request:
    """Rename tools, and the calls and choices that name them; turn custom tools into functions."""
    names = ToolNames(request, context.profile)
    tools = _tools(request, names, context)
    return changed(
        request,
        tools=tools,
        tool_choice=_choice(request, names, context),
        # OpenAI: "'parallel_tool_calls' is only allowed when 'tools' are specified".
        parallel_tool_calls=request.parallel_tool_calls if tools else None,
        messages=tuple(_message(message, names, context) for message in request.messages),
    )


def _choice(request: Request, names: ToolNames, context: Context) -> ToolChoice | None:
    """The choice by the tools' names upstream; without any tool every API refuses one."""
    choice = request.tool_choice
    if choice is None:
        return None
    declared = {tool.name: tool for tool in reversed(request.tools) if isinstance(tool, Tool)}
    if not declared:
        if choice.mode not in ("auto", "none"):
            context.losses.dropped("request.tool_choice", "there is no tool left to choose")
        return None
    known = [declared[name] for name in choice.names if name in declared]
    if len(known) < len(choice.names):
        context.losses.dropped("request.tool_choice", "it names a tool that is not declared")
        if not known:
            return None
    return changed(choice, names=tuple(names.wire(tool.name, tool.namespace) for tool in known))


def _tools(request: Request, names: ToolNames, context: Context) -> tuple[AnyTool, ...]:
    said: set[tuple[str, str | None]] = set()
    tools: list[AnyTool] = []
    for tool in request.tools:
        if not isinstance(tool, Tool):
            tools.append(tool)
        elif (key := names.key(tool)) in said:
            context.losses.dropped(f"request.{tool.path}", "the same tool is declared twice")
        else:
            said.add(key)
            name, namespace = key
            tools.append(_tool(changed(tool, name=name, namespace=namespace), context))
    return tuple(tools)


def _tool(tool: Tool, context: Context) -> Tool:
    profile = context.profile
    if tool.strict is not None and not profile.strict_tools:
        context.losses.dropped(f"request.{tool.path}.strict", "the upstream has no strict tools")
        tool = replace(tool, strict=None)
    enforced = tool.parameters if tool.strict and profile.closed_schemas else None
    if enforced and not can_close(enforced):
        reason = "a schema that the upstream cannot enforce"
        context.losses.dropped(f"request.{tool.path}.strict", reason)
        tool = replace(tool, strict=None)
    if tool.kind == "custom" and not profile.custom_tools:
        return _as_function(tool, context)
    if tool.kind not in ("function", "custom"):
        reason = "the upstream knows no such tool by itself: sent as a function"
        context.losses.coerced(f"request.{tool.path}", reason)
        return replace(tool, kind="function")
    return tool


def _as_function(tool: Tool, context: Context) -> Tool:
    context.losses.coerced(
        f"request.{tool.path}", "the upstream has no free-text tools: sent as a function"
    )
    hint = f"Put the whole free-form text into `{FREE_TEXT_KEY}`."
    if tool.format is not None and "definition" in tool.format:
        hint += f" It must match this grammar:\n{tool.format['definition']}"
    described = f"{tool.description}\n\n{hint}" if tool.description else hint
    return replace(
        tool,
        kind="function",
        format=None,
        description=described,
        parameters=free_text_schema(),
        strict=None,
    )


def _message(message: Message, names: ToolNames, context: Context) -> Message:
    if message.role not in ("assistant", "tool"):
        return message
    parts = tuple(_part(part, names, context.profile) for part in message.parts)
    return changed(message, parts=parts)


def _part(part: Part, names: ToolNames, profile: Profile) -> Part:
    if isinstance(part, ToolCall):
        return _call(part, names, profile)
    if isinstance(part, ToolResult):
        return changed(part, kind=_kind(part.kind, profile))
    return part


def _kind(kind: CallKind, profile: Profile) -> CallKind:
    """The kind under which upstream knows a tool."""
    return "custom" if kind == "custom" and profile.custom_tools else "function"


def _call(call: ToolCall, names: ToolNames, profile: Profile) -> ToolCall:
    name = names.wire(call.name, call.namespace)
    namespace = call.namespace if profile.namespaces else None
    kind, arguments = _kind(call.kind, profile), call.arguments
    if call.kind == "custom" and kind == "function":
        arguments = json_bytes.dumps({FREE_TEXT_KEY: call.arguments}).decode()
    return changed(call, name=name, namespace=namespace, kind=kind, arguments=arguments)
