"""Content that a client gives: text, images, files and sound, in messages and in tool outputs."""

from collections.abc import Callable

from translators.hub.parts import CacheMark, Foreign, Inline, Media, Source, Stored, Text, Url
from translators.openai_responses.vocabulary import CLIENT, CONTENT_MARK, NAME, read_source
from translators.wire.cursor import Cursor

type Content = Text | Media | Foreign


def read_content(holder: Cursor, key: str) -> list[Content]:
    """The content at `key` of a message or an output: one string, or a list of pieces."""
    content = holder.document.get(key)
    if isinstance(content, str):
        holder.ignore(key)
        return [Text(content, path=holder.at(key))]
    return [read_piece(piece) for piece in holder.children(key)]


def read_piece(piece: Cursor) -> Content:
    """One piece of content; of a kind that only this dialect has: `Foreign`."""
    kind = piece.require_string("type")
    reader = _READERS.get(kind)
    if reader is None:
        return Foreign(NAME, CONTENT_MARK + kind, piece.whole(), piece.path)
    return reader(piece)


def _text(piece: Cursor) -> Text:
    return Text(piece.string("text", ""), cache=_cache(piece), path=piece.path)


def _image(piece: Cursor) -> Media:
    source, media_type = _source(piece, "image_url", "image_url")
    return Media(
        "image",
        source,
        media_type,
        detail=piece.string("detail"),
        cache=_cache(piece),
        path=piece.path,
    )


def _file(piece: Cursor) -> Media:
    source, media_type = _source(piece, "file_url", "file_data")
    if isinstance(source, Url) and not piece.has("file_id") and piece.has("file_data"):
        # Some clients give bare base64 where the API asks for a data URL.
        source = Inline(source.url)
    return Media(
        "document",
        source,
        media_type,
        piece.string("filename"),
        piece.string("detail"),
        _cache(piece),
        piece.path,
    )


def _source(piece: Cursor, url_key: str, data_key: str) -> tuple[Source, str | None]:
    """Where the media are: a stored file, the data themselves, or an address."""
    stored, data, url = (piece.string(key) for key in ("file_id", data_key, url_key))
    if stored:
        return Stored(stored, CLIENT), None
    if data or url:
        return read_source(data or url or "")
    keys = ", ".join(dict.fromkeys((url_key, data_key, "file_id")))
    raise piece.fault(piece.path, f"one of {keys} must say where the content is")


def _audio(piece: Cursor) -> Media:
    sound = piece.require_child("input_audio")
    suffix = sound.string("format")
    source = Inline(sound.require_string("data"))
    return Media("audio", source, f"audio/{suffix}" if suffix else None, path=piece.path)


def _cache(piece: Cursor) -> CacheMark | None:
    mark = piece.child("prompt_cache_breakpoint")
    if mark is None:
        return None
    mark.ignore("mode")  # `explicit` is all that there is
    return CacheMark(mark.string("ttl"))


_READERS: dict[str, Callable[[Cursor], Content]] = {
    "input_text": _text,
    "output_text": _text,
    "text": _text,
    "input_image": _image,
    "input_file": _file,
    "input_audio": _audio,
}
"""`text` and `output_text` in a user's message are slips that the API itself forgives."""
