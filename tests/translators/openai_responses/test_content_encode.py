"""Pieces of a request's content, and what has no form."""

import pytest

from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.document import Document
from translators.hub.parts import (
    CacheMark,
    Foreign,
    Inline,
    Media,
    Origin,
    Part,
    Plain,
    Source,
    Stored,
    Text,
    ToolCall,
    Url,
)
from translators.openai_responses.content_encode import write_piece
from translators.openai_responses.vocabulary import CLIENT, NAME
from translators.profile import Profile

CACHING = Profile(cache_marks=4)


def write(part: Part, context: Context | None = None) -> Document | None:
    return write_piece(part, context or Context())


def test_a_text_is_input_text() -> None:
    assert write(Text("Hi")) == {"type": "input_text", "text": "Hi"}


def test_an_empty_text_is_nothing() -> None:
    assert write(Text("")) is None


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (Url("https://a.example"), {"image_url": "https://a.example"}),
        (Inline("QUJD"), {"image_url": "data:image/gif;base64,QUJD"}),
        (Stored("file-1", CLIENT), {"file_id": "file-1"}),
    ],
)
def test_an_image_has_a_detail_always(source: Source, expected: Document) -> None:
    image = Media("image", source, "image/gif")

    assert write(image) == {"type": "input_image", "detail": "auto", **expected}


def test_the_detail_of_an_image_is_kept() -> None:
    piece = write(Media("image", Url("https://a.example"), detail="high"))

    assert piece is not None
    assert piece["detail"] == "high"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (Url("https://a.example"), {"file_url": "https://a.example"}),
        (
            Inline("QUJD"),
            {"filename": "a.pdf", "file_data": "data:application/pdf;base64,QUJD"},
        ),
        (Stored("file-1", CLIENT), {"file_id": "file-1"}),
    ],
)
def test_a_file_is_a_url_or_itself_or_stored(source: Source, expected: Document) -> None:
    assert write(Media("document", source, name="a.pdf")) == {"type": "input_file", **expected}


@pytest.mark.parametrize(
    ("media_type", "name"),
    [(None, "document.pdf"), ("text/plain", "document.txt"), ("text/csv", "document.csv")],
)
def test_a_file_without_name_gets_one(media_type: str | None, name: str) -> None:
    context = Context()

    piece = write(Media("document", Inline("QUJD"), media_type, path="messages[0]"), context)

    assert piece is not None
    assert piece["filename"] == name
    assert [str(loss) for loss in context.losses] == [
        "invented request.messages[].filename: required beside a file's data"
    ]


def test_a_plain_document_is_said_as_text() -> None:
    context = Context()

    assert write(Media("document", Plain("words")), context) == {
        "type": "input_text",
        "text": "words",
    }
    assert [loss.effect for loss in context.losses] == ["coerced"]


@pytest.mark.parametrize(
    ("media_type", "suffix"), [("audio/x-wav", "wav"), ("audio/mpeg", "mp3"), (None, "wav")]
)
def test_sound_is_named_by_its_format(media_type: str | None, suffix: str) -> None:
    assert write(Media("audio", Inline("QUJD"), media_type)) == {
        "type": "input_audio",
        "input_audio": {"data": "QUJD", "format": suffix},
    }


def test_foreign_content_of_this_dialect_is_given_back() -> None:
    piece: Document = {"type": "input_smell"}

    assert write(Foreign(NAME, "content.input_smell", piece)) is piece


ELSEWHERE = Origin("anthropic-messages")

REFUSED: list[Part] = [
    Media("image", Stored("file_1", ELSEWHERE), path="messages[1]"),
    Media("image", Plain("words"), path="messages[1]"),
    Media("document", Stored("file_1", ELSEWHERE), path="messages[1]"),
    Media("audio", Url("https://a.example"), path="messages[1]"),
    Media("audio", Inline("QUJD"), "audio/flac", path="messages[1]"),
    Media("video", Inline("QUJD"), path="messages[1]"),
    Foreign("anthropic-messages", "search_result", {}, path="messages[1]"),
    ToolCall("c", "f", path="messages[1]"),
]


@pytest.mark.parametrize("part", REFUSED)
def test_what_has_no_form_is_refused_with_its_place(part: Part) -> None:
    with pytest.raises(RequestError, match=r"messages\[1\]: "):
        write(part)


@pytest.mark.parametrize("part", REFUSED)
def test_what_has_no_form_is_dropped_where_that_is_allowed(part: Part) -> None:
    context = Context(drop_content=True)

    assert write(part, context) is None
    assert [(loss.effect, loss.path) for loss in context.losses] == [
        ("dropped", "request.messages[]")
    ]


def test_a_cache_mark_stands_on_its_piece() -> None:
    assert write(Text("Hi", cache=CacheMark("12h")), Context(profile=CACHING)) == {
        "type": "input_text",
        "text": "Hi",
        "prompt_cache_breakpoint": {"mode": "explicit", "ttl": "12h"},
    }


def test_a_time_that_no_cache_lasts_is_left_to_the_upstream() -> None:
    context = Context(profile=CACHING)

    piece = write(Text("Hi", cache=CacheMark("5m")), context)

    assert piece is not None
    assert piece["prompt_cache_breakpoint"] == {"mode": "explicit"}
    assert [loss.path for loss in context.losses] == ["request.cache.ttl"]
