"""Tools and the choice between them, as the API declares them."""

from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.parts import CallKind, Foreign
from translators.hub.request import Request
from translators.hub.tools import Tool, ToolChoice, WebSearch
from translators.openai_responses.vocabulary import NAME


def write_tools(request: Request, context: Context) -> list[Json]:
    """The declarations, tools of one namespace grouped where the first of them stood."""
    declarations: list[Json] = []
    namespaces: dict[str, list[Json]] = {}
    for tool in request.tools:
        if isinstance(tool, Foreign):
            if tool.dialect == NAME:
                declarations.append(tool.value)
            else:
                context.losses.dropped("request.tools[]", f"{tool.kind} is only {tool.dialect}'s")
            continue
        declaration = _tool(tool, context)
        if tool.namespace is None:
            declarations.append(declaration)
            continue
        if tool.namespace not in namespaces:
            members: list[Json] = []
            namespaces[tool.namespace] = members
            declarations.append(_namespace(tool.namespace, members, context))
        namespaces[tool.namespace].append(declaration)
    return declarations


def write_tool_choice(choice: ToolChoice, request: Request) -> Json:
    """The choice; tools are named together with their kind."""
    if not choice.names:
        # A choice of one tool that does not say which demands any.
        return "required" if choice.mode == "named" else choice.mode
    kinds: dict[str, CallKind] = {
        tool.name: tool.kind for tool in request.tools if isinstance(tool, Tool)
    }
    named: list[Json] = [
        {"type": kinds.get(name, "function"), "name": name} for name in choice.names
    ]
    if choice.mode == "none":
        return "none"
    if choice.mode == "named":
        return named[0]
    return {"type": "allowed_tools", "mode": choice.mode, "tools": named}


def _namespace(name: str, members: list[Json], context: Context) -> Document:
    context.losses.invented("request.tools[].namespace.description", "required: the name again")
    return {"type": "namespace", "name": name, "description": name, "tools": members}


def _tool(tool: Tool, context: Context) -> Document:
    if tool.cache is not None:
        context.losses.dropped("request.tools[].cache", "no cache mark can stand on a tool")
    described: Document = {} if tool.description is None else {"description": tool.description}
    if tool.kind == "custom":
        shape: Document = {} if tool.format is None else {"format": tool.format}
        return {"type": "custom", "name": tool.name, **described, **shape}
    return {
        "type": "function",
        "name": tool.name,
        **described,
        "parameters": _parameters(tool, context),
        **_strict(tool, context),
    }


def _parameters(tool: Tool, context: Context) -> Document:
    if tool.parameters is not None:
        return tool.parameters
    context.losses.invented("request.tools[].parameters", "required: said as no parameters")
    return {"type": "object", "properties": {}}


def _strict(tool: Tool, context: Context) -> Document:
    if not context.profile.strict_tools:
        return {}
    if tool.strict is None:
        # Left unsaid, this API alone takes a function for strict and rewrites its schema so that
        # every parameter is required.
        context.losses.invented("request.tools[].strict", "unsaid, it would mean true here alone")
    return {"strict": tool.strict or False}


def encode_web_search(search: WebSearch) -> Foreign:
    """The tool with which OpenAI searches the web."""
    value: Document = {"type": "web_search"}
    if search.allowed_domains:
        value["filters"] = {"allowed_domains": search.allowed_domains}
    if search.user_location:
        value["user_location"] = search.user_location
    return Foreign(NAME, "web_search", value, search.path)
