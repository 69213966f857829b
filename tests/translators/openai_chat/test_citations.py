import pytest

from tests.translators.openai_chat.client import losses
from translators.dialect import Context
from translators.hub.document import Document
from translators.hub.parts import Citation
from translators.openai_chat.citations import read_annotation, read_sources, write_annotations

ANNOTATION: Document = {
    "type": "url_citation",
    "url_citation": {"url": "https://a.example", "title": "A", "start_index": 2, "end_index": 5},
}


def test_an_annotation_is_a_source_with_its_place() -> None:
    assert read_annotation(ANNOTATION) == Citation(
        "https://a.example", "A", start=2, end=5, raw=ANNOTATION, dialect="openai-chat"
    )


def test_an_annotation_of_another_kind_is_no_source() -> None:
    assert read_annotation({"type": "file", "file": {"name": "a.pdf"}}) is None


def test_sources_beside_the_choices_get_their_titles() -> None:
    document: Document = {
        "citations": ["https://a.example", "https://b.example", 5],
        "search_results": [{"url": "https://b.example", "title": "B"}, None],
    }

    assert read_sources(document) == [
        Citation("https://a.example", dialect="openai-chat"),
        Citation("https://b.example", "B", dialect="openai-chat"),
    ]


@pytest.mark.parametrize("document", [{}, {"citations": None}, {"citations": "https://a.example"}])
def test_no_list_of_sources_gives_none(document: Document) -> None:
    assert read_sources(document) == []


def test_places_are_shifted_by_what_was_said_before() -> None:
    written = write_annotations(
        [Citation("https://a.example", "A", start=2, end=5)], 100, 10, Context().losses
    )

    assert written == [
        {
            "type": "url_citation",
            "url_citation": {
                "start_index": 102,
                "end_index": 105,
                "title": "A",
                "url": "https://a.example",
            },
        }
    ]


def test_a_source_without_a_place_supports_the_whole_part() -> None:
    context = Context()

    (written,) = write_annotations([Citation("https://a.example")], 100, 10, context.losses)

    assert written == {
        "type": "url_citation",
        "url_citation": {
            "start_index": 100,
            "end_index": 110,
            "title": "https://a.example",
            "url": "https://a.example",
        },
    }
    assert losses(context) == [
        "invented response.parts[].citations[].title",
        "invented response.parts[].citations[].start",
        "invented response.parts[].citations[].end",
    ]


def test_a_source_without_a_url_is_lost() -> None:
    context = Context()

    assert write_annotations([Citation(None, quote="q")], 0, 1, context.losses) == []
    assert losses(context) == ["dropped response.parts[].citations[]"]


def test_what_only_its_own_dialect_says_of_a_source_is_lost() -> None:
    context = Context()
    raw: Document = {"type": "x", "url": "https://a.example", "encrypted_index": "Eo8"}
    source = Citation("https://a.example", "A", start=0, end=1, raw=raw, dialect="d")

    write_annotations([source], 0, 1, context.losses)

    assert losses(context) == ["dropped response.parts[].citations[].encrypted_index"]
