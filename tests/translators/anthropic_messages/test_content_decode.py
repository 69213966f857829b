"""Content blocks that only clients send."""

import pytest

from tests.translators.anthropic_messages.client import context, losses
from translators.anthropic_messages.content_decode import read_content
from translators.anthropic_messages.vocabulary import NAME
from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.hub.parts import (
    CacheMark,
    Foreign,
    Inline,
    Media,
    Origin,
    Part,
    Plain,
    Stored,
    Text,
    ToolCall,
    ToolResult,
    Url,
)
from translators.wire.cursor import Cursor


def _read(content: Json, of: Context | None = None) -> list[Part]:
    of = of or context()
    cursor = Cursor({"content": content}, RequestError, "messages[0]")
    parts = read_content(cursor, of.losses)
    of.losses.dropped("unread", ", ".join(cursor.unread()))
    return parts


def _document(source: Document, **more: Json) -> Document:
    return {"type": "document", "source": source, **more}


def test_a_string_is_text() -> None:
    (part,) = _read("Hello")

    assert part == Text("Hello")
    assert isinstance(part, Text)
    assert part.path == "messages[0].content"


def test_no_content_is_no_parts() -> None:
    assert _read(None) == []
    assert _read([]) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            {"type": "base64", "media_type": "image/png", "data": "aGk="},
            Media("image", Inline("aGk="), "image/png"),
        ),
        (
            {"type": "url", "url": "https://example.org/a.png"},
            Media("image", Url("https://example.org/a.png")),
        ),
        ({"type": "file", "file_id": "file_1"}, Media("image", Stored("file_1", Origin(NAME)))),
    ],
)
def test_an_image_comes_from_anywhere(source: Document, expected: Media) -> None:
    assert _read([{"type": "image", "source": source}]) == [expected]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0="},
            Media("document", Inline("JVBERi0="), "application/pdf", "T"),
        ),
        (
            {"type": "text", "media_type": "text/plain", "data": "words"},
            Media("document", Plain("words"), "text/plain", "T"),
        ),
        (
            {"type": "content", "content": "words"},
            Media("document", Plain("words"), "text/plain", "T"),
        ),
        (
            {
                "type": "content",
                "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}],
            },
            Media("document", Plain("a\n\nb"), "text/plain", "T"),
        ),
    ],
)
def test_a_document_has_a_title(source: Document, expected: Media) -> None:
    assert _read([_document(source, title="T")]) == [expected]


def test_what_is_said_of_a_document_comes_before_it() -> None:
    here = context()
    source: Document = {"type": "text", "media_type": "text/plain", "data": "words"}

    parts = _read([_document(source, context="From 1993.", citations={"enabled": True})], here)

    assert parts == [Text("From 1993."), Media("document", Plain("words"), "text/plain")]
    assert losses(here)[:2] == [
        "dropped request.messages[].content[].citations",
        "coerced request.messages[].content[].context",
    ]


def test_a_document_with_images_is_said_block_by_block() -> None:
    image: Document = {"type": "image", "source": {"type": "url", "url": "https://e.org/a.png"}}
    source: Document = {"type": "content", "content": [{"type": "text", "text": "a"}, image]}

    assert _read([_document(source, title="T")]) == [
        Text("T"),
        Text("a"),
        Media("image", Url("https://e.org/a.png")),
    ]


def test_media_from_an_unknown_place_is_foreign() -> None:
    image: Document = {"type": "image", "source": {"type": "s3", "key": "a"}}
    document = _document({"type": "s3", "key": "a"})

    assert _read([image, document]) == [
        Foreign(NAME, "image", image),
        Foreign(NAME, "document", document),
    ]


def test_a_tool_result_holds_text_and_images() -> None:
    block: Document = {
        "type": "tool_result",
        "tool_use_id": "toolu_1",
        "content": [
            {"type": "text", "text": "a"},
            {"type": "image", "source": {"type": "url", "url": "https://e.org/a.png"}},
        ],
        "is_error": True,
        "cache_control": {"type": "ephemeral"},
    }

    assert _read([block]) == [
        ToolResult(
            "toolu_1",
            (Text("a"), Media("image", Url("https://e.org/a.png"))),
            is_error=True,
            cache=CacheMark(),
        )
    ]


def test_a_tool_result_may_be_a_string_or_nothing() -> None:
    assert _read(
        [
            {"type": "tool_result", "tool_use_id": "a", "content": "words"},
            {"type": "tool_result", "tool_use_id": "b"},
        ]
    ) == [ToolResult("a", (Text("words"),)), ToolResult("b")]


def test_a_result_that_names_no_call_is_left_to_who_pairs_them() -> None:
    assert _read([{"type": "tool_result", "content": "words"}]) == [
        ToolResult("", (Text("words"),))
    ]


def test_a_call_inside_of_a_result_is_lost() -> None:
    here = context()
    inner: Document = {"type": "tool_use", "id": "a", "name": "f", "input": {}}

    assert _read([{"type": "tool_result", "tool_use_id": "a", "content": [inner]}], here) == [
        ToolResult("a")
    ]
    assert losses(here)[0] == "dropped request.messages[].content[].content[]"


def test_a_reference_to_a_tool_is_told() -> None:
    # as Claude Code's ToolSearch answers (clients 5)
    here = context()
    block: Document = {
        "type": "tool_result",
        "tool_use_id": "a",
        "content": [{"type": "tool_reference", "tool_name": "WebFetch"}],
    }

    assert _read([block], here) == [ToolResult("a", (Text("The tool WebFetch is available."),))]
    assert losses(here)[0] == "coerced request.messages[].content[].content[]"


def test_a_search_result_is_told() -> None:
    here = context()
    block: Document = {
        "type": "search_result",
        "title": "Ruby",
        "source": "https://example.org/",
        "content": [{"type": "text", "text": "A language."}],
        "citations": {"enabled": True},
    }

    assert _read([block], here) == [Text("Ruby\nhttps://example.org/\nA language.")]
    assert losses(here)[0] == "coerced request.messages[].content[]"


@pytest.mark.parametrize("kind", ["container_upload", "server_tool_use", "mcp_tool_result"])
def test_what_only_messages_has_is_foreign(kind: str) -> None:
    block: Document = {"type": kind, "anything": {"x": 1}}

    assert _read([block]) == [Foreign(NAME, kind, block)]


def test_a_block_without_a_type_is_named() -> None:
    with pytest.raises(RequestError, match=r"messages\[0\]\.content\[1\]\.type: required"):
        _read([{"type": "text", "text": "a"}, {"text": "b"}])


@pytest.mark.parametrize(
    ("value", "arguments"),
    [({"x": 1}, '{"x":1}'), ('{"x":1}', '{"x":1}'), ("", "{}"), (None, "{}")],
)
def test_a_call_of_earlier_is_read_as_other_proxies_left_it(value: Json, arguments: str) -> None:
    assert _read([{"type": "tool_use", "id": "a", "name": "f", "input": value}]) == [
        ToolCall("a", "f", arguments)
    ]


@pytest.mark.parametrize(
    ("value", "found"), [(5, "a number"), ([1], "an array"), (True, "a boolean")]
)
def test_a_call_of_earlier_whose_input_is_no_object_is_refused(value: Json, found: str) -> None:
    with pytest.raises(RequestError) as caught:
        _read([{"type": "tool_use", "id": "a", "name": "f", "input": value}])

    assert caught.value.path == "messages[0].content[0].input"
    assert caught.value.message == f"expected an object, found {found}"
