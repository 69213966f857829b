"""Pieces of content in a client's document: `content` as a string or a list of parts.

One small reader per `type`, found in a table; what no reader knows is carried as foreign.
"""

from collections.abc import Callable

from translators.hub.parts import (
    CacheMark,
    Foreign,
    Inline,
    Media,
    MediaKind,
    Origin,
    Part,
    Reasoning,
    Refusal,
    Stored,
    Text,
    ToolCall,
)
from translators.opaque import seals
from translators.openai_chat.vocabulary import (
    AUDIO_TYPES,
    CLIENT,
    NAME,
    media_type_of,
    read_source,
    text_of,
)
from translators.wire import json_bytes
from translators.wire.cursor import Cursor


def read_content(message: Cursor, key: str = "content") -> list[Part]:
    """The parts of `content`; empty text is no part."""
    value = message.json(key)
    if value is None or value == "":
        return []
    if isinstance(value, str):
        return [Text(value, path=message.at(key))]
    parts = [read_part(part) for part in message.children(key)]
    return [part for part in parts if part != Text("")]


def read_part(part: Cursor) -> Part:
    """One entry of a list of content."""
    kind = part.require_string("type")
    reader = READERS.get(kind)
    if reader is None:
        return Foreign(NAME, kind, part.whole(), part.path)
    return reader(part)


def read_cache(holder: Cursor) -> CacheMark | None:
    """The cache mark on a part, message or tool: `cache_control`, or OpenAI's own breakpoint."""
    mark = holder.child("cache_control") or holder.child("prompt_cache_breakpoint")
    if mark is None:
        return None
    mark.ignore("type", "mode")  # `ephemeral` and `explicit`: there are no others
    return CacheMark(mark.string("ttl"))


def read_thinking(part: Cursor, origin: Origin = CLIENT) -> Reasoning:
    """A `thinking` part of Mistral: text, or a list of text parts; `origin` made its seal."""
    part.ignore("closed")  # a mark of streams: this thinking is complete
    value = part.json("thinking")
    if isinstance(value, list):
        value = "".join(text_of(piece.json("text")) for piece in _pieces(part))
    signature = part.string("signature")
    seal = seals.read(signature, "signature", origin) if signature else None
    return Reasoning(text_of(value), seal=seal, path=part.path)


def _pieces(part: Cursor) -> list[Cursor]:
    pieces = part.children("thinking")
    for piece in pieces:
        piece.ignore("type")  # `text`
    return pieces


def _text(part: Cursor) -> Part:
    return Text(part.string("text", ""), cache=read_cache(part), path=part.path)


def _refusal(part: Cursor) -> Part:
    return Refusal(part.string("refusal", ""), path=part.path)


def _image(part: Cursor) -> Part:
    return _from_url(part, "image", "image_url")


def _video(part: Cursor) -> Part:
    return _from_url(part, "video", "video_url")


def _from_url(part: Cursor, kind: MediaKind, key: str) -> Media:
    """`{"image_url": {"url": …}}`, or as Mistral has it, `{"image_url": "…"}`."""
    value = part.json(key)
    if isinstance(value, str):
        url, detail = value, None
    else:
        place = part.require_child(key)
        url, detail = place.require_string("url"), place.string("detail")
    source, media_type = read_source(url)
    return Media(kind, source, media_type, None, detail, read_cache(part), part.path)


def _audio(part: Cursor) -> Part:
    sound = part.require_child("input_audio")
    data, name = sound.require_string("data"), sound.string("format")
    media_type = AUDIO_TYPES.get(name, f"audio/{name}") if name else None
    return Media("audio", Inline(data), media_type, cache=read_cache(part), path=part.path)


def _file(part: Cursor) -> Part:
    """A file of any kind, which its data URL or its name tells; a document where neither does."""
    place = part.require_child("file")
    name = place.string("filename")
    stored = place.string("file_id")
    data = place.string("file_data")
    if data is not None:
        source, media_type = read_source(data)
        if media_type is None and not data.startswith(("http://", "https://", "data:")):
            source = Inline(data)
    elif stored is not None:
        source, media_type = Stored(stored, CLIENT), None
    else:
        raise place.fault(place.path, "expected file_data or file_id, found neither")
    media_type = media_type or media_type_of(name)
    return Media(_kind(media_type), source, media_type, name, None, read_cache(part), part.path)


def _kind(media_type: str | None) -> MediaKind:
    family = (media_type or "").partition("/")[0]
    return _KINDS.get(family, "document")


_KINDS: dict[str, MediaKind] = {"image": "image", "audio": "audio", "video": "video"}


def _tool_use(part: Cursor) -> Part:
    """A call as Messages writes it, which clients of two dialects leave here (field guide 2)."""
    arguments = part.object("input") or {}
    return ToolCall(
        part.require_string("id"),
        part.require_string("name"),
        json_bytes.dumps(arguments).decode(),
        cache=read_cache(part),
        path=part.path,
    )


READERS: dict[str, Callable[[Cursor], Part]] = {
    "text": _text,
    "input_text": _text,  # Responses' words, which clients of both dialects leave here
    "output_text": _text,
    "refusal": _refusal,
    "image_url": _image,
    "input_audio": _audio,
    "video_url": _video,
    "file": _file,
    "thinking": read_thinking,
    "tool_use": _tool_use,
}
"""The reader of each part, by its `type`."""
