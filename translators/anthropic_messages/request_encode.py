"""Hub → the Messages request that an upstream takes.

Strict: every field that this dialect has no word for is a loss, and nothing is set that the client
left unset, but for the output limit, without which the API answers nothing.
"""

from translators.anthropic_messages.conversation_encode import say_conversation
from translators.anthropic_messages.schema_encode import strict_schema
from translators.anthropic_messages.tool_encode import say_tool_choice, say_tools
from translators.anthropic_messages.vocabulary import FAMILY
from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.hub.request import OutputFormat, Request, Sampling, Thinking
from translators.losses import Losses
from translators.profile import Profile

FALLBACK_MAX_TOKENS = 4096
"""The output limit if neither the client nor the profile names one: every model takes it."""

EXTRAS = frozenset(
    {
        "anthropic_version",
        "cache_control",
        "compaction",
        "container",
        "context_management",
        "diagnostics",
        "fallbacks",
        "inference_geo",
        "mcp_servers",
        "safeguards",
        "speed",
        "thread",
        "user_profile_id",
        "workspace_id",
    }
)
"""Keys of this family that mean at the upstream what they meant to the client."""

SERVICE_TIERS = {"auto": "auto", "standard_only": "standard_only", "default": "standard_only"}

DISPLAYS = {
    "omitted": "omitted",
    "summarized": "summarized",
    "updates": "updates",
    "auto": "summarized",
    "concise": "summarized",
    "detailed": "summarized",
}
"""How thinking is told, by Messages' words and by those of OpenAI."""


def encode_request(request: Request, context: Context) -> Document:
    """Write the upstream's document.

    Raises:
        RequestError: content that Messages cannot say, or no content at all.
    """
    document: Document = {"model": request.model, "max_tokens": _max_tokens(request, context)}
    document.update(_tools(request, context))
    system, messages = say_conversation(request.messages, context)
    if not messages:
        raise RequestError("messages", "nobody has said anything: Messages needs a user's message")
    if system is not None:
        document["system"] = system
    document["messages"] = messages
    document.update(_knobs(request, context))
    _report_unsaid(request, context.losses)
    return document


def _tools(request: Request, context: Context) -> Document:
    said: Document = {}
    choice = say_tool_choice(request)
    if tools := say_tools(request, context):
        said["tools"] = tools
        if choice is not None:
            said["tool_choice"] = choice
    elif choice is not None:
        # "tool_choice may only be specified while providing tools"
        context.losses.dropped("request.tool_choice", "there is no tool to choose")
    return said


def _max_tokens(request: Request, context: Context) -> int:
    if request.max_tokens is not None:
        return request.max_tokens
    context.losses.invented("request.max_tokens", "Messages requires an output limit")
    return context.profile.max_tokens_default or FALLBACK_MAX_TOKENS


def _knobs(request: Request, context: Context) -> Document:
    knobs: Document = {}
    if stop := _stop_sequences(request.stop, context.losses):
        knobs["stop_sequences"] = stop
    knobs.update(_sampling(request.sampling, context.losses))
    knobs.update(_thinking_and_output(request, context))
    if request.user is not None:
        knobs["metadata"] = {"user_id": request.user}
    if tier := _service_tier(request, context.losses):
        knobs["service_tier"] = tier
    knobs.update(_extras(request, context.losses))
    if request.stream:
        knobs["stream"] = True
    return knobs


def _stop_sequences(stop: tuple[str, ...], losses: Losses) -> list[Json]:
    """Those that the API takes: "each stop sequence must contain non-whitespace"."""
    kept: list[Json] = [sequence for sequence in stop if sequence.strip()]
    if len(kept) < len(stop):
        losses.dropped("request.stop", "Messages stops at no white space alone")
    return kept


def _sampling(sampling: Sampling, losses: Losses) -> Document:
    said: Document = {}
    if sampling.temperature is not None:
        said["temperature"] = sampling.temperature
    if sampling.top_p is not None:
        if sampling.temperature is not None:
            # "`temperature` and `top_p` cannot both be specified for this model"
            losses.dropped("request.sampling.top_p", "Messages takes it or temperature, not both")
        else:
            said["top_p"] = sampling.top_p
    if sampling.top_k is not None:
        said["top_k"] = sampling.top_k
    for field in ("seed", "presence_penalty", "frequency_penalty"):
        if getattr(sampling, field) is not None:
            losses.dropped(f"request.sampling.{field}", "Messages has no such setting")
    return said


def _thinking_and_output(request: Request, context: Context) -> Document:
    """`thinking`, and what `output_config` says of effort and format."""
    said: Document = {}
    configuration: Document = {}
    thinking = request.thinking
    if thinking is not None:
        if mode := _thinking(thinking, context):
            said["thinking"] = mode
        if effort := _effort(thinking, context):
            configuration["effort"] = effort
    if schema := _output(request.output, context):
        configuration["format"] = {"type": "json_schema", "schema": schema}
    if configuration:
        said["output_config"] = configuration
    return said


def _thinking(thinking: Thinking, context: Context) -> Document | None:
    """Whether and how to think, in the way of the profile; None for the model's default."""
    said = _mode(thinking, context.profile)
    thinks = said is not None and said["type"] != "disabled"
    display = DISPLAYS.get(thinking.summary or "")
    if said is not None and thinks and display is not None:
        said["display"] = display
    elif thinking.summary is not None:
        reason = "no such way of telling" if thinks else "there is no thinking to tell"
        context.losses.dropped("request.thinking.summary", reason)
    if said is None and (thinking.enabled or thinking.budget is not None):
        context.losses.dropped("request.thinking", "the upstream's model is not asked to think")
    return said


def _mode(thinking: Thinking, profile: Profile) -> Document | None:
    way = profile.thinking
    if thinking.enabled is False or (way == "effort" and thinking.effort == "none"):
        return None if way == "none" else {"type": "disabled"}
    if way == "adaptive":
        return {"type": "adaptive"}
    if way == "budget" and thinking.budget is not None:
        return {"type": "enabled", "budget_tokens": thinking.budget}
    if way == "switch" and thinking.enabled:
        # The SDK requires a budget; the endpoints that only have a switch do not read it.
        budget = thinking.budget or profile.minimum_budget
        return {"type": "enabled", "budget_tokens": budget}
    return None


def _effort(thinking: Thinking, context: Context) -> str | None:
    if thinking.effort is None:
        return None
    if context.profile.thinking in ("effort", "adaptive"):
        return None if thinking.effort == "none" else thinking.effort
    context.losses.dropped("request.thinking.effort", "the upstream's model takes no effort")
    return None


def _output(output: OutputFormat | None, context: Context) -> Document | None:
    """The schema of the answer."""
    if output is None or output.kind == "text":
        return None
    if output.kind == "json" or output.schema is None:
        context.losses.dropped("request.output", "Messages promises no JSON without a schema")
        return None
    for field in ("name", "description"):
        if getattr(output, field) is not None:
            context.losses.dropped(f"request.output.{field}", "a format has only a schema here")
    if output.strict is False:
        context.losses.coerced("request.output.strict", "every schema is strict here")
    schema = strict_schema(output.schema)
    if schema is not output.schema:
        context.losses.coerced("request.output.schema", "a schema that Messages would refuse")
    return schema


def _service_tier(request: Request, losses: Losses) -> str | None:
    if request.service_tier is None:
        return None
    tier = SERVICE_TIERS.get(request.service_tier)
    if tier is None:
        losses.dropped("request.service_tier", f"Messages has no {request.service_tier!r}")
    elif tier != request.service_tier:
        losses.coerced("request.service_tier", f"said as {tier!r}")
    return tier


def _extras(request: Request, losses: Losses) -> Document:
    taken: Document = {}
    for family, document in request.extras.items():
        for key, value in document.items():
            if family == FAMILY and key in EXTRAS:
                taken[key] = value
            else:
                losses.dropped(f"request.{key}", "unknown to the upstream")
    return taken


def _report_unsaid(request: Request, losses: Losses) -> None:
    for field in ("verbosity", "logprobs", "metadata"):
        if getattr(request, field) is not None:
            losses.dropped(f"request.{field}", "Messages has no such setting")
