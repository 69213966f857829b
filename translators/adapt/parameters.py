"""Tuning that the upstream has not: dropped with a loss, or brought within its bounds."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace

from translators.adapt.changed import changed
from translators.dialect import Context
from translators.hub.document import Document
from translators.hub.parts import CacheMark, Media, Part, Text, ToolCall, ToolResult
from translators.hub.request import Request, Sampling
from translators.hub.tools import AnyTool, Tool, ToolChoice

_LEGAL_USER = re.compile(r"[A-Za-z0-9_-]{6,64}")
_ABSENT = "the upstream has no such setting"
_UNSAID = Sampling()

_USUAL: Document = {
    "parallel_tool_calls": True,
    "verbosity": "medium",
    "service_tier": "auto",
    "metadata": {},
}
"""What is done wherever nothing is said: whoever asks for it and no more loses nothing."""


def fit(request: Request, context: Context) -> Request:
    """Drop or bound the knobs that the profile says the upstream does not take."""
    request = _cache_marks(request, context)
    return changed(
        request,
        max_tokens=_max_tokens(request.max_tokens, context),
        stop=_stop(request.stop, context),
        sampling=_sampling(request, context),
        tool_choice=_tool_choice(request.tool_choice, context),
        user=_user(request.user, context),
        **_optional(request, context),
    )


def _optional(request: Request, context: Context) -> dict[str, None]:
    """Fields that a profile has or has not, with nothing in between."""
    profile = context.profile
    absent: dict[str, None] = {}
    for field, taken in (
        ("parallel_tool_calls", profile.parallel_tool_calls),
        ("verbosity", profile.verbosity),
        ("logprobs", profile.logprobs),
        ("service_tier", profile.service_tier),
        ("metadata", profile.metadata),
    ):
        asked = getattr(request, field)
        if not taken and asked is not None:
            absent[field] = None
            if asked != _USUAL.get(field):
                context.losses.dropped(f"request.{field}", _ABSENT)
    return absent


def _max_tokens(asked: int | None, context: Context) -> int | None:
    profile = context.profile
    if asked is None:
        if profile.max_tokens_default is not None:
            context.losses.invented("request.max_tokens", "the upstream requires an output limit")
        return profile.max_tokens_default
    maximum = profile.max_tokens_maximum
    if maximum is not None and asked > maximum:
        context.losses.coerced("request.max_tokens", f"the upstream takes {maximum} at most")
        return maximum
    return asked


def _stop(stop: tuple[str, ...], context: Context) -> tuple[str, ...]:
    maximum = context.profile.stop_maximum
    if len(stop) <= maximum:
        return stop
    context.losses.dropped("request.stop", f"the upstream takes {maximum} stop sequences")
    return stop[:maximum]


def _sampling(request: Request, context: Context) -> Sampling:
    profile, sampling = context.profile, request.sampling
    if sampling == _UNSAID:
        return sampling
    for field, taken in (
        ("temperature", profile.temperature),
        ("top_p", profile.temperature),
        ("top_k", profile.top_k),
        ("seed", profile.seed),
        ("presence_penalty", profile.penalties),
        ("frequency_penalty", profile.penalties),
    ):
        if not taken and getattr(sampling, field) is not None:
            context.losses.dropped(f"request.sampling.{field}", _ABSENT)
            sampling = replace(sampling, **{field: None})
    sampling = _one_of_two(_while_thinking(sampling, request, context), context)
    maximum = profile.temperature_maximum
    if sampling.temperature is not None and sampling.temperature > maximum:
        context.losses.coerced("request.sampling.temperature", f"the highest is {maximum:g}")
        sampling = replace(sampling, temperature=maximum)
    return sampling


def _while_thinking(sampling: Sampling, request: Request, context: Context) -> Sampling:
    """Anthropic takes neither temperature nor top_k, and top_p only near 1, while it thinks."""
    thinking = request.thinking
    if context.profile.thinking not in ("budget", "adaptive") or thinking is None:
        return sampling
    if not thinking.enabled:
        return sampling
    low_top_p = sampling.top_p is not None and sampling.top_p < 0.95
    for field, refused in (
        ("temperature", sampling.temperature not in (None, 1)),
        ("top_k", sampling.top_k is not None),
        ("top_p", low_top_p),
    ):
        if refused:
            context.losses.dropped(f"request.sampling.{field}", "not taken while the model thinks")
            sampling = replace(sampling, **{field: None})
    return sampling


def _one_of_two(sampling: Sampling, context: Context) -> Sampling:
    """Newer Claudes take a temperature or `top_p`; a temperature of 1 says nothing."""
    if context.profile.temperature_beside_top_p or None in (sampling.temperature, sampling.top_p):
        return sampling
    field = "temperature" if sampling.temperature == 1 else "top_p"
    context.losses.dropped(f"request.sampling.{field}", "the other of the two is said already")
    return replace(sampling, **{field: None})


def _tool_choice(choice: ToolChoice | None, context: Context) -> ToolChoice | None:
    if choice is None or context.profile.tool_choice_required or choice.mode in ("auto", "none"):
        return choice
    context.losses.coerced("request.tool_choice", "the upstream cannot demand a tool call")
    return ToolChoice("auto")


def _user(user: str | None, context: Context) -> str | None:
    """An id of the end user that every vendor takes; long or odd ones become a digest (13)."""
    if user is None:
        return None
    if not context.profile.user:
        context.losses.dropped("request.user", _ABSENT)
        return None
    if _LEGAL_USER.fullmatch(user):
        return user
    context.losses.coerced("request.user", "not a legal id everywhere: sent as its digest")
    return hashlib.sha256(user.encode("utf-8", "surrogatepass")).hexdigest()


def _cache_marks(request: Request, context: Context) -> Request:
    """Keep the last marks that the upstream takes: they cover the longest prefixes."""
    surplus = _count_marks(request) - context.profile.cache_marks
    if surplus <= 0:
        return request
    context.losses.dropped(
        "request.cache", f"the upstream takes {context.profile.cache_marks} cache marks"
    )
    strip = _Strip(surplus)
    tools = tuple(strip.tool(tool) if isinstance(tool, Tool) else tool for tool in request.tools)
    messages = tuple(
        changed(message, parts=tuple(map(strip.part, message.parts)))
        for message in request.messages
    )
    return replace(request, tools=tools, messages=messages)


def _count_marks(request: Request) -> int:
    marked = (getattr(piece, "cache", None) is not None for piece in _pieces(request))
    return sum(marked)


def _pieces(request: Request) -> Iterator[AnyTool | Part]:
    """All that may bear a mark."""
    yield from request.tools
    for message in request.messages:
        for part in message.parts:
            yield part
            if isinstance(part, ToolResult):
                yield from part.content


class _Strip:
    """Removes the first `surplus` marks it meets."""

    def __init__(self, surplus: int) -> None:
        self._surplus = surplus

    def tool(self, tool: Tool) -> Tool:
        return replace(tool, cache=None) if self._take(tool.cache) else tool

    def part[P: Part](self, part: P) -> P:
        if isinstance(part, ToolResult):
            part = changed(part, content=tuple(map(self.part, part.content)))
        if isinstance(part, Text | Media | ToolCall | ToolResult) and self._take(part.cache):
            return replace(part, cache=None)
        return part

    def _take(self, mark: CacheMark | None) -> bool:
        if mark is None or self._surplus == 0:
            return False
        self._surplus -= 1
        return True
