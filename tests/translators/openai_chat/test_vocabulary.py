import pytest

from translators.hub.document import Document, Json
from translators.hub.parts import Inline, Source, Url
from translators.hub.response import Stop
from translators.openai_chat.vocabulary import (
    FINISH_REASONS,
    STOPS,
    UNKNOWN,
    integer_of,
    is_torn,
    media_type_of,
    read_source,
    read_stop,
    unread,
    unread_extra,
)


@pytest.mark.parametrize(
    ("reason", "matched", "called", "stop"),
    [
        ("stop", None, False, Stop("end", "stop")),
        ("eos", None, False, Stop("end", "eos")),
        ("length", None, True, Stop("length", "length")),
        ("content_filter", None, False, Stop("content_filter", "content_filter")),
        ("tool_calls", None, True, Stop("tool_calls", "tool_calls")),
        ("function_call", None, True, Stop("tool_calls", "function_call")),
        ("never heard of", None, False, Stop("end", "never heard of")),
    ],
)
def test_a_finish_reason_is_a_kind_and_the_word_itself(
    reason: str, matched: Json, called: bool, stop: Stop
) -> None:
    assert stop == read_stop(reason, matched, called)


def test_stop_with_tool_calls_means_that_they_are_to_be_run() -> None:
    assert Stop("tool_calls", "stop") == read_stop("stop", None, True)


def test_tool_calls_without_any_is_an_end() -> None:
    assert Stop("end", "tool_calls") == read_stop("tool_calls", None, False)


def test_a_matched_stop_sequence_is_told() -> None:
    assert Stop("stop_sequence", "stop", "END") == read_stop("stop", "END", False)


def test_a_matched_token_is_no_stop_sequence() -> None:
    assert Stop("end", "stop") == read_stop("stop", 154827, False)


def test_every_stop_can_be_said_and_is_read_again() -> None:
    assert set(FINISH_REASONS.values()) <= STOPS.keys()


@pytest.mark.parametrize(("kind", "torn"), [("end", True), ("tool_calls", True), ("length", False)])
def test_only_an_answer_that_claims_to_be_complete_is_torn(kind: str, torn: bool) -> None:
    stop = {"end": Stop("end"), "tool_calls": Stop("tool_calls"), "length": Stop("length")}[kind]

    assert torn is is_torn(stop, True)


@pytest.mark.parametrize(
    ("url", "source", "media_type"),
    [
        ("https://a.example/b.png", Url("https://a.example/b.png"), None),
        ("data:image/png;base64,AAAA", Inline("AAAA"), "image/png"),
        ("data:text/plain;charset=utf-8;base64,AAAA", Inline("AAAA"), "text/plain"),
        ("data:;base64,AAAA", Inline("AAAA"), None),
        ("data:text/plain,hello", Url("data:text/plain,hello"), None),
        ("AAAA", Url("AAAA"), None),
    ],
)
def test_a_data_url_is_taken_apart(url: str, source: Source, media_type: str | None) -> None:
    assert (source, media_type) == read_source(url)


def test_a_name_tells_a_media_type() -> None:
    assert [media_type_of(name) for name in ("A.PDF", "noend", None)] == [
        "application/pdf",
        None,
        None,
    ]


def test_odd_numbers_count_as_none() -> None:
    values: list[Json] = [3, 2.0, -1, True, "3", None, float("inf")]

    assert [integer_of(value) for value in values] == [3, 2, 0, 0, 0, 0, 0]


def test_unread_keys_have_their_reasons() -> None:
    found: Document = {
        "known": 1,
        "nothing": None,
        "empty": {},
        "zero": 0,
        "content_filter_results": {"hate": {"filtered": False}},
    }

    assert unread(found, frozenset({"known"})) == [
        ("content_filter_results", "only Azure tells what its filters found"),
        ("zero", UNKNOWN),
    ]


def test_what_google_says_beside_is_read_but_for_new_keys() -> None:
    google: Document = {"thought_signature": "c2ln", "thought": True, "x_inner": 1}

    assert unread_extra({"google": google, "x_outer": 1}) == ["x_outer", "google.x_inner"]
    assert unread_extra("odd") == []
