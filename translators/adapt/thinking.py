"""Effort ⇄ budget ⇄ switch: how thinking is asked for, in the upstream's way.

The figures join the vendors' scales where their documentation puts them: an effort is a share of
what a model may think, a budget counts tokens.
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import dropwhile, takewhile

from translators.adapt.changed import changed
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

ANSWER = 1024
"""Tokens of the output limit that a budget of our choice leaves for the answer."""

OFF = "none"
"""The effort that switches thinking off."""

type Conversion = Callable[[Thinking, Request, Context], Thinking | None]


def fit(request: Request, context: Context) -> Request:
    """Ask for thinking in the way that the profile says; record what that changes."""
    thinking = request.thinking
    if thinking is None:
        return request
    if thinking.enabled is None and (thinking.effort == OFF or thinking.budget == 0):
        thinking = replace(thinking, enabled=False)
    fitted = CONVERSIONS[context.profile.thinking](thinking, request, context)
    said = fitted.summary if fitted is not None else None
    if thinking.summary is not None and said is None:
        context.losses.dropped("request.thinking.summary", "there is no thinking to tell")
    return changed(request, thinking=fitted)


def _nothing(thinking: Thinking, _request: Request, context: Context) -> Thinking | None:
    if _says_how_much(thinking):
        context.losses.dropped("request.thinking", "the upstream's model does not think on request")
    return None


def _effort(thinking: Thinking, _request: Request, context: Context) -> Thinking | None:
    effort = _effort_for(thinking, context)
    if effort is None and thinking.summary is None:
        # Thinking was asked for without saying how much: that is the default of these models.
        return None
    return Thinking(effort=effort, summary=thinking.summary)


def _switch(thinking: Thinking, _request: Request, context: Context) -> Thinking | None:
    if thinking.enabled is False:
        return _off(context)
    if not _says_how_much(thinking):
        return None
    if thinking.effort is not None or thinking.budget is not None:
        context.losses.coerced("request.thinking", "thinking can only be switched on or off")
    return Thinking(enabled=True)


def _adaptive(thinking: Thinking, request: Request, context: Context) -> Thinking | None:
    if thinking.enabled is False:
        return _off(context)
    if not _says_how_much(thinking):
        return None
    if _forces_tool(request, context.profile):
        context.losses.coerced("request.thinking", "a forced tool call excludes thinking")
        return _off(context)
    effort = _effort_for(thinking, context)
    return Thinking(enabled=True, adaptive=True, effort=effort, summary=thinking.summary)


def _budget(thinking: Thinking, request: Request, context: Context) -> Thinking | None:
    if thinking.enabled is False:
        return _off(context)
    if not _says_how_much(thinking):
        return None
    if obstacle := _obstacle(request, context.profile):
        context.losses.coerced("request.thinking", obstacle)
        return _off(context)
    wanted, limit = _budget_for(thinking, request, context)
    given = max(min(wanted, limit), context.profile.minimum_budget)
    if given != wanted:
        context.losses.coerced("request.thinking.budget", "outside of what the upstream takes")
    return Thinking(enabled=True, budget=given, summary=thinking.summary)


CONVERSIONS: dict[str, Conversion] = {
    "none": _nothing,
    "effort": _effort,
    "switch": _switch,
    "adaptive": _adaptive,
    "budget": _budget,
}
"""How a wish to think is said, by what the profile says of thinking."""


def _says_how_much(thinking: Thinking) -> bool:
    """Whether thinking is asked for at all, and not only how it is to be told if there is some."""
    return bool(thinking.enabled or thinking.effort not in (None, OFF) or thinking.budget)


def _off(context: Context) -> Thinking | None:
    profile = context.profile
    if not profile.thinking_always:
        return Thinking(enabled=False)
    context.losses.coerced("request.thinking", "the upstream's model always thinks")
    if profile.thinking == "adaptive":
        return Thinking(enabled=True, adaptive=True, effort=profile.efforts[0])
    return None


def _effort_for(thinking: Thinking, context: Context) -> str | None:
    """The accepted effort that is nearest to the wish; None if it names none."""
    wanted = OFF if thinking.enabled is False else thinking.effort
    if wanted is None and thinking.budget is not None:
        wanted = _effort_of(thinking.budget)
        context.losses.coerced("request.thinking.budget", "a budget is said as an effort")
    if wanted is None:
        return None
    given = _nearest(wanted, context.profile.efforts)
    if given != wanted:
        context.losses.coerced("request.thinking.effort", f"the upstream knows no {wanted!r}")
    return given


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


def _budget_for(thinking: Thinking, request: Request, context: Context) -> tuple[int, int]:
    """The budget that is wished for, and the largest that fits in the output limit."""
    limit = _output_limit(request, context.profile)
    if thinking.budget is not None:
        return thinking.budget, limit - 1
    if thinking.effort is None:
        context.losses.invented("request.thinking.budget", "the upstream requires a budget")
    else:
        context.losses.coerced("request.thinking.effort", "an effort is said as a budget")
    return BUDGETS.get(thinking.effort or "", BUDGETS["medium"]), limit - ANSWER


def _obstacle(request: Request, profile: Profile) -> str | None:
    """Why thinking within a budget cannot be on at all, or None."""
    if _output_limit(request, profile) <= profile.minimum_budget:
        return "the output limit leaves no room for the smallest thinking budget"
    if _forces_tool(request, profile):
        return "a forced tool call excludes thinking"
    if _turn_lost_its_thinking(request):
        return "the running tool turn has no thinking of this upstream to go on from"
    return None


def _output_limit(request: Request, profile: Profile) -> int:
    """The tokens of thinking and answer together."""
    return request.max_tokens or profile.max_tokens_default or BUDGETS["max"] + ANSWER


def _forces_tool(request: Request, profile: Profile) -> bool:
    choice = request.tool_choice
    demanded = choice is not None and choice.mode in ("required", "named")
    return demanded and profile.tool_choice_required


def _turn_lost_its_thinking(request: Request) -> bool:
    """Whether the last turn of the assistant calls tools but does not begin with sealed thinking.

    Anthropic refuses to go on from there: "Expected `thinking` or `redacted_thinking`, but found
    `tool_use`". What follows the calls is their results, and maybe what the user says with them.
    """
    behind = dropwhile(lambda message: message.role != "assistant", reversed(request.messages))
    turn = list(takewhile(lambda message: message.role == "assistant", behind))
    parts = [part for message in reversed(turn) for part in message.parts]
    if not any(isinstance(part, ToolCall) for part in parts):
        return False
    first = parts[0]
    return not (isinstance(first, Reasoning) and first.seal is not None)
