"""Sources of an answer: `url_citation` annotations, and Perplexity's list beside the choices.

This dialect has one text, so that places in it must be shifted where the hub has several parts.
"""

from collections.abc import Iterable

from translators.hub.document import Document, Json
from translators.hub.parts import Citation
from translators.losses import Losses
from translators.openai_chat.vocabulary import NAME, object_of, objects_of, text_of


def read_annotation(annotation: Document) -> Citation | None:
    """The source that an annotation names; None for one of another kind."""
    source = object_of(annotation.get("url_citation"))
    if not source:
        return None
    return Citation(
        url=text_of(source.get("url")) or None,
        title=text_of(source.get("title")) or None,
        quote=text_of(source.get("content")) or None,  # OpenRouter
        start=_place(source.get("start_index")),
        end=_place(source.get("end_index")),
        raw=annotation,
        dialect=NAME,
    )


def read_sources(document: Document) -> list[Citation]:
    """Perplexity's `citations`, with the titles that its `search_results` give them."""
    if not document.get("citations"):
        return []
    titles = {
        text_of(result.get("url")): text_of(result.get("title"))
        for result in objects_of(document.get("search_results"))
    }
    sources = document["citations"]
    return [
        Citation(url, titles.get(url) or None, dialect=NAME)
        for url in (sources if isinstance(sources, list) else ())
        if isinstance(url, str)
    ]


def write_annotations(
    citations: Iterable[Citation], offset: int, length: int, losses: Losses
) -> list[Document]:
    """The sources of the text part that begins at `offset` and has `length` characters.

    A citation that does not say which of its words it supports supports them all.
    """
    written: list[Document] = []
    for citation in citations:
        if citation.url is None:
            losses.dropped("response.parts[].citations[]", "a citation must have a URL here")
            continue
        if citation.quote is not None:
            losses.dropped("response.parts[].citations[].quote", "a citation quotes nothing here")
        for key in citation.unshared:
            reason = "a citation has only an address, a title and a place here"
            losses.dropped(f"response.parts[].citations[].{key}", reason)
        for key in ("title", "start", "end"):
            if getattr(citation, key) is None:
                reason = "required: the address for a title, all of the text for a place"
                losses.invented(f"response.parts[].citations[].{key}", reason)
        source: Document = {
            "start_index": offset + (citation.start or 0),
            "end_index": offset + (length if citation.end is None else citation.end),
            "title": citation.title or citation.url,
            "url": citation.url,
        }
        written.append({"type": "url_citation", "url_citation": source})
    return written


def _place(value: Json) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
