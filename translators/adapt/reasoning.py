"""Earlier thinking, given back only to who can read it.

A seal goes to its own issuer and model or not at all: anyone else answers with an error (field
guide 15, 16, 19). Where an upstream wants thinking back as plain text, it gets that (21).
"""

from dataclasses import replace

from translators.adapt.changed import changed
from translators.dialect import Context
from translators.hub.parts import Origin, Part, Reasoning, Seal, ToolCall
from translators.hub.request import Request


def fit(request: Request, context: Context) -> Request:
    """Keep the reasoning and the seals that this upstream takes; report the others."""
    messages = tuple(
        changed(message, parts=_parts(message.parts, context))
        if message.role == "assistant"
        else message
        for message in request.messages
    )
    return changed(request, messages=messages)


def _parts(parts: tuple[Part, ...], context: Context) -> tuple[Part, ...]:
    kept: list[Part] = []
    for part in parts:
        match part:
            case Reasoning():
                if (reasoning := _reasoning(part, context)) is not None:
                    kept.append(reasoning)
            case ToolCall(seal=Seal() as seal):
                kept.append(
                    part if _readable(seal, part.path, context) else replace(part, seal=None)
                )
            case _:
                kept.append(part)
    return tuple(kept)


def _reasoning(part: Reasoning, context: Context) -> Reasoning | None:
    if part.seal is not None and not _readable(part.seal, part.path, context):
        part = replace(part, seal=None)
    match context.profile.thinking_history:
        case "sealed" if part.seal is not None:
            return part
        case "text" if part.visible:
            return part
        case "sealed":
            reason = "the upstream takes earlier thinking only under its own seal"
        case _:
            reason = "the upstream takes no earlier thinking"
    if part.visible:
        context.losses.dropped(f"request.{part.path}", reason)
    return None


def _readable(seal: Seal, path: str, context: Context) -> bool:
    origin = context.origin
    if context.profile.thinking_history == "sealed" and seal.origin == origin:
        return True
    context.losses.dropped(
        f"request.{path}",
        f"sealed ({seal.kind}) by {_issuer(seal.origin, origin)}: the upstream cannot read it",
    )
    return False


def _issuer(origin: Origin, ours: Origin) -> str:
    if origin != ours and replace(origin, account=ours.account) == ours:
        return f"another account at {origin.provider}"
    return "/".join(filter(None, (origin.provider, origin.model))) or "another issuer"
