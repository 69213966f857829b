"""Effort ⇄ budget ⇄ switch: how thinking is asked for, in the upstream's way.

The figures join the vendors' scales where their documentation puts them: an effort is a share of
what a model may think, a budget counts tokens.
"""

from dataclasses import replace

from translators.dialect import Context
from translators.hub.parts import Reasoning, ToolCall
from translators.hub.request import Request, Thinking
from translators.profile import Profile

BUDGETS: dict[str, int] = {
    "minimal": 1024,
    "low": 4096,
    "medium": 8192,
    "high": 16384,
    "xhigh": 24576,
    "max": 32768,
}
"""Tokens that an effort amounts to, weakest first."""

OFF = "none"
"""The effort that switches thinking off."""


def fit(request: Request, context: Context) -> Request:
    """Ask for thinking in the way that the profile says; record what that changes."""
    thinking = request.thinking
    if thinking is None:
        return request
    if thinking.enabled is None and thinking.effort == OFF:
        thinking = replace(thinking, enabled=False)
    convert = {
        "none": _nothing,
        "effort": _effort,
        "budget": _budget,
        "adaptive": _adaptive,
        "switch": _switch,
    }[context.profile.thinking]
    fitted = convert(thinking, request, context)
    if fitted is not None and fitted.summary != thinking.summary:
        context.losses.dropped("request.thinking.summary", "the upstream has no such setting")
    return replace(request, thinking=fitted)


def _nothing(thinking: Thinking, _request: Request, context: Context) -> Thinking | None:
    if thinking.enabled is not False:
        context.losses.dropped("request.thinking", "the upstream's model does not think on request")
    return None


def _switch(thinking: Thinking, _request: Request, context: Context) -> Thinking | None:
    if thinking.effort not in (None, OFF) or thinking.budget is not None:
        context.losses.coerced("request.thinking", "thinking can only be switched on or off")
    return Thinking(enabled=thinking.enabled is not False)


def _effort(thinking: Thinking, _request: Request, context: Context) -> Thinking | None:
    efforts = context.profile.efforts
    if thinking.enabled is False:
        wanted = OFF
    elif thinking.effort is not None:
        wanted = thinking.effort
    elif thinking.budget is not None:
        wanted = _effort_of(thinking.budget)
        context.losses.coerced("request.thinking.budget", "a budget is said as an effort")
    else:
        # Thinking was asked for without saying how much: that is the default of these models.
        return Thinking(summary=thinking.summary) if thinking.summary else None
    given = _nearest(wanted, efforts)
    if given != wanted:
        context.losses.coerced("request.thinking.effort", f"the upstream knows no {wanted!r}")
    return Thinking(effort=given, summary=thinking.summary)


def _adaptive(thinking: Thinking, request: Request, context: Context) -> Thinking | None:
    if thinking.enabled is False:
        return Thinking(enabled=False)
    if thinking.budget is not None:
        context.losses.coerced("request.thinking.budget", "a budget is said as an effort")
    if _forces_tool(request):
        context.losses.coerced("request.thinking", "a forced tool call excludes thinking")
        return Thinking(enabled=False)
    asked = _effort(replace(thinking, summary=None), request, _quiet(context))
    effort = asked.effort if asked is not None else None
    if thinking.effort is not None and effort != thinking.effort:
        context.losses.coerced(
            "request.thinking.effort", f"the upstream knows no {thinking.effort!r}"
        )
    return Thinking(enabled=True, adaptive=True, effort=effort)


def _budget(thinking: Thinking, request: Request, context: Context) -> Thinking | None:
    if thinking.enabled is False:
        return Thinking(enabled=False)
    budget = thinking.budget
    if budget is None:
        budget = BUDGETS.get(thinking.effort or "medium", BUDGETS["medium"])
        context.losses.coerced("request.thinking.effort", "an effort is said as a budget")
    obstacle = _budget_obstacle(request, context.profile)
    if obstacle is not None:
        context.losses.coerced("request.thinking", obstacle)
        return Thinking(enabled=False)
    given = max(min(budget, _room(request, context.profile)), context.profile.minimum_budget)
    if given != budget:
        context.losses.coerced("request.thinking.budget", "outside of what the upstream takes")
    return Thinking(enabled=True, budget=given)


def _budget_obstacle(request: Request, profile: Profile) -> str | None:
    """Why thinking cannot be on at all, or None."""
    if _room(request, profile) < profile.minimum_budget:
        return "the output limit leaves no room for the smallest thinking budget"
    if _forces_tool(request):
        return "a forced tool call excludes thinking"
    if _tool_turn_lost_its_thinking(request):
        return "the running tool turn has no thinking of this upstream to go on from"
    return None


def _room(request: Request, profile: Profile) -> int:
    """The largest budget: it counts within the output limit and must leave some of that."""
    limit = request.max_tokens or profile.max_tokens_default
    return limit - 1 if limit is not None else BUDGETS["max"]


def _forces_tool(request: Request) -> bool:
    choice = request.tool_choice
    return choice is not None and choice.mode in ("required", "named")


def _tool_turn_lost_its_thinking(request: Request) -> bool:
    """Whether the last assistant turn calls tools but does not begin with sealed thinking.

    Anthropic refuses to go on thinking from there.
    """
    for message in reversed(request.messages):
        if message.role == "user":
            return False
        if message.role == "assistant" and any(isinstance(p, ToolCall) for p in message.parts):
            first = message.parts[0]
            return not (isinstance(first, Reasoning) and first.seal is not None)
    return False


def _effort_of(budget: int) -> str:
    return next((effort for effort, tokens in BUDGETS.items() if budget <= tokens), "max")


def _nearest(wanted: str, efforts: tuple[str, ...]) -> str:
    """The accepted effort nearest to the wanted one; unknown words are left to the upstream.

    Thinking that is wanted is never switched off for it.
    """
    scale = [OFF, *BUDGETS]
    if wanted in efforts or wanted not in scale or not efforts:
        return wanted
    known = [effort for effort in efforts if effort in BUDGETS]
    place = scale.index(wanted)
    return min(known, key=lambda e: abs(scale.index(e) - place), default=efforts[-1])


def _quiet(context: Context) -> Context:
    """The same context, whose losses nobody reads."""
    return Context(profile=context.profile)
