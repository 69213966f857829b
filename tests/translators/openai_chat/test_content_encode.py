import pytest

from tests.translators.openai_chat.client import ELSEWHERE, UPSTREAM, context, cursor, losses
from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.hub.parts import (
    CacheMark,
    Foreign,
    Inline,
    Media,
    MediaKind,
    Part,
    Plain,
    Reasoning,
    Refusal,
    Stored,
    Text,
    Url,
)
from translators.openai_chat.content_decode import read_part
from translators.openai_chat.content_encode import (
    simplest,
    write_cache,
    write_content,
    write_media,
    write_part,
    write_text,
)

PNG = Inline("AAAA")


@pytest.mark.parametrize(
    "part",
    [
        Text("hi"),
        Text("hi", cache=CacheMark("1h")),
        Media("image", Url("https://a.example/b"), detail="low"),
        Media("image", PNG, "image/png", cache=CacheMark()),
        Media("video", Url("https://a.example/b")),
        Media("video", Inline("AAAA"), "video/mp4"),
        Media("audio", Inline("AAAA"), "audio/mpeg"),
        Media("audio", Inline("AAAA"), "audio/flac"),
        Media("audio", Url("https://a.example/s.mp3"), "audio/mpeg", "s.mp3"),
        Media("document", Inline("AAAA"), "application/pdf", "a.pdf"),
        Media("document", Stored("file-1", UPSTREAM)),
        Foreign("openai-chat", "hologram", {"type": "hologram", "data": 1}),
    ],
)
def test_what_is_written_is_read_again(part: Part) -> None:
    of = context()
    written = write_part(part, of)

    assert written is not None
    assert losses(of) == []
    found = read_part(cursor(written))
    if isinstance(part, Media) and isinstance(part.source, Stored):
        assert isinstance(found, Media)
        assert isinstance(found.source, Stored)
        assert found.source.id == part.source.id
    else:
        assert found == part


@pytest.mark.parametrize(
    ("parts", "content"),
    [
        ([], ""),
        ([Text("")], ""),
        ([Text("a")], "a"),
        ([Refusal("no")], "no"),
        ([Text(""), Text("a")], "a"),
        ([Text("a"), Text("b")], [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]),
        (
            [Text("a", cache=CacheMark())],
            [{"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}}],
        ),
    ],
)
def test_content_is_a_string_where_that_says_all(parts: list[Part], content: Json) -> None:
    assert write_content(parts, context()) == content


def test_media_alone_are_a_list() -> None:
    entry: Document = {"type": "image_url", "image_url": {"url": "https://a.example"}}

    assert simplest([entry]) == [entry]


def test_a_lifetime_that_is_unknown_here_becomes_the_usual_one() -> None:
    of = context()

    assert write_cache(CacheMark("30m"), of) == {"cache_control": {"type": "ephemeral"}}
    assert losses(of) == ["coerced request.cache"]


def test_a_document_as_text_is_text() -> None:
    of = context()
    part = Media("document", Plain("Once."), "text/plain", "tale.txt", path="m")

    assert write_media(part, of) == {"type": "text", "text": "tale.txt\n\nOnce."}
    assert losses(of) == ["coerced request.m"]


def test_file_data_without_a_name_gets_one() -> None:
    of = context()
    part = Media("document", Inline("AAAA"), "text/csv", path="m")

    assert write_media(part, of) == {
        "type": "file",
        "file": {"file_data": "data:text/csv;base64,AAAA", "filename": "document.csv"},
    }
    assert losses(of) == ["invented request.m"]


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("image", "image/png"), ("document", "application/pdf"), ("video", "video/mp4")],
)
def test_a_data_url_always_has_a_type(kind: MediaKind, media_type: str) -> None:
    written = write_media(Media(kind, Inline("AAAA"), name="n"), context())

    assert f"data:{media_type};base64,AAAA" in str(written)


@pytest.mark.parametrize(
    "part",
    [
        Media("image", Stored("file-1", ELSEWHERE), path="m.content[0]"),
        Media("audio", Inline("AAAA"), path="m.content[0]"),
        Foreign("anthropic-messages", "search_result", {}, path="m.content[0]"),
    ],
)
def test_content_that_cannot_be_said_is_refused_by_its_place(part: Part) -> None:
    with pytest.raises(RequestError) as caught:
        write_part(part, context())

    assert caught.value.path == "m.content[0]"


def test_content_is_dropped_where_the_policy_allows_it() -> None:
    of = context()
    of.drop_content = True
    part = Foreign("anthropic-messages", "search_result", {}, path="m.content[0]")

    assert write_part(part, of) is None
    assert losses(of) == ["dropped request.m.content[]"]


def test_what_belongs_to_another_role_is_lost() -> None:
    of = context()

    assert write_part(Reasoning("t", path="m"), of) is None
    assert losses(of) == ["dropped request.m"]


def test_probabilities_of_earlier_answers_are_lost() -> None:
    of = context()
    token: Document = {"token": "Hi", "logprob": -1}

    assert write_text(Text("Hi", logprobs=(token,), path="a"), of) == {"type": "text", "text": "Hi"}
    assert losses(of) == ["dropped request.a.logprobs"]
