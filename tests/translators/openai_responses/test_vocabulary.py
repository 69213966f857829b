"""Tables and small readers."""

import pytest

from translators.hub.document import Document, Json
from translators.hub.parts import Citation, Inline, Url
from translators.hub.response import Stop, StopKind, Usage
from translators.losses import Loss, Losses
from translators.openai_responses.vocabulary import (
    NAME,
    UNKNOWN,
    UNTRANSLATABLE,
    data_url,
    read_citation,
    read_source,
    read_stop,
    read_time,
    read_usage,
    untranslatable,
    write_citation,
    write_logprobs,
    write_stop,
    write_usage,
)

USAGE: Document = {
    "input_tokens": 100,
    "input_tokens_details": {"cached_tokens": 60, "cache_write_tokens": 30},
    "output_tokens": 50,
    "output_tokens_details": {"reasoning_tokens": 20},
    "total_tokens": 150,
}


def test_usage_becomes_disjoint_parts() -> None:
    usage = read_usage(USAGE)

    assert usage == Usage(input=10, cache_read=60, cache_write=30, output=30, reasoning=20)
    assert usage is not None
    assert usage.raw is USAGE


def test_usage_is_written_as_it_was_read() -> None:
    losses = Losses()

    assert write_usage(read_usage(USAGE), losses) == USAGE
    assert list(losses) == []


def test_usage_without_details_is_all_plain() -> None:
    assert read_usage({"input_tokens": 3, "output_tokens": 4}) == Usage(input=3, output=4)


def test_details_that_exceed_their_total_are_bounded_by_it() -> None:
    usage = read_usage({"input_tokens": 3, "input_tokens_details": {"cached_tokens": 9}})

    assert usage == Usage(cache_read=3)


@pytest.mark.parametrize("value", [None, 7, "7", [1]])
def test_what_is_no_usage_object_is_no_usage(value: Json) -> None:
    assert read_usage(value) is None


def test_a_missing_usage_is_written_as_zeros_with_a_loss() -> None:
    losses = Losses()

    assert write_usage(None, losses)["total_tokens"] == 0
    assert [(loss.effect, loss.path) for loss in losses] == [("invented", "response.usage")]


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("max_output_tokens", Stop("length", "max_output_tokens")),
        ("content_filter", Stop("content_filter", "content_filter")),
        ("steered", Stop("end", "steered")),
        ("something_new", Stop("length", "something_new")),
        (None, Stop("length", "incomplete")),
    ],
)
def test_incomplete_answers_say_why(reason: Json, expected: Stop) -> None:
    assert read_stop(reason, incomplete=True, calls=True) == expected


def test_a_completed_answer_that_calls_tools_stopped_for_them() -> None:
    assert read_stop(None, incomplete=False, calls=True) == Stop("tool_calls", "completed")
    assert read_stop(None, incomplete=False, calls=False) == Stop("end", "completed")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("end", ("completed", None)),
        ("tool_calls", ("completed", None)),
        ("stop_sequence", ("completed", None)),
        ("pause", ("completed", None)),
        ("length", ("incomplete", {"reason": "max_output_tokens"})),
        ("content_filter", ("incomplete", {"reason": "content_filter"})),
        ("refusal", ("incomplete", {"reason": "content_filter"})),
    ],
)
def test_every_stop_has_its_status(kind: StopKind, expected: tuple[str, Json]) -> None:
    assert write_stop(Stop(kind), Losses(), refused=False) == expected


def test_a_refusal_in_words_completes_the_answer() -> None:
    assert write_stop(Stop("refusal"), Losses(), refused=True) == ("completed", None)


def test_a_refusal_without_words_is_coerced_to_a_filtered_answer() -> None:
    losses = Losses()

    assert write_stop(Stop("refusal"), losses, refused=False)[0] == "incomplete"
    assert [(loss.effect, loss.path) for loss in losses] == [("coerced", "response.stop")]


def test_the_stop_sequence_and_a_pause_are_losses() -> None:
    losses = Losses()

    write_stop(Stop("stop_sequence", sequence="END"), losses, refused=False)
    write_stop(Stop("pause"), losses, refused=False)

    assert [(loss.effect, loss.path) for loss in losses] == [
        ("dropped", "response.stop.sequence"),
        ("coerced", "response.stop"),
    ]


def test_a_url_citation_is_read_whole() -> None:
    annotation: Document = {
        "type": "url_citation",
        "url": "https://a.example",
        "title": "A",
        "start_index": 1,
        "end_index": 4,
    }

    assert read_citation(annotation) == Citation(
        "https://a.example", "A", None, 1, 4, annotation, NAME
    )


def test_a_citation_of_this_dialect_is_written_verbatim() -> None:
    annotation: Document = {"type": "file_citation", "file_id": "f", "filename": "a", "index": 0}

    assert write_citation(read_citation(annotation), 9, Losses()) is annotation


def test_a_citation_of_another_dialect_covers_all_of_the_text() -> None:
    losses = Losses()

    assert write_citation(Citation("https://a.example", quote="so"), 9, losses) == {
        "type": "url_citation",
        "url": "https://a.example",
        "title": "https://a.example",
        "start_index": 0,
        "end_index": 9,
    }
    assert [str(loss).partition(":")[0] for loss in losses] == [
        "dropped response.parts[].citations[].quote",
        "invented response.parts[].citations[].title",
        "invented response.parts[].citations[].start",
        "invented response.parts[].citations[].end",
    ]


def test_a_citation_without_url_is_a_loss() -> None:
    losses = Losses()

    assert write_citation(Citation(None, "a page of a file"), 9, losses) is None
    assert [loss.path for loss in losses] == ["response.parts[].citations[]"]


def test_logprobs_get_the_bytes_that_they_lack() -> None:
    entry: Document = {
        "token": "é",
        "logprob": -0.5,
        "top_logprobs": [{"token": "e", "bytes": [101], "logprob": -1.0}],
    }

    assert write_logprobs((entry,), Losses()) == [
        {
            "token": "é",
            "bytes": [195, 169],
            "logprob": -0.5,
            "top_logprobs": [{"token": "e", "bytes": [101], "logprob": -1.0}],
        }
    ]


@pytest.mark.parametrize("entry", ["no object", {"token": "a"}, {"token": 5, "logprob": -1}])
def test_a_token_that_clients_would_refuse_is_a_loss(entry: Json) -> None:
    losses = Losses()

    assert write_logprobs((entry,), losses) == []
    assert [loss.path for loss in losses] == ["response.parts[].logprobs[]"]


def test_what_nobody_knows_of_a_token_is_a_loss() -> None:
    losses = Losses()
    other: Document = {"token": "e", "logprob": -1, "x_inner": 2}
    entry: Document = {"token": "a", "logprob": -1, "x_outer": 1, "top_logprobs": [other]}

    write_logprobs((entry,), losses)

    assert [loss.path for loss in losses] == [
        "response.parts[].logprobs[].x_outer",
        "response.parts[].logprobs[].x_inner",
    ]


@pytest.mark.parametrize(
    ("value", "expected"), [(5, 5), (5.9, 5), (float("inf"), None), (True, None), ("5", None)]
)
def test_times_are_whole_seconds(value: Json, expected: int | None) -> None:
    assert read_time(value) == expected


def test_a_data_url_is_taken_apart_and_made_again() -> None:
    assert read_source("data:image/png;base64,QUJD") == (Inline("QUJD"), "image/png")
    assert data_url("QUJD", "image/png") == "data:image/png;base64,QUJD"


@pytest.mark.parametrize("url", ["https://a.example/b,c", "data:text/plain,a%20b", "file-1"])
def test_any_other_url_stays_one(url: str) -> None:
    assert read_source(url) == (Url(url), None)


def test_a_data_url_may_be_without_type() -> None:
    assert read_source("data:;base64,QUJD") == (Inline("QUJD"), None)


def test_known_keys_have_reasons_of_their_own() -> None:
    assert untranslatable("input[0].phase") == UNTRANSLATABLE["phase"]
    assert untranslatable("input[0].colour") == UNKNOWN


def test_losses_of_citations_are_counted() -> None:
    losses = Losses()

    write_citation(Citation(None), 1, losses)
    write_citation(Citation(None), 1, losses)

    assert [loss.count for loss in losses] == [2]
    assert all(isinstance(loss, Loss) for loss in losses)


def test_what_only_its_own_dialect_says_of_a_source_is_lost() -> None:
    losses = Losses()
    raw: Document = {"type": "x", "url": "https://a.example", "encrypted_index": "Eo8"}

    write_citation(Citation("https://a.example", "A", None, 0, 1, raw, "d"), 9, losses)

    assert [loss.path for loss in losses] == ["response.parts[].citations[].encrypted_index"]


@pytest.mark.parametrize("spelled", [[None, 97], [1.5], "YQ=="])
def test_bytes_that_are_none_are_made_again(spelled: Json) -> None:
    entry: Document = {"token": "a", "bytes": spelled, "logprob": -1, "top_logprobs": []}

    assert write_logprobs((entry,), Losses()) == [{**entry, "bytes": [97]}]
