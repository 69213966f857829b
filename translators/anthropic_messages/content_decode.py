"""Content blocks of a client's request → parts.

A block may become several parts, where a document holds media or what its reader must know of it:
nothing that the client said is dropped, and what is said otherwise is a loss.
"""

from collections.abc import Callable

from translators.anthropic_messages.block_decode import READERS, read_foreign, read_tool_use
from translators.anthropic_messages.vocabulary import CLIENT, read_cache
from translators.hub.parts import (
    Foreign,
    Inline,
    Media,
    Part,
    Plain,
    Source,
    Stored,
    Text,
    ToolResult,
    Url,
)
from translators.losses import Losses
from translators.wire.cursor import Cursor


def read_content(owner: Cursor, losses: Losses, key: str = "content") -> list[Part]:
    """The parts of a message, of a tool's result or of the instructions: a string or blocks."""
    value = owner.json(key)
    if isinstance(value, str):
        return [Text(value, path=owner.at(key))]
    return [part for block in owner.children(key) for part in _read_block(block, losses)]


def _read_block(block: Cursor, losses: Losses) -> list[Part]:
    kind = block.require_string("type")
    if own := _READERS.get(kind):
        return own(block, losses)
    if shared := READERS.get(kind):
        part = shared(block, CLIENT)
        return [] if part is None else [part]
    return [read_foreign(block, kind)]


def _image(block: Cursor, _losses: Losses) -> list[Part]:
    found = _source(block.require_child("source"))
    if found is None:
        return [read_foreign(block, "image")]
    source, media_type = found
    return [Media("image", source, media_type, cache=read_cache(block), path=block.path)]


def _document(block: Cursor, losses: Losses) -> list[Part]:
    source = block.require_child("source")
    if source.json("type") == "content":
        found: tuple[Source, str | None] | None = None
        inner = read_content(source, losses)
    else:
        found = _source(source)
        inner = []
        if found is None:
            return [read_foreign(block, "document")]
    title = block.string("title")
    lead = _lead(block, losses)
    cache = read_cache(block)
    if found is not None:
        media = Media("document", found[0], found[1], title, cache=cache, path=block.path)
        return [*lead, media]
    texts = [part.text for part in inner if isinstance(part, Text)]
    if len(texts) == len(inner):
        # The borders between chunks matter only for citations, which are lost anyway.
        plain = Plain("\n\n".join(texts))
        return [*lead, Media("document", plain, "text/plain", title, cache=cache, path=block.path)]
    losses.coerced(f"request.{block.path}", "a document of several blocks is said block by block")
    named: list[Part] = [] if title is None else [Text(title, path=block.at("title"))]
    return [*lead, *named, *inner]


def _lead(block: Cursor, losses: Losses) -> list[Part]:
    """What stands beside a document: words about it, and the wish to have it cited."""
    citations = block.child("citations")
    if citations is not None and citations.boolean("enabled"):
        losses.dropped(f"request.{citations.path}", "no other dialect cites a client's documents")
    context = block.string("context")
    if not context:
        return []
    losses.coerced(f"request.{block.at('context')}", "said as text before the document")
    return [Text(context, path=block.at("context"))]


def _source(source: Cursor) -> tuple[Source, str | None] | None:
    """Where media is, and its MIME type; None for a kind of source that is not known."""
    match source.require_string("type"):
        case "base64":
            return Inline(source.require_string("data")), source.string("media_type")
        case "url":
            return Url(source.require_string("url")), None
        case "text":
            return Plain(source.require_string("data")), source.string("media_type")
        case "file":
            return Stored(source.require_string("file_id"), CLIENT), None
        case _:
            return None


def _tool_result(block: Cursor, losses: Losses) -> list[Part]:
    content: list[Text | Media | Foreign] = []
    for part in read_content(block, losses):
        if isinstance(part, Text | Media | Foreign):
            content.append(part)
        else:
            losses.dropped(f"request.{part.path}", "a tool's result cannot hold this")
    result = ToolResult(
        block.string("tool_use_id", ""),
        tuple(content),
        is_error=block.boolean("is_error") or False,
        cache=read_cache(block),
        path=block.path,
    )
    return [result]


def _tool_use(block: Cursor, _losses: Losses) -> list[Part]:
    """A call of earlier.

    The API takes objects alone, but what went through other proxies holds text (field guide 30).
    """
    if not isinstance(block.json("input"), str):
        block.object("input")
    return [read_tool_use(block, CLIENT)]


def _tool_reference(block: Cursor, losses: Losses) -> list[Part]:
    """A tool that was found and may be called from now on; here every tool always may be."""
    name = block.require_string("tool_name")
    losses.coerced(f"request.{block.path}", "a reference to a tool is said as text")
    return [Text(f"The tool {name} is available.", cache=read_cache(block), path=block.path)]


def _search_result(block: Cursor, losses: Losses) -> list[Part]:
    """What a client's own search found: words that another dialect can only have as text."""
    losses.coerced(f"request.{block.path}", "a search result is said as text")
    heading = [block.string("title", ""), block.string("source", "")]
    citations = block.child("citations")
    if citations is not None:
        citations.boolean("enabled")
    texts = [part.text for part in read_content(block, losses) if isinstance(part, Text)]
    words = "\n".join(filter(None, (*heading, *texts)))
    return [Text(words, cache=read_cache(block), path=block.path)]


_READERS: dict[str, Callable[[Cursor, Losses], list[Part]]] = {
    "image": _image,
    "document": _document,
    "tool_use": _tool_use,
    "tool_result": _tool_result,
    "tool_reference": _tool_reference,
    "search_result": _search_result,
}
