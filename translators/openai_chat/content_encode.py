"""Pieces of content → parts of an upstream's document.

Chat keeps words, media and results in separate places; here is how each piece is written, not
where. A piece that cannot be said is refused or reported, and gives nothing.
"""

import base64
from collections.abc import Callable, Iterable

from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.parts import (
    CacheMark,
    Foreign,
    Inline,
    Media,
    MediaKind,
    Part,
    Plain,
    Refusal,
    Stored,
    Text,
    Url,
)
from translators.openai_chat.vocabulary import AUDIO_FORMATS, EXTENSIONS, FAMILY, NAME, PARAGRAPH

_LIFETIMES = frozenset({"5m", "1h"})
"""What `cache_control.ttl` may say."""


def write_cache(mark: CacheMark | None, context: Context) -> Document:
    """`{"cache_control": …}` for a mark, `{}` for none: to be merged into its holder."""
    if mark is None:
        return {}
    control: Document = {"type": "ephemeral"}
    if mark.ttl in _LIFETIMES:
        control["ttl"] = mark.ttl
    elif mark.ttl is not None:
        context.losses.coerced("request.cache", f"no cache lives {mark.ttl}: the usual time is set")
    return {"cache_control": control}


def write_text(part: Text, context: Context) -> Document:
    """A text part; whose words those of earlier answers were cannot be told again."""
    if part.citations:
        context.losses.dropped(f"request.{part.path}.citations", "no message takes citations")
    if part.logprobs:
        context.losses.dropped(f"request.{part.path}.logprobs", "no message takes probabilities")
    return {"type": "text", "text": part.text, **write_cache(part.cache, context)}


def write_content(parts: Iterable[Part], context: Context) -> Json:
    """Content that may hold anything: a string where that says everything, else a list."""
    return simplest([entry for part in parts if (entry := write_part(part, context)) is not None])


def simplest(entries: list[Document]) -> Json:
    """One plain text part as a string, which every server takes; "" for none."""
    match entries:
        case []:
            return ""
        case [{"type": "text", "text": str(text), **others}] if not others:
            return text
        case _:
            return [*entries]


def write_part(part: Part, context: Context) -> Document | None:
    """One entry of a user's content; None where there is nothing to say."""
    match part:
        case Text():
            return write_text(part, context) if part.text else None
        case Refusal(text):
            return {"type": "text", "text": text} if text else None
        case Media():
            return write_media(part, context)
        case Foreign(dialect=dialect) if dialect == NAME:
            return part.value
        case Foreign(dialect, kind):
            context.refuse(
                part.path, f"only {dialect} has {kind!r}: leave it out, or say it as text"
            )
        case _:
            context.losses.dropped(f"request.{part.path}", "no part of a message of this role")
    return None


def write_media(media: Media, context: Context) -> Document | None:
    """Media in the part that this dialect has for its kind; a document as text is text."""
    if isinstance(media.source, Plain):
        return _plain(media, media.source, context)
    if isinstance(media.source, Stored) and not _readable(media.source):
        context.refuse(media.path, f"kept by {media.source.origin.dialect}: send the data itself")
        return None
    written = _MEDIA[media.kind](media, context)
    return None if written is None else {**written, **write_cache(media.cache, context)}


def _readable(stored: Stored) -> bool:
    """Whether a file is kept by this family: its dialects share their files."""
    return stored.origin.dialect.startswith(FAMILY)


def _plain(media: Media, source: Plain, context: Context) -> Document:
    context.losses.coerced(f"request.{media.path}", "a document given as text is sent as text")
    text = f"{media.name}{PARAGRAPH}{source.text}" if media.name else source.text
    return write_text(Text(text, cache=media.cache), context)


def _image(media: Media, context: Context) -> Document | None:
    if isinstance(media.source, Stored):
        return _file(media, context)
    place: Document = {"url": _url(media)}
    if media.detail is not None:
        place["detail"] = media.detail
    return {"type": "image_url", "image_url": place}


def _video(media: Media, context: Context) -> Document | None:
    if isinstance(media.source, Stored):
        return _file(media, context)
    return {"type": "video_url", "video_url": {"url": _url(media)}}


def _audio(media: Media, context: Context) -> Document | None:
    """Sound in the document; by URL it is a file (lingua__chatCompletionsUrlBackedAudio...)."""
    if not isinstance(media.source, Inline):
        return _file(media, context)
    if media.media_type is None:
        context.refuse(media.path, "the media type of sound is required: say it")
        return None
    name = AUDIO_FORMATS.get(media.media_type) or media.media_type.rpartition("/")[2]
    return {"type": "input_audio", "input_audio": {"data": media.source.data, "format": name}}


def _file(media: Media, context: Context) -> Document | None:
    if isinstance(media.source, Stored):
        return {"type": "file", "file": {"file_id": media.source.id}}
    place: Document = {"file_data": _url(media)}
    if media.name is not None:
        place["filename"] = media.name
    elif isinstance(media.source, Inline):
        # Data without a name is refused.
        context.losses.invented(f"request.{media.path}", "a file's data must have a name")
        place["filename"] = f"{media.kind}.{_extension(media.media_type)}"
    return {"type": "file", "file": place}


def _url(media: Media) -> str:
    match media.source:
        case Url(url):
            return url
        case Inline(data):
            return f"data:{media.media_type or _DEFAULT_TYPES[media.kind]};base64,{data}"
        case Plain(text):
            encoded = base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()
            return f"data:text/plain;base64,{encoded}"
        case Stored(identifier):
            return identifier


def _extension(media_type: str | None) -> str:
    return next((name for name, kind in EXTENSIONS.items() if kind == media_type), "pdf")


_DEFAULT_TYPES: dict[MediaKind, str] = {
    "image": "image/png",
    "document": "application/pdf",
    "audio": "audio/wav",
    "video": "video/mp4",
}
"""Where the type is not known: what is usual, since a data URL must name one."""

_MEDIA: dict[MediaKind, Callable[[Media, Context], Document | None]] = {
    "image": _image,
    "document": _file,
    "audio": _audio,
    "video": _video,
}
