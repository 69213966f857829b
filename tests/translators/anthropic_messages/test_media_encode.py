"""Images and documents for an upstream: four kinds of images, PDF, text, and nothing else."""

import base64

import pytest

from tests.translators.anthropic_messages.client import context, losses
from translators.anthropic_messages.media_encode import say_media
from translators.anthropic_messages.vocabulary import NAME
from translators.errors import RequestError
from translators.hub.document import Document
from translators.hub.parts import CacheMark, Inline, Media, Origin, Plain, Stored, Url

PNG = Inline("iVBORw0KGgoAAA==")
PATH = "messages[0].content[0]"


def _base64(text: str) -> Inline:
    return Inline(base64.b64encode(text.encode()).decode())


@pytest.mark.parametrize(
    ("media", "source"),
    [
        (
            Media("image", PNG, "image/png"),
            {"type": "base64", "media_type": "image/png", "data": PNG.data},
        ),
        (
            Media("image", Url("https://e.org/a.png")),
            {"type": "url", "url": "https://e.org/a.png"},
        ),
        (
            Media("image", Stored("file_1", Origin(NAME))),
            {"type": "file", "file_id": "file_1"},
        ),
        (
            Media("document", Inline("JVBERi0="), "application/pdf"),
            {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0="},
        ),
        (
            Media("document", Plain("words"), "text/plain"),
            {"type": "text", "media_type": "text/plain", "data": "words"},
        ),
        (
            Media("document", Url("https://e.org/a.pdf")),
            {"type": "url", "url": "https://e.org/a.pdf"},
        ),
    ],
)
def test_media_has_a_source(media: Media, source: Document) -> None:
    here = context()

    assert say_media(media, here) == {"type": media.kind, "source": source}
    assert losses(here) == []


def test_a_document_has_a_title_and_a_cache_mark() -> None:
    media = Media("document", Plain("words"), name="facts.txt", cache=CacheMark())

    block = say_media(media, context())

    assert block is not None
    assert block["title"] == "facts.txt"
    assert block["cache_control"] == {"type": "ephemeral"}


@pytest.mark.parametrize(
    ("said", "sent"), [("image/jpg", "image/jpeg"), ("IMAGE/PNG; q=1", "image/png")]
)
def test_a_media_type_is_said_as_the_api_says_it(said: str, sent: str) -> None:
    block = say_media(Media("image", PNG, said), context())

    assert block is not None
    assert block["source"] == {"type": "base64", "media_type": sent, "data": PNG.data}


def test_a_media_type_that_nobody_said_is_told_by_the_first_bytes() -> None:
    here = context()

    block = say_media(Media("image", PNG, path=PATH), here)

    assert block is not None
    assert block["source"] == {"type": "base64", "media_type": "image/png", "data": PNG.data}
    assert losses(here) == ["invented request.messages[].content[].media_type"]


def test_text_in_base64_is_sent_as_text() -> None:
    here = context()

    block = say_media(Media("document", _base64("a,ü"), "text/csv", path=PATH), here)

    assert block is not None
    assert block["source"] == {"type": "text", "media_type": "text/plain", "data": "a,ü"}
    assert losses(here) == ["coerced request.messages[].content[]"]


@pytest.mark.parametrize(
    ("media", "words"),
    [
        (Media("audio", Inline("aGk="), "audio/wav"), "no audio"),
        (Media("video", Url("https://e.org/a.mp4")), "no video"),
        (Media("image", Inline("aGk="), "image/bmp"), "not image/bmp"),
        (Media("image", Inline("aGk=")), "not this"),
        (Media("image", Plain("a cat")), "cannot be text"),
        (Media("image", Url("data:image/png;base64,aGk=")), "not 'data'"),
        (Media("image", Stored("file-1", Origin("openai-chat"))), "another provider"),
        (Media("document", Inline("UEsDBA=="), "application/zip"), "not application/zip"),
        (Media("document", Inline("%%%"), "text/plain"), "as base64"),
        (Media("document", Inline("gICA"), "text/plain"), "in UTF-8"),
    ],
)
def test_what_messages_cannot_hold_is_refused(media: Media, words: str) -> None:
    with pytest.raises(RequestError, match=words):
        say_media(media, context())


def test_refused_media_is_dropped_where_the_policy_allows_it() -> None:
    here = context()
    here.drop_content = True

    assert say_media(Media("audio", Inline("aGk="), path=PATH), here) is None
    assert losses(here) == ["dropped request.messages[].content[]"]


def test_hints_that_messages_has_not_are_lost() -> None:
    here = context()

    say_media(Media("image", PNG, "image/png", name="a.png", detail="high", path=PATH), here)

    assert losses(here) == [
        "dropped request.messages[].content[].detail",
        "dropped request.messages[].content[].name",
    ]
