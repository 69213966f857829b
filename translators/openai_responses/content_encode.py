"""Text, images, files and sound as pieces of a request's content.

What the API has no form for is refused with its place, or dropped where the user allows it.
"""

from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.parts import CacheMark, Foreign, Inline, Media, Part, Plain, Stored, Text, Url
from translators.openai_responses.vocabulary import CONTENT_MARK, NAME, data_url

_CACHE_TIMES = frozenset({"30m", "12h"})
"""How long a cache mark can last here."""

_SOUNDS = {
    "audio/wav": "wav",
    "audio/x-wav": "wav",
    "audio/wave": "wav",
    "audio/mpeg": "mp3",
    "audio/mp3": "mp3",
}
"""The API's formats by MIME type."""


def write_piece(part: Part, context: Context) -> Document | None:
    """A part as a piece of content; None for an empty text and for what was dropped."""
    match part:
        case Text():
            return _text(part, context)
        case Media():
            return _media(part, context)
        case Foreign() if part.dialect == NAME and part.kind.startswith(CONTENT_MARK):
            return part.value
        case Foreign():
            context.refuse(part.path, f"{part.kind} content of {part.dialect} exists only there")
        case _:
            context.refuse(part.path, "this cannot stand inside of a message")
    return None


def _text(text: Text, context: Context) -> Document | None:
    if not text.text:
        return None
    return {"type": "input_text", "text": text.text, **_cache(text.cache, context)}


def _media(media: Media, context: Context) -> Document | None:
    if media.kind == "image":
        piece = _image(media, context)
    elif media.kind == "document":
        piece = _file(media, context)
    elif media.kind == "audio":
        piece = _audio(media, context)
    else:
        piece = None
        context.refuse(media.path, "the Responses API takes no film")
    return None if piece is None else {**piece, **_cache(media.cache, context)}


def _image(media: Media, context: Context) -> Document | None:
    # The SDK's type requires `detail`; `auto` is the API's default.
    piece: Document = {"type": "input_image", "detail": media.detail or "auto"}
    match media.source:
        case Url(url):
            return {**piece, "image_url": url}
        case Inline(data):
            return {**piece, "image_url": data_url(data, media.media_type or "image/png")}
        case Stored(id=file, origin=origin) if origin.dialect == NAME:
            return {**piece, "file_id": file}
        case _:
            context.refuse(media.path, "an image must be given by URL or as base64")
            return None


def _file(media: Media, context: Context) -> Document | None:
    piece: Document = {"type": "input_file"}
    match media.source:
        case Url(url):
            return {**piece, "file_url": url}
        case Inline(data):
            url = data_url(data, media.media_type or "application/pdf")
            return {**piece, "filename": _file_name(media, context), "file_data": url}
        case Stored(id=file, origin=origin) if origin.dialect == NAME:
            return {**piece, "file_id": file}
        case Plain(text):
            context.losses.coerced(f"request.{media.path}", "a plain document is said as text")
            if media.name:
                text = f"{media.name}:\n\n{text}"
            return {"type": "input_text", "text": text} if text else None
        case _:
            context.refuse(media.path, "a file must be given by URL or as base64")
            return None


def _file_name(media: Media, context: Context) -> str:
    if media.name:
        return media.name
    context.losses.invented(f"request.{media.path}.filename", "required beside a file's data")
    subtype = (media.media_type or "application/pdf").rpartition("/")[2]
    return f"document.{'txt' if subtype == 'plain' else subtype}"


def _audio(media: Media, context: Context) -> Document | None:
    suffix = _SOUNDS.get(media.media_type or "audio/wav")
    if suffix is None or not isinstance(media.source, Inline):
        context.refuse(media.path, "sound must be given as base64 of WAV or MP3")
        return None
    return {"type": "input_audio", "input_audio": {"data": media.source.data, "format": suffix}}


def _cache(mark: CacheMark | None, context: Context) -> Document:
    if mark is None:
        return {}
    point: dict[str, Json] = {"mode": "explicit"}
    if mark.ttl in _CACHE_TIMES:
        point["ttl"] = mark.ttl
    elif mark.ttl is not None:
        context.losses.coerced("request.cache.ttl", f"no cache lasts {mark.ttl} here")
    return {"prompt_cache_breakpoint": point}
