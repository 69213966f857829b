"""A client's Chat Completions request → the hub's.

Here are the knobs, in the words of OpenAI and of the servers that copied it; tools are read in
`tools_decode`, messages in `message_decode`. Top-level keys that nobody read travel as extras.
"""

from collections.abc import Callable
from dataclasses import replace

from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.document import Document
from translators.hub.request import OutputFormat, Request, Sampling, Thinking
from translators.losses import Losses
from translators.openai_chat.message_decode import read_messages
from translators.openai_chat.tools_decode import read_tool_choice, read_tools
from translators.openai_chat.vocabulary import FAMILY
from translators.wire.cursor import Cursor


def decode_request(document: Document, context: Context) -> Request:
    """Read a request.

    Raises:
        RequestError: the document is malformed; the error names the place.
    """
    cursor = Cursor(document, RequestError)
    losses = context.losses
    request = Request(
        model=cursor.require_string("model"),
        messages=read_messages(cursor.children("messages"), losses),
        tools=read_tools(cursor),
        tool_choice=read_tool_choice(cursor, losses),
        parallel_tool_calls=cursor.boolean("parallel_tool_calls"),
        max_tokens=_max_tokens(cursor, losses),
        stop=cursor.strings("stop"),
        sampling=_sampling(cursor),
        thinking=_thinking(cursor),
        output=_output(cursor, losses),
        verbosity=cursor.string("verbosity"),
        logprobs=_logprobs(cursor),
        stream=cursor.boolean("stream") or False,
        user=_user(cursor, losses),
        metadata=cursor.object("metadata"),
        service_tier=cursor.string("service_tier"),
    )
    _ignore(cursor)
    if extras := cursor.rest():
        request.extras[FAMILY] = extras
    for path in cursor.unread():
        losses.dropped(f"request.{path}", "not known to Dragoman")
    return request


def _ignore(cursor: Cursor) -> None:
    if (options := cursor.child("stream_options")) is not None:
        # The stream encoder reads the first in the original; the other asks for padding or none.
        options.ignore("include_usage", "include_obfuscation")
    # One choice is what is given anyway; more than one is an extra.
    if cursor.document.get("n") == 1:
        cursor.ignore("n")


def _max_tokens(cursor: Cursor, losses: Losses) -> int | None:
    current, older = cursor.integer("max_completion_tokens"), cursor.integer("max_tokens")
    if current is None:
        return older
    if older is not None and older != current:
        losses.dropped("request.max_tokens", "max_completion_tokens has taken its place")
    return current


def _sampling(cursor: Cursor) -> Sampling:
    return Sampling(
        temperature=cursor.number("temperature"),
        top_p=cursor.number("top_p"),
        top_k=cursor.integer("top_k"),
        seed=cursor.integer("seed"),
        presence_penalty=cursor.number("presence_penalty"),
        frequency_penalty=cursor.number("frequency_penalty"),
    )


def _thinking(cursor: Cursor) -> Thinking | None:
    """Four ways of asking; servers take several at once (pydantic-ai__zai.zai_glm_5_3...)."""
    asked = Thinking(
        enabled=cursor.boolean("enable_thinking"),  # Qwen
        effort=cursor.string("reasoning_effort"),  # OpenAI
        budget=cursor.integer("thinking_budget"),  # Qwen
    )
    if (place := cursor.child("reasoning")) is not None:
        asked = _openrouter_thinking(place, asked)
    if (place := cursor.child("thinking")) is not None:
        asked = _switched_thinking(place, asked)
    return None if asked == Thinking() else asked


def _openrouter_thinking(place: Cursor, asked: Thinking) -> Thinking:
    enabled, budget = place.boolean("enabled"), place.integer("max_tokens")
    return replace(
        asked,
        enabled=asked.enabled if enabled is None else enabled,
        effort=place.string("effort") or asked.effort,
        budget=asked.budget if budget is None else budget,
        summary=place.string("summary"),
    )


def _switched_thinking(place: Cursor, asked: Thinking) -> Thinking:
    """`thinking: {type}` of DeepSeek, GLM and Kimi."""
    word, budget = place.require_string("type"), place.integer("budget_tokens")
    return replace(
        asked,
        enabled=word != "disabled",
        adaptive=word in {"adaptive", "auto"},
        budget=asked.budget if budget is None else budget,
    )


def _output(cursor: Cursor, losses: Losses) -> OutputFormat | None:
    shape = cursor.child("response_format")
    if shape is None:
        return None
    kind = shape.require_string("type")
    reader = _OUTPUTS.get(kind)
    if reader is None:
        shape.whole()
        losses.dropped("request.response_format", f"no other dialect has {kind!r}")
        return None
    return reader(shape)


def _schema(shape: Cursor) -> OutputFormat:
    schema = shape.require_child("json_schema")
    return OutputFormat(
        "schema",
        schema.object("schema"),
        schema.string("name"),
        schema.string("description"),
        schema.boolean("strict"),
    )


_OUTPUTS: dict[str, Callable[[Cursor], OutputFormat]] = {
    "text": lambda _: OutputFormat("text"),
    "json_object": lambda _: OutputFormat("json"),
    "json_schema": _schema,
}


def _logprobs(cursor: Cursor) -> int | None:
    wanted, alternatives = cursor.boolean("logprobs"), cursor.integer("top_logprobs")
    return (alternatives or 0) if wanted else None


def _user(cursor: Cursor, losses: Losses) -> str | None:
    """The end user: `safety_identifier` has taken the place of `user`."""
    user, identifier = cursor.string("user"), cursor.string("safety_identifier")
    if user and identifier and user != identifier:
        losses.dropped("request.user", "safety_identifier says who the user is")
    return identifier or user
