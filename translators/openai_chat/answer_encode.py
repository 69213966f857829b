"""What a whole answer and a streamed one must say alike to a client."""

from translators.dialect import Context
from translators.hub.document import Document, Extras
from translators.hub.response import Stop, Usage
from translators.losses import Losses
from translators.openai_chat.usage import write_usage
from translators.openai_chat.vocabulary import (
    FAMILY,
    FINISH_REASONS,
    PARAGRAPH,
    SERVICE_TIERS,
    object_of,
)


class Prose:
    """Several text parts as the one string that this dialect has.

    Parts follow each other directly, because citations cut sentences in two; where something else
    stood between them, a blank line takes its place. `length` is what has been said so far,
    `interrupted` whether the next part is after something else.
    """

    def __init__(self) -> None:
        self.length = 0
        self.interrupted = False

    def interrupt(self) -> None:
        """Something that is no text stands here."""
        self.interrupted = self.length > 0

    def begin(self) -> str:
        """What must be said before the next part's first words."""
        separator = PARAGRAPH if self.interrupted else ""
        self.length += len(separator)
        self.interrupted = False
        return separator


def is_legacy(context: Context) -> bool:
    """Whether the client speaks the API before tools, and knows only `function_call`."""
    return bool(context.original.get("functions")) and not context.original.get("tools")


def wants_usage(context: Context) -> bool:
    """Whether the client asked for a last chunk with the usage."""
    return object_of(context.original.get("stream_options")).get("include_usage") is True


def model_name(upstream: str, context: Context) -> str:
    """The name that the client knows the model by."""
    return context.request.model or upstream


def write_finish(stop: Stop, context: Context, *, refused: bool, called: bool) -> str:
    """The finish reason.

    `refused` says whether the answer has a refusal of its own, `called` whether it has calls: they
    are run only where the reason names them (field guide 26).
    """
    if stop.kind == "refusal" and refused:
        return "stop"
    if stop.kind in {"refusal", "pause"}:
        reason = f"there is no such reason: said as {FINISH_REASONS[stop.kind]}"
        context.losses.coerced("response.stop", reason)
    if stop.sequence is not None:
        context.losses.dropped("response.stop.sequence", "which one was hit is not said here")
    reason = FINISH_REASONS["tool_calls" if called and stop.kind == "end" else stop.kind]
    return "function_call" if reason == "tool_calls" and is_legacy(context) else reason


def write_any_usage(usage: Usage | None, losses: Losses) -> Document:
    """The usage object; zeros where upstream never said."""
    if usage is None:
        losses.invented("response.usage", "the upstream never said: zeros")
    return write_usage(usage or Usage())


def write_extras(extras: Extras, tier: str | None, losses: Losses) -> Document:
    """What stands beside the choices: the tier, the fingerprint."""
    written: Document = {}
    # Messages' word for the same.
    tier = "default" if tier == "standard" else tier
    if tier in SERVICE_TIERS:
        written["service_tier"] = tier
    elif tier is not None:
        losses.dropped("response.service_tier", f"clients know no tier {tier!r}")
    for family, found in extras.items():
        for key, value in found.items():
            if family == FAMILY and key == "system_fingerprint" and isinstance(value, str):
                written[key] = value
            elif value is not None:
                losses.dropped(f"response.{key}", "Chat Completions has no such key")
    return written
