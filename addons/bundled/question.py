"""What a request asks of the bundled provider: a Chat Completions document, read strictly.

It refuses what the vendor's API refuses, in its words: a lenient upstream would hide what a
translation got wrong.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile

from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.wire.cursor import Cursor

_UNREAD = (
    "audio",
    "frequency_penalty",
    "function_call",
    "functions",
    "logit_bias",
    "logprobs",
    "metadata",
    "modalities",
    "n",
    "parallel_tool_calls",
    "prediction",
    "presence_penalty",
    "prompt_cache_key",
    "prompt_cache_retention",
    "reasoning_effort",
    "safety_identifier",
    "seed",
    "service_tier",
    "stop",
    "store",
    "temperature",
    "top_logprobs",
    "top_p",
    "user",
    "verbosity",
    "web_search_options",
)
"""Arguments that Chat Completions has and that change nothing here."""

_ROLES = ("system", "developer", "user", "assistant", "tool")


@dataclass(frozen=True, slots=True)
class Question:
    """What a request asks, as far as an answer depends on it.

    `said` are the user's last words, `results` what tools gave since the model last spoke, `tools`
    every tool's parameters by its name, `forced` whether a tool must be called, `output` the schema
    that the answer must have, `limit` how many words it may have.
    """

    model: str
    said: str
    results: tuple[str, ...]
    tools: Mapping[str, Document]
    forced: bool
    output: Document | None
    limit: int | None
    stream: bool
    include_usage: bool
    prompt_tokens: int


def read_question(document: Document) -> Question:
    """Read a request.

    Raises:
        RequestError: the vendor's API would refuse it too.
    """
    cursor = Cursor(document, RequestError)
    cursor.ignore(*_UNREAD)
    messages = cursor.children("messages")
    if not messages:
        raise RequestError("messages", "Missing required parameter: 'messages'.")
    turns = [_read_message(message) for message in messages]
    _check_pairing(turns)
    options = cursor.child("stream_options")
    tools, forced = _read_tools(cursor)
    question = Question(
        model=cursor.require_string("model"),
        said=next((turn.text for turn in reversed(turns) if turn.role == "user"), ""),
        results=_results(turns),
        tools=tools,
        forced=forced,
        output=_read_output(cursor.child("response_format")),
        limit=cursor.integer("max_completion_tokens") or cursor.integer("max_tokens"),
        stream=cursor.boolean("stream") or False,
        include_usage=bool(options and options.boolean("include_usage")),
        prompt_tokens=sum(len(turn.text.split()) + 1 for turn in turns),
    )
    for key in cursor.rest():
        raise RequestError(key, f"Unrecognized request argument supplied: {key}")
    return question


@dataclass(frozen=True, slots=True)
class _BundledTurn:
    role: str
    text: str
    calls: tuple[str, ...]
    answers: str | None
    path: str


def _read_message(message: Cursor) -> _BundledTurn:
    role = message.require_string("role")
    if role not in _ROLES:
        raise RequestError(message.at("role"), f"Invalid value: '{role}'.")
    calls = tuple(call.require_string("id") for call in message.children("tool_calls"))
    if not message.has("content") and not (role == "assistant" and calls):
        raise RequestError(message.at("content"), "expected a string or an array, got null.")
    answers = message.require_string("tool_call_id") if role == "tool" else None
    return _BundledTurn(role, _read_content(message), calls, answers, message.path)


def _read_content(message: Cursor) -> str:
    content = message.json("content")
    if isinstance(content, str):
        return content
    return "".join(_read_part(part) for part in message.children("content"))


def _read_part(part: Cursor) -> str:
    match part.require_string("type"):
        case "text":
            return part.require_string("text")
        case "refusal":
            return part.require_string("refusal")
        case "image_url" | "input_audio" | "file" as kind:
            part.require_child(kind)
            return f"[{kind}]"
        case kind:
            raise RequestError(part.at("type"), f"Invalid value: '{kind}'.")


def _check_pairing(turns: list[_BundledTurn]) -> None:
    """Every call is answered at once, and nothing else is answered."""
    waiting: set[str] = set()
    for turn in turns:
        if turn.answers is not None:
            if turn.answers not in waiting:
                raise RequestError(
                    turn.path,
                    "messages with role 'tool' must be a response to a preceding message with"
                    " 'tool_calls'.",
                )
            waiting.discard(turn.answers)
            continue
        _nothing_waits(waiting)
        waiting.update(turn.calls)
    _nothing_waits(waiting)


def _nothing_waits(waiting: set[str]) -> None:
    if waiting:
        raise RequestError(
            "messages",
            "An assistant message with 'tool_calls' must be followed by tool messages responding"
            f" to each 'tool_call_id'. These had no response: {', '.join(sorted(waiting))}",
        )


def _results(turns: list[_BundledTurn]) -> tuple[str, ...]:
    """What tools gave since the model last spoke."""
    latest = takewhile(lambda turn: turn.role != "assistant", reversed(turns))
    found = [turn.text for turn in latest if turn.role == "tool"]
    return tuple(reversed(found))


def _read_tools(cursor: Cursor) -> tuple[dict[str, Document], bool]:
    """The tools that may be called now, and whether one must be."""
    tools: dict[str, Document] = {}
    for tool in cursor.children("tools"):
        kind = tool.require_string("type")
        if kind != "function":
            raise RequestError(tool.at("type"), f"Invalid value: '{kind}'.")
        function = tool.require_child("function")
        tools[_tool_name(function)] = function.object("parameters") or {}
    choice = cursor.json("tool_choice")
    if choice is None:
        return tools, False
    if not tools:
        raise RequestError("tool_choice", "'tool_choice' is only allowed when 'tools' are given.")
    named = _named_tool(choice)
    if named is not None and named in tools:
        return {named: tools[named]}, True
    if named is not None or choice not in ("auto", "none", "required"):
        raise RequestError("tool_choice", "Tool choice not found in 'tools' parameter.")
    return ({} if choice == "none" else tools), choice == "required"


def _tool_name(function: Cursor) -> str:
    name = function.require_string("name")
    if not re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name):
        raise RequestError(
            function.at("name"), f"'{name}' does not match pattern '^[a-zA-Z0-9_-]{{1,64}}$'."
        )
    return name


def _named_tool(choice: Json) -> str | None:
    match choice:
        case {"type": "function", "function": {"name": str(name)}}:
            return name
        case _:
            return None


def _read_output(output: Cursor | None) -> Document | None:
    if output is None:
        return None
    kind = output.require_string("type")
    if kind == "json_schema":
        return output.require_child("json_schema").object("schema") or {}
    if kind not in ("text", "json_object"):
        raise RequestError(output.at("type"), f"Invalid value: '{kind}'.")
    return {"type": "object"} if kind == "json_object" else None
