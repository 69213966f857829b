import pytest

from tests.translators.openai_chat.client import UPSTREAM, cursor
from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.hub.parts import (
    CacheMark,
    Foreign,
    Inline,
    Media,
    Part,
    Reasoning,
    Refusal,
    Seal,
    Stored,
    Text,
    ToolCall,
    Url,
)
from translators.opaque import seals
from translators.openai_chat.content_decode import (
    read_cache,
    read_content,
    read_part,
    read_thinking,
)
from translators.openai_chat.vocabulary import CLIENT

PNG = "data:image/png;base64,AAAA"
PDF = "data:application/pdf;base64,AAAA"


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        pytest.param({"type": "text", "text": "hi"}, Text("hi"), id="text"),
        pytest.param({"type": "refusal", "refusal": "no"}, Refusal("no"), id="refusal"),
        pytest.param(
            {"type": "image_url", "image_url": {"url": "https://a.example/b", "detail": "low"}},
            Media("image", Url("https://a.example/b"), detail="low"),
            id="image by URL",
        ),
        pytest.param(
            {"type": "image_url", "image_url": {"url": PNG}},
            Media("image", Inline("AAAA"), "image/png"),
            id="image in a data URL",
        ),
        pytest.param(
            {"type": "image_url", "image_url": PNG},
            Media("image", Inline("AAAA"), "image/png"),
            id="image as Mistral has it",
        ),
        pytest.param(
            {"type": "video_url", "video_url": {"url": "https://a.example/b"}},
            Media("video", Url("https://a.example/b")),
            id="video",
        ),
        pytest.param(
            {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "mp3"}},
            Media("audio", Inline("AAAA"), "audio/mpeg"),
            id="audio",
        ),
        pytest.param(
            {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "flac"}},
            Media("audio", Inline("AAAA"), "audio/flac"),
            id="audio of another format",
        ),
        pytest.param(
            {"type": "file", "file": {"file_data": PDF, "filename": "a.pdf"}},
            Media("document", Inline("AAAA"), "application/pdf", "a.pdf"),
            id="file in a data URL",
        ),
        pytest.param(
            {"type": "file", "file": {"file_data": "AAAA", "filename": "a.txt"}},
            Media("document", Inline("AAAA"), "text/plain", "a.txt"),
            id="file as bare base64",
        ),
        pytest.param(
            {"type": "file", "file": {"file_data": "https://a.example/s.mp3", "filename": "s.mp3"}},
            Media("audio", Url("https://a.example/s.mp3"), "audio/mpeg", "s.mp3"),
            id="sound as a file by URL",
        ),
        pytest.param(
            {"type": "file", "file": {"file_id": "file-1"}},
            Media("document", Stored("file-1", CLIENT)),
            id="stored file",
        ),
        pytest.param(
            {"type": "thinking", "thinking": [{"type": "text", "text": "a"}, {"text": "b"}]},
            Reasoning("ab"),
            id="thinking in pieces",
        ),
        pytest.param({"type": "thinking", "thinking": "ab"}, Reasoning("ab"), id="thinking"),
        pytest.param(
            {"type": "tool_use", "id": "toolu_1", "name": "f", "input": {"a": 1}},
            ToolCall("toolu_1", "f", '{"a":1}'),
            id="call as Messages writes it",
        ),
        pytest.param(
            {"type": "hologram", "data": 1},
            Foreign("openai-chat", "hologram", {"type": "hologram", "data": 1}),
            id="unknown",
        ),
    ],
)
def test_every_part_has_its_reader(part: Document, expected: Part) -> None:
    assert expected == read_part(cursor(part))


def test_everything_in_a_known_part_is_read() -> None:
    part = cursor(
        {
            "type": "text",
            "text": "hi",
            "cache_control": {"type": "ephemeral", "ttl": "1h"},
            "odd": 1,
        },
        "messages[0].content[0]",
    )
    read_part(part)

    assert list(part.unread()) == ["messages[0].content[0].odd"]


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ({"cache_control": {"type": "ephemeral"}}, CacheMark()),
        ({"cache_control": {"type": "ephemeral", "ttl": "1h"}}, CacheMark("1h")),
        ({"prompt_cache_breakpoint": {"mode": "explicit", "ttl": "30m"}}, CacheMark("30m")),
        ({}, None),
    ],
)
def test_a_cache_mark_is_read(mark: Document, expected: CacheMark | None) -> None:
    assert expected == read_cache(cursor(mark))


def test_a_signature_over_thinking_is_a_seal() -> None:
    part = cursor({"type": "thinking", "thinking": "t", "signature": "c2ln"})

    assert Reasoning("t", seal=Seal("signature", "c2ln", UPSTREAM)) == read_thinking(part, UPSTREAM)


def test_a_wrapped_signature_keeps_its_origin() -> None:
    seal = Seal("signature", "c2ln", UPSTREAM)
    part = cursor({"type": "thinking", "thinking": "t", "signature": seals.wrap(seal)})

    assert Reasoning("t", seal=seal) == read_thinking(part)


@pytest.mark.parametrize("content", [None, "", [], [{"type": "text", "text": ""}]])
def test_empty_content_has_no_parts(content: Json) -> None:
    assert read_content(cursor({"content": content})) == []


def test_a_string_is_one_text_with_its_place() -> None:
    (part,) = read_content(cursor({"content": "hi"}, "messages[3]"))

    assert (Text("hi"), "messages[3].content") == (part, part.path)


@pytest.mark.parametrize(
    ("part", "path"),
    [
        ({}, "type"),
        ({"type": "image_url"}, "image_url"),
        ({"type": "image_url", "image_url": {}}, "image_url.url"),
        ({"type": "file", "file": {"filename": "a.pdf"}}, "file"),
        ({"type": "text", "text": 5}, "text"),
    ],
)
def test_a_malformed_part_is_refused_by_its_place(part: Document, path: str) -> None:
    with pytest.raises(RequestError) as caught:
        read_part(cursor(part))

    assert path == caught.value.path
