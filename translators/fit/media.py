"""Images, documents, sound and film: refused where the upstream takes none.

Media is content, and content is never dropped in silence: the client gets an error that names the
place, unless the user's loss policy allows dropping.
"""

from dataclasses import replace

from translators.dialect import Context
from translators.hub.parts import Media, Part, Stored, ToolResult, Url
from translators.hub.request import Request


def fit(request: Request, context: Context) -> Request:
    """Refuse, or drop where the policy allows it, media that the upstream cannot take."""
    messages = tuple(
        replace(message, parts=_parts(message.parts, context)) for message in request.messages
    )
    return replace(request, messages=messages)


def _parts(parts: tuple[Part, ...], context: Context) -> tuple[Part, ...]:
    kept: list[Part] = []
    for part in parts:
        if isinstance(part, ToolResult):
            content = tuple(item for item in part.content if _takes(item, context))
            kept.append(replace(part, content=content))
        elif _takes(part, context):
            kept.append(part)
    return tuple(kept)


def _takes(part: Part, context: Context) -> bool:
    if not isinstance(part, Media):
        return True
    reason = _obstacle(part, context)
    if reason is None:
        return True
    context.refuse(part.path, reason)
    return False


def _obstacle(media: Media, context: Context) -> str | None:
    profile, origin = context.profile, context.origin
    model = origin.model or "the upstream's model"
    if media.kind not in profile.media:
        return f"{model} takes no {media.kind}"
    if isinstance(media.source, Url) and not profile.media_urls:
        return f"{origin.provider} fetches no URLs: send the {media.kind} itself, as base64"
    if isinstance(media.source, Stored) and media.source.origin.dialect != origin.dialect:
        return (
            f"the file {media.source.id!r} is kept by another provider and cannot be read by "
            f"{origin.provider}: send the {media.kind} itself, as base64"
        )
    return None
