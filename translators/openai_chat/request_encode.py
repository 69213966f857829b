"""The hub's request → a document for an upstream that speaks Chat Completions.

Only what was said is written. What has no word here is dropped with a loss, and so is every extra
that this dialect does not have.
"""

from collections.abc import Callable

from translators.dialect import Context
from translators.hub.document import Document
from translators.hub.request import OutputFormat, Request, Sampling, Thinking
from translators.openai_chat.message_encode import write_messages
from translators.openai_chat.tools_encode import write_tools
from translators.openai_chat.vocabulary import FAMILY, SERVICE_TIERS

EXTRAS = frozenset(
    {
        "audio",
        "logit_bias",
        "modalities",
        "moderation",
        "prediction",
        "prompt_cache_key",
        "prompt_cache_options",
        "prompt_cache_retention",
        "store",
        "web_search_options",
    }
)
"""Keys of the family that mean here what they mean to whoever wrote them.

`n` is not among them: of several choices only one can be translated.
"""

SCHEMA_NAME = "answer"
"""What a schema is called that came without a name, which this dialect requires."""


def encode_request(request: Request, context: Context) -> Document:
    """Write the upstream's document.

    Raises:
        RequestError: it holds content that this dialect cannot say.
    """
    document: Document = {
        "model": request.model,
        "messages": write_messages(request.messages, context),
        **write_tools(request, context),
        **_limits(request, context),
        **_sampling(request.sampling, context),
        **_thinking(request.thinking, context),
        **_output(request.output, context),
        **_logprobs(request.logprobs),
        **_plain(request),
        **_tier(request.service_tier, context),
        **_stream(request, context),
    }
    return _extras(request, context) | document


def _limits(request: Request, context: Context) -> Document:
    document: Document = {}
    if request.max_tokens is not None:
        document[context.profile.max_tokens_key] = request.max_tokens
    if request.stop:
        document["stop"] = [*request.stop]
    return document


def _sampling(sampling: Sampling, context: Context) -> Document:
    said: Document = {
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "seed": sampling.seed,
        "presence_penalty": sampling.presence_penalty,
        "frequency_penalty": sampling.frequency_penalty,
    }
    if context.profile.top_k:
        said["top_k"] = sampling.top_k
    elif sampling.top_k is not None:
        # Not OpenAI's: a word of those servers that have it.
        context.losses.dropped("request.sampling.top_k", "the upstream has no such setting")
    return _without_null(said)


def _thinking(thinking: Thinking | None, context: Context) -> Document:
    """Thinking in the way that the profile names; parts that this way cannot say are reported."""
    if thinking is None:
        return {}
    way = _WAYS.get(context.profile.thinking)
    written, said = ({}, Thinking()) if way is None else way(thinking)
    for field in ("enabled", "effort", "budget"):
        if getattr(thinking, field) is not None and getattr(said, field) is None:
            # An effort or a budget says by itself that there is to be thinking.
            if field == "enabled" and written and thinking.enabled:
                continue
            context.losses.dropped(f"request.thinking.{field}", "the upstream has no such setting")
    if thinking.adaptive and not written:
        context.losses.dropped("request.thinking.adaptive", "the upstream has no such setting")
    if thinking.summary is not None:
        context.losses.dropped("request.thinking.summary", "the upstream has no such setting")
    return written


def _effort(thinking: Thinking) -> tuple[Document, Thinking]:
    if thinking.effort is None:
        return {}, Thinking()
    return {"reasoning_effort": thinking.effort}, Thinking(effort=thinking.effort)


def _switch(thinking: Thinking) -> tuple[Document, Thinking]:
    if thinking.enabled is None:
        return {}, Thinking()
    word = "enabled" if thinking.enabled else "disabled"
    return {"thinking": {"type": word}}, Thinking(enabled=thinking.enabled)


def _budget(thinking: Thinking) -> tuple[Document, Thinking]:
    if thinking.budget is None:
        return _adaptive(thinking)
    return {"reasoning": {"max_tokens": thinking.budget}}, Thinking(budget=thinking.budget)


def _adaptive(thinking: Thinking) -> tuple[Document, Thinking]:
    reasoning = _without_null({"enabled": thinking.enabled, "effort": thinking.effort})
    if not reasoning:
        return {}, Thinking()
    return {"reasoning": reasoning}, Thinking(enabled=thinking.enabled, effort=thinking.effort)


_WAYS: dict[str, Callable[[Thinking], tuple[Document, Thinking]]] = {
    "effort": _effort,
    "switch": _switch,
    "budget": _budget,
    "adaptive": _adaptive,
}
"""How each way of asking is written (OpenAI; DeepSeek, GLM and Kimi; OpenRouter): what is written,
and what of the wish that says."""


def _output(output: OutputFormat | None, context: Context) -> Document:
    if output is None:
        return {}
    if output.kind != "schema":
        kind = "json_object" if output.kind == "json" else "text"
        return {"response_format": {"type": kind}}
    if output.name is None:
        context.losses.invented("request.output.name", "a schema must have a name")
    schema = _without_null(
        {
            "name": output.name or SCHEMA_NAME,
            "description": output.description,
            "schema": output.schema,
            "strict": output.strict,
        }
    )
    return {"response_format": {"type": "json_schema", "json_schema": schema}}


def _logprobs(alternatives: int | None) -> Document:
    if alternatives is None:
        return {}
    return {"logprobs": True, **({"top_logprobs": alternatives} if alternatives else {})}


def _plain(request: Request) -> Document:
    """Fields that have the same name and values in the hub."""
    return _without_null(
        {
            "verbosity": request.verbosity,
            "user": request.user,
            "metadata": request.metadata,
        }
    )


def _tier(tier: str | None, context: Context) -> Document:
    """The tier, if it is one of this vendor's; Anthropic's plainest word has its like here."""
    if tier is None:
        return {}
    if tier in SERVICE_TIERS:
        return {"service_tier": tier}
    if tier in _TIERS:
        context.losses.coerced("request.service_tier", f"{tier!r} is called {_TIERS[tier]!r} here")
        return {"service_tier": _TIERS[tier]}
    context.losses.dropped("request.service_tier", f"there is no tier {tier!r} here")
    return {}


_TIERS = {"standard_only": "default"}


def _stream(request: Request, context: Context) -> Document:
    """Usage is always asked for: every other dialect's stream ends with it (field guide 33)."""
    if not request.stream:
        return {}
    if not context.profile.stream_usage:
        return {"stream": True}
    return {"stream": True, "stream_options": {"include_usage": True}}


def _extras(request: Request, context: Context) -> Document:
    taken: Document = {}
    for family, extras in request.extras.items():
        for key, value in extras.items():
            if family == FAMILY and key in EXTRAS:
                taken[key] = value
            else:
                context.losses.dropped(f"request.{key}", "Chat Completions has no such setting")
    return taken


def _without_null(document: Document) -> Document:
    return {key: value for key, value in document.items() if value is not None}
