"""Tool names that the upstream accepts, and free-text tools as functions where it has none.

`ToolNames` is computed from the client's request alone, so that the way back (`restore`) needs no
memory of the way out.
"""

from dataclasses import replace

from translators import wire
from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.document import Document
from translators.hub.parts import Part, ToolCall
from translators.hub.request import Message, Request
from translators.hub.tools import AnyTool, Tool, ToolChoice
from translators.names import flat_name, legal_identifier
from translators.profile import Profile

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
    """The client's tools by the name under which upstream knows them.

    Raises:
        RequestError: two tools would have the same name upstream.
    """

    def __init__(self, request: Request, profile: Profile) -> None:
        self._namespaces = profile.namespaces
        self._tools: dict[str, Tool] = {}
        for tool in request.tools:
            if isinstance(tool, Tool):
                self._add(tool)

    def wire(self, name: str, namespace: str | None) -> str:
        """The name of a tool upstream."""
        return legal_identifier(name) if self._namespaces else flat_name(name, namespace)

    def find(self, wire_name: str) -> Tool | None:
        """The client's tool of that name upstream."""
        return self._tools.get(wire_name)

    @property
    def rename_anything(self) -> bool:
        """Whether any tool is known upstream by another name or as another kind."""
        return any(
            tool.name != name or tool.namespace or tool.kind == "custom"
            for name, tool in self._tools.items()
        )

    def _add(self, tool: Tool) -> None:
        # Where namespaces exist, equal names in different ones are no collision.
        name = self.wire(tool.name, tool.namespace)
        other = self._tools.setdefault(name, tool)
        if other is not tool and (not self._namespaces or other.namespace == tool.namespace):
            raise RequestError(
                tool.path, f"two tools would both be called {name!r} upstream: rename one of them"
            )


def fit(request: Request, context: Context) -> Request:
    """Rename tools, and the calls and choices that name them; turn custom tools into functions."""
    names = ToolNames(request, context.profile)
    choice = request.tool_choice
    if choice is not None and choice.names:
        choice = replace(
            choice, names=tuple(_wire_of(names, request, name) for name in choice.names)
        )
    return replace(
        request,
        tools=tuple(_tool(tool, names, context) for tool in request.tools),
        tool_choice=_without_tools(choice, request, context),
        messages=tuple(_message(message, names, context) for message in request.messages),
    )


def _wire_of(names: ToolNames, request: Request, name: str) -> str:
    for tool in request.tools:
        if isinstance(tool, Tool) and tool.name == name:
            return names.wire(tool.name, tool.namespace)
    return names.wire(name, None)


def _without_tools(
    choice: ToolChoice | None, request: Request, context: Context
) -> ToolChoice | None:
    """A choice without any tool to choose from is refused by every API."""
    if choice is None or any(isinstance(tool, Tool) for tool in request.tools):
        return choice
    if choice.mode not in ("auto", "none"):
        context.losses.dropped("request.tool_choice", "there is no tool left to choose")
    return None


def _tool(tool: AnyTool, names: ToolNames, context: Context) -> AnyTool:
    if not isinstance(tool, Tool):
        return tool
    profile = context.profile
    name = names.wire(tool.name, tool.namespace)
    namespace = tool.namespace if profile.namespaces else None
    tool = replace(tool, name=name, namespace=namespace)
    if tool.strict is not None and not profile.strict_tools:
        context.losses.dropped("request.tools[].strict", "the upstream has no strict tools")
        tool = replace(tool, strict=None)
    if tool.kind == "custom" and not profile.custom_tools:
        tool = _as_function(tool, context)
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
    return replace(message, parts=tuple(_part(part, names, context) for part in message.parts))


def _part(part: Part, names: ToolNames, context: Context) -> Part:
    if isinstance(part, ToolCall):
        return _call(part, names, context.profile)
    return part


def _call(call: ToolCall, names: ToolNames, profile: Profile) -> ToolCall:
    name = names.wire(call.name, call.namespace)
    namespace = call.namespace if profile.namespaces else None
    call = replace(call, name=name, namespace=namespace)
    if call.kind == "custom" and not profile.custom_tools:
        arguments = wire.dumps({FREE_TEXT_KEY: call.arguments}).decode()
        call = replace(call, kind="function", arguments=arguments)
    return call
