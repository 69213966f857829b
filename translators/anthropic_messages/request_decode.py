"""A client's Messages request → hub. Lenient: what nobody here reads travels on as an extra.

Messages writes a tool's results into the user's message; the hub's `tool` messages are cut out of
it, in order.
"""

from dataclasses import replace
from itertools import groupby

from translators.anthropic_messages.content_decode import read_content
from translators.anthropic_messages.schema_decode import can_be_strict
from translators.anthropic_messages.vocabulary import FAMILY, NAME, NOT_KNOWN, read_cache
from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.document import Document
from translators.hub.parts import Foreign, Part, Text, ToolResult
from translators.hub.request import Message, OutputFormat, Request, Role, Sampling, Thinking
from translators.hub.tools import AnyTool, Tool, ToolChoice
from translators.losses import Losses
from translators.wire.cursor import Cursor

ROLES: dict[str, Role] = {"user": "user", "assistant": "assistant", "system": "system"}

MODES: dict[str, Thinking] = {
    "enabled": Thinking(enabled=True),
    "adaptive": Thinking(enabled=True, adaptive=True),
    "disabled": Thinking(enabled=False),
}

PLACEHOLDER = "DeferredToolPlaceholder"
"""The tool that Claude Code declares so that `tools` is not empty before it has loaded any."""

_SCOPE = "cache_control.scope"
"""Claude Code's mark on the instructions that all of its users have in common (clients 5)."""

BILLING = "x-anthropic-billing-header:"
"""How a block of Claude Code's instructions begins that is no instruction.

It differs in every request: sent on, it would keep any prompt cache from matching (clients 5).
"""


def decode_request(document: Document, context: Context) -> Request:
    """Read a client's request.

    Raises:
        RequestError: it is malformed.
    """
    cursor = Cursor(document, RequestError)
    losses = context.losses
    choice, parallel = _tool_choice(cursor, losses)
    thinking, output = _thinking_and_output(cursor, losses)
    metadata = cursor.child("metadata")
    request = Request(
        # Bedrock and Vertex have the model in the path.
        model=cursor.string("model", ""),
        messages=(*_system(cursor, losses), *_messages(cursor, losses)),
        tools=_tools(cursor, losses),
        tool_choice=choice,
        parallel_tool_calls=parallel,
        max_tokens=cursor.integer("max_tokens"),
        stop=cursor.strings("stop_sequences"),
        sampling=Sampling(
            temperature=cursor.number("temperature"),
            top_p=cursor.number("top_p"),
            top_k=cursor.integer("top_k"),
        ),
        thinking=thinking,
        output=output,
        stream=cursor.boolean("stream") or False,
        user=metadata.string("user_id") if metadata else None,
        service_tier=cursor.string("service_tier"),
    )
    if rest := cursor.rest():
        request.extras[FAMILY] = rest
    for path in cursor.unread():
        shared = path.endswith(_SCOPE)
        reason = "no other dialect says who may share a cache" if shared else NOT_KNOWN
        losses.dropped(f"request.{path}", reason)
    return request


def _system(cursor: Cursor, losses: Losses) -> list[Message]:
    parts: list[Part] = []
    for part in read_content(cursor, losses, "system"):
        if isinstance(part, Text) and part.text.startswith(BILLING):
            losses.dropped(f"request.{part.path}", "tells Anthropic alone whom to bill")
        else:
            parts.append(part)
    return [Message("system", tuple(parts), path="system")] if parts else []


def _messages(cursor: Cursor, losses: Losses) -> list[Message]:
    if not cursor.has("messages"):
        raise RequestError("messages", "required, and missing")
    return [
        message for item in cursor.children("messages") for message in _read_message(item, losses)
    ]


def _read_message(item: Cursor, losses: Losses) -> list[Message]:
    """A message, cut where tool results begin and end."""
    role = ROLES.get(item.require_string("role"))
    if role is None:
        known = ", ".join(ROLES)
        raise RequestError(item.at("role"), f"expected one of {known}")
    if item.has("output_config"):
        item.ignore("output_config")
        reason = "an effort for one turn alone cannot be said elsewhere"
        losses.dropped(f"request.{item.at('output_config')}", reason)
    parts = read_content(item, losses)
    return [
        Message("tool" if is_result else role, tuple(run), path=item.path)
        for is_result, run in groupby(parts, key=lambda part: isinstance(part, ToolResult))
    ]


def _tools(cursor: Cursor, losses: Losses) -> tuple[AnyTool, ...]:
    tools = [_tool(item, losses) for item in cursor.children("tools")]
    return tuple(tool for tool in tools if tool is not None)


def _tool(item: Cursor, losses: Losses) -> AnyTool | None:
    kind = item.string("type", "custom")
    if kind != "custom":
        return Foreign(NAME, kind, item.whole(), path=item.path)
    name = item.require_string("name")
    # How finely arguments are streamed is each upstream's own affair.
    item.ignore("eager_input_streaming")
    if item.boolean("defer_loading"):
        if name == PLACEHOLDER:
            item.whole()
            losses.dropped(f"request.{item.path}", "a placeholder for tools not loaded yet")
            return None
        losses.coerced(f"request.{item.path}.defer_loading", "every tool is offered at once")
    return Tool(
        name,
        item.string("description"),
        item.object("input_schema"),
        item.boolean("strict"),
        cache=read_cache(item),
        path=item.path,
    )


def _tool_choice(cursor: Cursor, losses: Losses) -> tuple[ToolChoice | None, bool | None]:
    """The choice, and whether several tools may be called at once."""
    choice = cursor.child("tool_choice")
    if choice is None:
        return None, None
    disabled = choice.boolean("disable_parallel_tool_use")
    parallel = None if disabled is None else not disabled
    match choice.require_string("type"):
        case "auto":
            return ToolChoice("auto"), parallel
        case "any":
            return ToolChoice("required"), parallel
        case "tool":
            return ToolChoice("named", (choice.require_string("name"),)), parallel
        case "none":
            return ToolChoice("none"), parallel
        case unknown:
            losses.dropped(f"request.{choice.path}", f"no such choice: {unknown!r}")
            return None, parallel


def _thinking_and_output(
    cursor: Cursor, losses: Losses
) -> tuple[Thinking | None, OutputFormat | None]:
    """What `thinking`, `output_config` and the older `output_format` say together."""
    thinking = _thinking(cursor, losses)
    # The older key stands where newer clients have `output_config.format`.
    output = _format(cursor.child("output_format"), losses)
    configuration = cursor.child("output_config")
    if configuration is None:
        return thinking, output
    effort = configuration.string("effort")
    if effort is not None:
        thinking = replace(thinking or Thinking(), effort=effort)
    return thinking, _format(configuration.child("format"), losses) or output


def _thinking(cursor: Cursor, losses: Losses) -> Thinking | None:
    wanted = cursor.child("thinking")
    if wanted is None:
        return None
    kind = wanted.require_string("type")
    budget, display = wanted.integer("budget_tokens"), wanted.string("display")
    mode = MODES.get(kind)
    if mode is None:
        losses.dropped(f"request.{wanted.path}", f"no other dialect thinks as {kind!r} says")
        return None
    return replace(mode, budget=budget, summary=display)


def _format(wanted: Cursor | None, losses: Losses) -> OutputFormat | None:
    if wanted is None:
        return None
    kind = wanted.require_string("type")
    if kind != "json_schema":
        losses.dropped(f"request.{wanted.path}", f"no such format: {kind!r}")
        wanted.whole()
        return None
    schema = wanted.object("schema")
    # What is always so here must be said elsewhere.
    strict = schema is not None and can_be_strict(schema)
    if not strict:
        reason = "not enforced where a strict schema must be closed and require everything"
        losses.coerced(f"request.{wanted.at('schema')}", reason)
    return OutputFormat("schema", schema, strict=strict or None)
