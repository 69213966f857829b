"""Text, images, files and sound that a client gives."""

import pytest

from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.hub.parts import CacheMark, Foreign, Inline, Media, Stored, Text, Url
from translators.openai_responses.content_decode import Content, read_content
from translators.openai_responses.vocabulary import CLIENT, NAME
from translators.wire.cursor import Cursor


def read(content: Json) -> list[Content]:
    cursor = Cursor({"content": content}, RequestError, "input[0]")
    parts = read_content(cursor, "content")
    assert list(cursor.unread()) == []
    return parts


def test_a_string_is_one_text() -> None:
    (part,) = read("Hi")

    assert part == Text("Hi")
    assert part.path == "input[0].content"


@pytest.mark.parametrize("kind", ["input_text", "output_text", "text"])
def test_a_text_may_be_called_by_several_names(kind: str) -> None:
    assert read([{"type": kind, "text": "Hi"}]) == [Text("Hi")]


def test_a_cache_mark_stands_on_its_piece() -> None:
    mark: Document = {"mode": "explicit", "ttl": "12h"}

    assert read([{"type": "input_text", "text": "Hi", "prompt_cache_breakpoint": mark}]) == [
        Text("Hi", cache=CacheMark("12h"))
    ]


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        (
            {"image_url": "https://a.example/b.png", "detail": "original"},
            Media("image", Url("https://a.example/b.png"), detail="original"),
        ),
        (
            {"image_url": "data:image/gif;base64,QUJD"},
            Media("image", Inline("QUJD"), "image/gif"),
        ),
        ({"file_id": "file-1"}, Media("image", Stored("file-1", CLIENT))),
    ],
)
def test_an_image_is_a_url_or_itself_or_stored(piece: Document, expected: Media) -> None:
    assert read([{"type": "input_image", **piece}]) == [expected]


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        (
            {"file_data": "data:application/pdf;base64,QUJD", "filename": "a.pdf"},
            Media("document", Inline("QUJD"), "application/pdf", "a.pdf"),
        ),
        ({"file_data": "QUJD"}, Media("document", Inline("QUJD"))),
        ({"file_url": "https://a.example"}, Media("document", Url("https://a.example"))),
        ({"file_id": "file-1"}, Media("document", Stored("file-1", CLIENT))),
    ],
)
def test_a_file_is_a_url_or_itself_or_stored(piece: Document, expected: Media) -> None:
    assert read([{"type": "input_file", **piece}]) == [expected]


def test_sound_knows_its_format() -> None:
    sound: Document = {"data": "QUJD", "format": "mp3"}

    assert read([{"type": "input_audio", "input_audio": sound}]) == [
        Media("audio", Inline("QUJD"), "audio/mp3")
    ]


def test_unknown_content_is_carried_verbatim() -> None:
    piece: Document = {"type": "input_smell", "smell": "rose"}

    assert read([piece]) == [Foreign(NAME, "content.input_smell", piece)]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ([{"type": "input_image"}], r"input\[0\]\.content\[0\]: one of image_url, file_id must"),
        ([{"type": "input_file"}], r"content\[0\]: one of file_url, file_data, file_id must"),
        ([{"text": "Hi"}], r"content\[0\]\.type: required"),
        (["Hi"], r"content\[0\]: expected an object"),
        ([{"type": "input_audio"}], r"content\[0\]\.input_audio: required"),
    ],
)
def test_broken_content_is_refused_with_its_place(content: Json, complaint: str) -> None:
    with pytest.raises(RequestError, match=complaint):
        read(content)
