"""Images and documents of a request → blocks of Messages.

It takes four kinds of images, PDF and plain text; anything else is refused by name rather than sent
to be refused.
"""

import base64
import binascii

from translators.anthropic_messages.vocabulary import NAME, say_cache
from translators.dialect import Context
from translators.hub.document import Document
from translators.hub.parts import Inline, Media, Plain, Stored, Url

IMAGES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
ALIASES = {"image/jpg": "image/jpeg"}

SIGNATURES = {
    "iVBORw0KGgo": "image/png",
    "/9j/": "image/jpeg",
    "R0lGOD": "image/gif",
    "UklGR": "image/webp",
    "JVBERi0": "application/pdf",
}
"""How a file of each kind begins, in base64."""

TEXTUAL = ("application/json", "application/xml", "application/yaml", "application/x-yaml")


def say_media(media: Media, context: Context) -> Document | None:
    """An image or document block; None for media that was dropped because the policy allows it.

    Raises:
        RequestError: Messages has no block for it.
    """
    _report_hints(media, context)
    match media.kind:
        case "image":
            source = _image_source(media, context)
        case "document":
            source = _document_source(media, context)
        case _:
            source = f"Messages takes no {media.kind}"
    if isinstance(source, str):
        context.refuse(media.path, source)
        return None
    block: Document = {"type": media.kind, "source": source}
    if media.kind == "document" and media.name:
        block["title"] = media.name
    if media.cache is not None:
        block["cache_control"] = say_cache(media.cache)
    return block


def _report_hints(media: Media, context: Context) -> None:
    path = f"request.{media.path or 'messages[].parts[]'}"
    if media.detail is not None:
        context.losses.dropped(f"{path}.detail", "Messages takes no resolution hint")
    if media.name and media.kind != "document":
        context.losses.dropped(f"{path}.name", f"Messages gives no names to {media.kind}s")


def _image_source(media: Media, context: Context) -> Document | str:
    """The source of an image, or why there is none."""
    match media.source:
        case Inline(data):
            media_type = _media_type(media, data, context)
            if media_type not in IMAGES:
                return f"Messages takes JPEG, PNG, GIF and WebP, not {media_type or 'this'}"
            return {"type": "base64", "media_type": media_type, "data": data}
        case Plain():
            return "an image cannot be text"
        case Url() | Stored() as source:
            return _reference(source)


def _document_source(media: Media, context: Context) -> Document | str:
    """The source of a document, or why there is none."""
    match media.source:
        case Plain(text):
            return {"type": "text", "media_type": "text/plain", "data": text}
        case Inline(data):
            return _inline_document(media, data, context)
        case Url() | Stored() as source:
            return _reference(source)


def _inline_document(media: Media, data: str, context: Context) -> Document | str:
    media_type = _media_type(media, data, context)
    if media_type == "application/pdf":
        return {"type": "base64", "media_type": media_type, "data": data}
    if media_type is None or not (media_type.startswith("text/") or media_type in TEXTUAL):
        return f"Messages takes PDF and text, not {media_type or 'this'}"
    try:
        text = base64.b64decode(data, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return f"expected {media_type} in UTF-8, as base64"
    if media_type != "text/plain":
        reason = f"{media_type} is sent as plain text"
        context.losses.coerced(f"request.{media.path or 'messages[].parts[]'}", reason)
    return {"type": "text", "media_type": "text/plain", "data": text}


def _reference(source: Url | Stored) -> Document | str:
    match source:
        case Url(url):
            if not url.startswith(("https://", "http://")):
                return f"Messages fetches http and https only, not {url.partition(':')[0]!r}"
            return {"type": "url", "url": url}
        case Stored(identifier, origin):
            if origin.dialect != NAME:
                return f"the file {identifier!r} is kept by another provider"
            return {"type": "file", "file_id": identifier}


def _media_type(media: Media, data: str, context: Context) -> str | None:
    """The MIME type without parameters, as said or as the first bytes tell it."""
    if media.media_type is not None:
        bare = media.media_type.partition(";")[0].strip().lower()
        return ALIASES.get(bare, bare)
    for beginning, media_type in SIGNATURES.items():
        if data.startswith(beginning):
            path = f"request.{media.path or 'messages[].parts[]'}.media_type"
            context.losses.invented(path, "told by the first bytes")
            return media_type
    return None
