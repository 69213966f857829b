"""Stop reasons, tokens, citations, seals: each word of Messages and the hub's for it."""

import pytest

from tests.translators.anthropic_messages.client import context, losses
from translators.anthropic_messages.vocabulary import (
    INVALID_ARGUMENTS,
    NAME,
    REASONS,
    STOPS,
    input_of,
    read_cache,
    read_citation,
    read_stop,
    read_usage,
    say_cache,
    say_citation,
    say_reasoning,
    say_stop,
    say_usage,
    tool_name,
    unread,
)
from translators.errors import RequestError
from translators.hub.document import Document
from translators.hub.parts import CacheMark, Citation, Origin, Reasoning, Seal, ToolCall
from translators.hub.response import Stop, StopKind, Usage
from translators.opaque.seals import wrap
from translators.wire.cursor import Cursor

OWN = Seal("signature", "sig", Origin(NAME, "anthropic", "claude-x"))
FOREIGN = Seal("encrypted", "gAAA", Origin("openai-responses", "openai", "gpt-x"))


@pytest.mark.parametrize(("reason", "kind"), STOPS.items())
def test_every_stop_reason_has_a_kind(reason: str, kind: StopKind) -> None:
    called = kind == "tool_calls"

    assert read_stop(reason, None, called=called) == Stop(kind, reason)


@pytest.mark.parametrize(("kind", "reason"), REASONS.items())
def test_every_kind_has_a_stop_reason(kind: StopKind, reason: str) -> None:
    assert say_stop(Stop(kind), called=kind == "tool_calls", refused=False) == reason


def test_a_stop_reason_that_nobody_knows_is_an_end_and_kept_raw() -> None:
    assert read_stop("tired", None, called=False) == Stop("end", "tired")


def test_end_turn_after_a_tool_call_is_a_tool_turn() -> None:
    assert read_stop("end_turn", None, called=True) == Stop("tool_calls", "end_turn")


def test_tool_use_without_a_tool_call_is_an_end() -> None:
    assert read_stop("tool_use", None, called=False) == Stop("end", "tool_use")
    assert say_stop(Stop("tool_calls", "tool_calls"), called=False, refused=False) == "end_turn"


def test_the_output_limit_stays_one_whatever_was_called() -> None:
    assert say_stop(Stop("length"), called=True, refused=False) == "max_tokens"


def test_a_refusal_ends_with_one() -> None:
    assert say_stop(Stop("end", "stop"), called=False, refused=True) == "refusal"


def test_the_context_limit_is_told_from_the_output_limit() -> None:
    stop = read_stop("model_context_window_exceeded", None, called=False)

    assert stop.kind == "length"
    assert say_stop(stop, called=False, refused=False) == "model_context_window_exceeded"


def test_cached_tokens_stand_beside_the_input() -> None:
    document: Document = {
        "input_tokens": 3,
        "cache_read_input_tokens": 20,
        "cache_creation_input_tokens": 100,
        "output_tokens": 9,
        "output_tokens_details": {"thinking_tokens": 4},
    }
    usage = read_usage(document)

    assert usage == Usage(input=3, cache_read=20, cache_write=100, output=5, reasoning=4)
    assert usage.total == 132
    assert say_usage(usage) == document


def test_counts_that_are_none_are_zero() -> None:
    assert read_usage({"input_tokens": None, "output_tokens": "7"}) == Usage()


def test_reasoning_never_exceeds_the_output() -> None:
    usage = read_usage({"output_tokens": 5, "output_tokens_details": {"thinking_tokens": 8}})

    assert usage == Usage(output=0, reasoning=5)


def test_a_usage_without_reasoning_has_no_details() -> None:
    assert say_usage(Usage(input=1, output=2)) == {
        "input_tokens": 1,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
        "output_tokens": 2,
    }


@pytest.mark.parametrize("mark", [CacheMark(), CacheMark("1h")])
def test_a_cache_mark_comes_back(mark: CacheMark) -> None:
    block = Cursor({"cache_control": say_cache(mark)}, RequestError)

    assert read_cache(block) == mark


def test_a_citation_of_this_dialect_comes_back_verbatim() -> None:
    raw: Document = {
        "type": "web_search_result_location",
        "url": "https://example.org/",
        "title": "Example",
        "cited_text": "words",
        "encrypted_index": "Eo8B",
    }
    citation = read_citation(raw)

    assert citation == Citation("https://example.org/", "Example", "words", raw=raw, dialect=NAME)
    assert say_citation(citation) is raw


def test_a_citation_of_a_document_has_a_title_and_no_url() -> None:
    citation = read_citation(
        {"type": "char_location", "document_title": "facts.txt", "cited_text": "Ruby"}
    )

    assert (citation.url, citation.title, citation.quote) == (None, "facts.txt", "Ruby")


def test_a_search_result_is_a_url_only_if_its_source_is() -> None:
    assert read_citation({"source": "https://example.org/a"}).url == "https://example.org/a"
    assert read_citation({"source": "shelf 3"}).url is None


def test_a_citation_that_we_wrote_is_nobodys_when_it_comes_back() -> None:
    said = say_citation(Citation("https://example.org/", "Example"))

    assert said is not None
    assert read_citation(said) == Citation("https://example.org/", "Example")


def test_a_source_without_a_url_cannot_be_cited() -> None:
    assert say_citation(Citation(None, "A book")) is None


def test_thinking_carries_its_own_signature() -> None:
    assert say_reasoning(Reasoning("Hm.", seal=OWN)) == {
        "type": "thinking",
        "thinking": "Hm.",
        "signature": "sig",
    }


def test_thinking_that_nobody_signed_has_an_empty_signature() -> None:
    assert say_reasoning(Reasoning(summary=("One.", "Two."))) == {
        "type": "thinking",
        "thinking": "One.\n\nTwo.",
        "signature": "",
    }


def test_a_signature_over_omitted_thinking_stays_a_signature() -> None:
    assert say_reasoning(Reasoning(seal=OWN)) == {
        "type": "thinking",
        "thinking": "",
        "signature": "sig",
    }


def test_another_dialects_seal_travels_wrapped() -> None:
    assert say_reasoning(Reasoning(seal=FOREIGN)) == {
        "type": "redacted_thinking",
        "data": wrap(FOREIGN),
    }


def test_no_thinking_is_no_block() -> None:
    assert say_reasoning(Reasoning()) is None


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (ToolCall("a", "f", '{"x":1}'), {"x": 1}),
        (ToolCall("a", "f", ""), {}),
        (ToolCall("a", "f", " "), {}),
        (ToolCall("a", "f", "free text", kind="custom"), {"input": "free text"}),
    ],
)
def test_arguments_are_an_object(call: ToolCall, said: Document) -> None:
    here = context()

    assert input_of(call, "response.here", here.losses) == said
    assert losses(here) == []


@pytest.mark.parametrize("arguments", ['{"x":', "[1]", "null"])
def test_arguments_that_are_none_are_kept_in_one(arguments: str) -> None:
    here = context()

    said = input_of(ToolCall("a", "f", arguments), "response.here", here.losses)

    assert said == {INVALID_ARGUMENTS: arguments}
    assert losses(here) == ["coerced response.here"]


def test_a_namespace_becomes_part_of_the_name() -> None:
    assert tool_name(ToolCall("a", "run", namespace="shell")) == "shell__run"


def test_null_counts_as_no_key() -> None:
    assert unread({"known": 1, "nothing": None, "new": 0}, frozenset({"known"})) == ["new"]
