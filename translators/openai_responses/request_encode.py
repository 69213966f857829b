"""The hub's request → an upstream's Responses request.

Here are the knobs; messages are written in `input_encode`, tools in `tools_encode`. A field that
the API has no word for is a loss, and so is every extra that is not taken.
"""

from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.parts import Text
from translators.hub.request import Message, OutputFormat, Request, Thinking
from translators.openai_responses.input_encode import InputWriter
from translators.openai_responses.tools_encode import write_tool_choice, write_tools
from translators.openai_responses.vocabulary import (
    FAMILY,
    LOGPROBS,
    SEALS,
    SERVICE_TIERS,
    SUMMARIES,
)

MINIMUM_OUTPUT = 16
"""The API refuses a smaller `max_output_tokens`; clients that probe a key ask for 1."""

_TAKEN = frozenset(
    {
        "context_management",
        "image",
        "include",
        "max_tool_calls",
        "moderation",
        "prompt_cache_key",
        "prompt_cache_options",
        "prompt_cache_retention",
        "store",
        "truncation",
    }
)
"""Extras of the family that mean the same here.

Not taken is what names things in another account's store (`previous_response_id`, `conversation`,
`prompt`), and `background`, which is answered by a promise instead of an answer.
"""

_SHOWN = frozenset({"summarized", "updates"})
"""How Messages asks to be told of the thinking."""

_NO_WORD = "the Responses API has no such setting"


def encode_request(request: Request, context: Context) -> Document:
    """Write a request that has been made to fit the upstream's profile.

    Raises:
        RequestError: it holds content that the API has no form for.
    """
    instructions, messages = _instructions(request.messages)
    writer = InputWriter(context)
    for message in messages:
        writer.write(message)
    document: Document = {"model": request.model}
    if instructions:
        document["instructions"] = instructions
    document["input"] = writer.items
    if request.tools and (tools := write_tools(request, context)):
        document["tools"] = tools
    if request.tool_choice is not None:
        document["tool_choice"] = write_tool_choice(request.tool_choice, request)
    document |= _knobs(request, context)
    _extras(request, document, context)
    _includes(request, document, context)
    _report_wordless(request, context)
    return document


def _instructions(messages: tuple[Message, ...]) -> tuple[str, tuple[Message, ...]]:
    """The leading system message as one text, if it is one and is not all there is."""
    if len(messages) < 2 or messages[0].role != "system" or messages[0].name is not None:
        return "", messages
    texts: list[str] = []
    for part in messages[0].parts:
        if not isinstance(part, Text) or part.cache is not None:
            return "", messages
        texts.append(part.text)
    return "\n\n".join(filter(None, texts)), messages[1:]


def _knobs(request: Request, context: Context) -> Document:
    knobs: Document = {
        "parallel_tool_calls": request.parallel_tool_calls,
        "max_output_tokens": _max_tokens(request.max_tokens, context),
        "temperature": request.sampling.temperature,
        "top_p": request.sampling.top_p,
        "top_logprobs": request.logprobs or None,
        "reasoning": _reasoning(request.thinking, context),
        "text": _text(request, context),
        "safety_identifier": request.user,
        "metadata": request.metadata,
        "service_tier": _service_tier(request.service_tier, context),
        "stream": True if request.stream else None,
    }
    return {key: value for key, value in knobs.items() if value is not None}


def _max_tokens(asked: int | None, context: Context) -> int | None:
    if asked is None or asked >= MINIMUM_OUTPUT:
        return asked
    context.losses.coerced("request.max_tokens", f"the API takes {MINIMUM_OUTPUT} at least")
    return MINIMUM_OUTPUT


def _reasoning(thinking: Thinking | None, context: Context) -> Json:
    thinking = thinking or Thinking()
    reasoning: Document = {}
    effort = thinking.effort or ("none" if thinking.enabled is False else None)
    if effort is not None:
        reasoning["effort"] = effort
    if thinking.budget is not None:
        context.losses.dropped("request.thinking.budget", "Responses asks for an effort only")
    if (summary := _summary(thinking.summary, context)) is not None:
        reasoning["summary"] = summary
    return reasoning or None


def _summary(summary: str | None, context: Context) -> str | None:
    """How to tell the thinking; what Messages calls `omitted` is the default here.

    Whoever switches thinking on expects to be shown it: that is the default everywhere but here.
    """
    if summary is None:
        asked = context.request.thinking
        if asked is None or not asked.enabled or context.profile.thinking == "none":
            return None
        context.losses.invented("request.thinking.summary", "unsaid, only here nothing is shown")
        return "auto"
    if summary in SUMMARIES:
        return summary
    if summary in _SHOWN:
        return "auto"
    if summary != "omitted":
        context.losses.dropped("request.thinking.summary", f"Responses has no {summary!r}")
    return None


def _text(request: Request, context: Context) -> Json:
    text: Document = {}
    if request.output is not None:
        text["format"] = _format(request.output, context)
    if request.verbosity is not None:
        text["verbosity"] = request.verbosity
    return text or None


def _format(output: OutputFormat, context: Context) -> Document:
    if output.kind == "text":
        return {"type": "text"}
    if output.kind == "json":
        return {"type": "json_object"}
    if output.name is None:
        context.losses.invented("request.output.name", "required beside a schema")
    shape: Document = {
        "type": "json_schema",
        "name": output.name or "answer",
        "schema": output.schema or {},
        "description": output.description,
        "strict": output.strict,
    }
    return {key: value for key, value in shape.items() if value is not None}


def _service_tier(tier: str | None, context: Context) -> str | None:
    """The tier; Messages' `standard_only` is what OpenAI calls `default`."""
    if tier is None or tier in SERVICE_TIERS:
        return tier
    if tier == "standard_only":
        context.losses.coerced("request.service_tier", "OpenAI calls it 'default'")
        return "default"
    context.losses.dropped("request.service_tier", f"OpenAI has no {tier!r}")
    return None


def _extras(request: Request, document: Document, context: Context) -> None:
    for family, extras in request.extras.items():
        for key, value in extras.items():
            if family == FAMILY and _takes(key, value):
                document[key] = value
            else:
                context.losses.dropped(f"request.{key}", _NO_WORD)


def _takes(key: str, value: Json) -> bool:
    """Whether an extra goes in as it is; a choice of a hosted tool is one that only we wrote."""
    return key in _TAKEN or (key == "tool_choice" and isinstance(value, dict))


def _includes(request: Request, document: Document, context: Context) -> None:
    """Ask for what answers hold only on demand."""
    given = document.get("include")
    include: list[Json] = [*given] if isinstance(given, list) else []
    if request.logprobs is not None:
        include.append(LOGPROBS)
    if context.profile.thinking_history == "sealed":
        include.append(SEALS)
        context.losses.invented("request.include", "the next turn needs the reasoning's seal")
        if "store" not in document:
            document["store"] = False
            context.losses.invented("request.store", "the conversation is kept by the client")
    if include:
        document["include"] = include


def _report_wordless(request: Request, context: Context) -> None:
    sampling = request.sampling
    for field, value in (
        ("stop", request.stop or None),
        ("sampling.top_k", sampling.top_k),
        ("sampling.seed", sampling.seed),
        ("sampling.presence_penalty", sampling.presence_penalty),
        ("sampling.frequency_penalty", sampling.frequency_penalty),
    ):
        if value is not None:
            context.losses.dropped(f"request.{field}", _NO_WORD)
