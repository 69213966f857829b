"""Structured output: asked for as the upstream has it, or else by a forced tool or in words.

`way` is computed from the client's request alone, so that the way back (`back`) needs no
memory of the way out. What the upstream does not promise is checked there.
"""

from dataclasses import replace
from itertools import takewhile
from typing import Literal

from translators.adapt.closed_schema import can_close
from translators.adapt.structured.schema import require_usable
from translators.dialect import Context
from translators.hub.document import Document
from translators.hub.parts import Part, Text
from translators.hub.request import Message, OutputFormat, Request
from translators.hub.tools import Tool, ToolChoice
from translators.profile import Profile
from translators.wire import json_bytes

type Way = Literal["native", "tool", "words"]

TOOL = "final_answer"
"""The tool whose arguments are the answer."""

_TOOL_DESCRIPTION = "Gives the final answer. Its arguments are the whole of it."
_INSTRUCTION = (
    "Your answer must be a single JSON {what} and nothing else: no words before or after it, and"
    " no code fence around it."
)
_WITH_TOOLS = " Tools may be called first, as usual; this is about the answer that follows."


def way(request: Request, profile: Profile) -> Way:
    """How the shape of the answer is asked for, which must be one that the client did ask for."""
    output = request.output
    beside = profile.output_beside_tools or not request.tools
    schema = output.schema if output is not None and output.kind == "schema" else None
    if beside and profile.output != "none":
        if schema is None and profile.output_without_schema:
            return "native"
        if schema is not None and _can_enforce(schema, profile):
            return "native"
    return "tool" if profile.output != "json" and _may_force_tool(request, profile) else "words"


def fit(request: Request, context: Context) -> Request:
    """Ask for the shape of the answer in the upstream's way.

    Raises:
        RequestError: the client's schema cannot be checked here, and nobody else would.
    """
    output = request.output
    if output is None or output.kind == "text":
        return request
    chosen = way(request, context.profile)
    if chosen == "native":
        return request
    require_usable(output.schema)
    if chosen == "tool":
        context.losses.coerced(
            "request.output", "the upstream promises no such output: asked for by a forced tool"
        )
        return _forced(request, output, context.profile)
    context.losses.coerced(
        "request.output", "the upstream promises no such output: asked for in words, checked here"
    )
    return _instructed(request, output, context.profile)


def _can_enforce(schema: Document, profile: Profile) -> bool:
    return profile.output == "schema" and (not profile.closed_schemas or can_close(schema))


def _may_force_tool(request: Request, profile: Profile) -> bool:
    """Whether a tool of ours can be the answer: tools take objects, and the client has none."""
    schema = request.output.schema if request.output is not None else None
    if schema is None or schema.get("type") != "object" or request.tools:
        return False
    return profile.tool_choice_required and not _thinks(request, profile)


def _thinks(request: Request, profile: Profile) -> bool:
    """Whether there will be thinking beside which no tool can be forced.

    Anthropic refuses `tool_choice` any or tool while thinking is enabled.
    """
    thinking = request.thinking
    if thinking is None or profile.thinking not in ("budget", "adaptive"):
        return False
    wanted = thinking.enabled or thinking.budget or thinking.effort not in (None, "none")
    return thinking.enabled is not False and bool(wanted)


def _forced(request: Request, output: OutputFormat, profile: Profile) -> Request:
    described = "\n\n".join(filter(None, (_TOOL_DESCRIPTION, output.description)))
    return replace(
        request,
        output=None,
        tools=(Tool(TOOL, described, output.schema),),
        tool_choice=ToolChoice("named", (TOOL,)),
        parallel_tool_calls=False if profile.parallel_tool_calls else None,
    )


def _instructed(request: Request, output: OutputFormat, profile: Profile) -> Request:
    """The wish at the end of the instructions, where it stays the same in every turn.

    Any JSON is asked for beside it where that is to be had: it promises objects.
    """
    beside = profile.output_beside_tools or not request.tools
    is_object = output.schema is None or output.schema.get("type") == "object"
    has_json = profile.output != "none" and profile.output_without_schema
    words = _words(request, output)
    return replace(
        request,
        output=OutputFormat("json") if has_json and beside and is_object else None,
        messages=_with_instruction(request.messages, words, marks=profile.cache_marks > 0),
    )


def _words(request: Request, output: OutputFormat) -> str:
    schema = output.schema
    what = "object" if schema is None else "value that satisfies the JSON schema below"
    said = _INSTRUCTION.format(what=what) + (_WITH_TOOLS if request.tools else "")
    if schema is None:
        return said
    named = ": ".join(filter(None, (output.name, output.description)))
    heading = f"JSON schema ({named})" if named else "JSON schema"
    return f"{said}\n\n{heading}:\n{json_bytes.dumps(schema).decode()}"


def _with_instruction(
    messages: tuple[Message, ...], words: str, *, marks: bool
) -> tuple[Message, ...]:
    leading = len(list(takewhile(lambda m: m.role in ("system", "developer"), messages)))
    if leading == 0:
        return (Message("system", (Text(words),)), *messages)
    last = messages[leading - 1]
    instructed = replace(last, parts=_with_words(last.parts, words, last.path, marks=marks))
    return (*messages[: leading - 1], instructed, *messages[leading:])


def _with_words(parts: tuple[Part, ...], words: str, path: str, *, marks: bool) -> tuple[Part, ...]:
    """In the last text, because not every server takes several; behind a cache mark apart."""
    match parts:
        case (*before, Text() as last) if last.cache is None or not marks:
            return (*before, replace(last, text=f"{last.text}\n\n{words}"))
        case _:
            return (*parts, Text(words, path=path))
