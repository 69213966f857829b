"""Images, documents, sound and film: refused where the upstream takes none.

Media is content, and content is never dropped in silence: the client gets an error that names the
place, unless the user's loss policy allows dropping. What the assistant itself gave earlier is only
ever a loss: no conversation is refused because of its own past.
"""

from translators.adapt.changed import changed
from translators.dialect import Context
from translators.hub.parts import Media, Part, Plain, Stored, ToolResult, Url
from translators.hub.request import Message, Request


def fit(request: Request, context: Context) -> Request:
    """Refuse, or drop where the policy allows it, media that the upstream cannot take."""
    return changed(request, messages=tuple(_message(m, context) for m in request.messages))


def _message(message: Message, context: Context) -> Message:
    kept: list[Part] = []
    for part in message.parts:
        if isinstance(part, ToolResult):
            content = tuple(item for item in part.content if _takes(item, message, context))
            kept.append(changed(part, content=content))
        elif _takes(part, message, context):
            kept.append(part)
    return changed(message, parts=tuple(kept))


def _takes(part: Part, message: Message, context: Context) -> bool:
    if not isinstance(part, Media):
        return True
    reason = _obstacle(part, context)
    if reason is None:
        return True
    if message.role == "assistant":
        context.losses.dropped(f"request.{part.path}", reason)
    else:
        context.refuse(part.path, reason)
    return False


def _obstacle(media: Media, context: Context) -> str | None:
    profile, origin = context.profile, context.origin
    model = origin.model or "the upstream's model"
    if isinstance(media.source, Plain):
        return None  # Every dialect can say text.
    if media.kind not in profile.media:
        return f"{model} takes no {media.kind}"
    if isinstance(media.source, Url) and not profile.media_urls:
        return f"{origin.provider} fetches no URLs: send the {media.kind} itself, as base64"
    by_url = media.kind == "document" and isinstance(media.source, Url)
    if by_url and not profile.document_urls:
        return f"{origin.provider} fetches no documents: send it itself, as base64"
    if isinstance(media.source, Stored) and media.source.origin.dialect != origin.dialect:
        return (
            f"the file {media.source.id!r} is kept by another provider and cannot be read by "
            f"{origin.provider}: send the {media.kind} itself, as base64"
        )
    return None
