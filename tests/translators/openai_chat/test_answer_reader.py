from collections.abc import Iterable

import pytest

from tests.translators.openai_chat.client import UPSTREAM, context, losses
from translators.dialect import Context
from translators.errors import UpstreamError
from translators.hub.document import Document, Json
from translators.hub.events import PartDelta, PartEnd, PartSeal, PartStart
from translators.hub.fold import Fold
from translators.hub.parts import (
    Citation,
    Foreign,
    Inline,
    Media,
    Part,
    Reasoning,
    Refusal,
    Seal,
    Text,
    ToolCall,
)
from translators.openai_chat.answer_reader import AnswerReader

TOKEN: Document = {"token": "a", "logprob": -0.5}
CALL: Document = {"index": 0, "id": "c1", "function": {"name": "f", "arguments": "{}"}}
SIGNATURE = Seal("signature", "c2ln", UPSTREAM)


def reader_of(of: Context | None = None) -> AnswerReader:
    return AnswerReader(of or context(), "d")


def read(*deltas: Document, of: Context | None = None) -> tuple[Part, ...]:
    """The parts that deltas amount to."""
    reader, fold = reader_of(of), Fold()
    for delta in deltas:
        _feed(fold, reader.feed(delta))
    _feed(fold, reader.finish())
    return fold.parts


def _feed(fold: Fold, events: Iterable[object]) -> None:
    for event in events:
        assert isinstance(event, PartStart | PartDelta | PartEnd | PartSeal)
        fold.feed(event)


def thought(**entry: Json) -> Document:
    return {"reasoning_details": [{"type": "reasoning.text", **entry}]}


def test_text_is_one_part_in_any_number_of_deltas() -> None:
    assert read({"content": "a"}, {"content": "b"}, {"content": ""}) == (Text("ab"),)


def test_a_delta_that_grows_an_open_text_is_one_event() -> None:
    reader = reader_of()

    assert reader.feed({"role": "assistant", "content": "a"}) == [
        PartStart(0, Text()),
        PartDelta(0, "a"),
    ]
    assert reader.feed({"content": "b"}) == [PartDelta(0, "b")]
    assert reader.feed({"content": "c", "tool_calls": None}) == [PartDelta(0, "c")]


@pytest.mark.parametrize(
    "delta",
    [
        {},
        {"role": "assistant"},
        {"content": None, "refusal": "", "tool_calls": None, "reasoning": None},
        {"content": "", "tool_calls": [], "audio": {"id": "", "data": ""}},
        {"function_call": {"name": "", "arguments": ""}},
    ],
)
def test_a_delta_may_say_nothing(delta: Document) -> None:
    of = context()

    assert read(delta, of=of) == ()
    assert losses(of) == []


@pytest.mark.parametrize("key", ["reasoning_content", "reasoning"])
def test_thinking_has_two_names(key: str) -> None:
    assert read({key: "a"}, {key: "b"}, {"content": "c"}) == (Reasoning("ab"), Text("c"))


def test_thinking_comes_first_whatever_the_order_of_keys() -> None:
    assert read({"tool_calls": [CALL], "content": "b", "reasoning": "a"}) == (
        Reasoning("a"),
        Text("b"),
        ToolCall("c1", "f", "{}"),
    )


def test_thinking_told_by_both_names_is_told_once() -> None:
    assert read({"reasoning": "a", "reasoning_content": "a"}) == (Reasoning("a"),)


def test_thinking_in_entries_and_as_text_is_told_once() -> None:
    assert read(
        {"reasoning": "a", **thought(text="a", index=0)},
        {"reasoning": "b", **thought(text="b", index=0)},
        thought(signature="c2ln", index=0),
        {"content": "c"},
    ) == (Reasoning("ab", seal=SIGNATURE), Text("c"))


def test_entries_that_tell_all_again_only_bring_the_seal() -> None:
    # As our own encoder streams it: the seal comes at the end, with the text that it is over.
    assert read(
        {"reasoning_content": "a"},
        {"reasoning_content": "b"},
        thought(text="ab", signature="c2ln", index=0),
    ) == (Reasoning("ab", seal=SIGNATURE),)


def test_a_summary_is_a_section_of_its_own() -> None:
    summary: Document = {
        "reasoning_details": [{"type": "reasoning.summary", "summary": "s", "index": 0}]
    }

    assert read(summary, summary) == (Reasoning(summary=("ss",)),)


def test_sealed_thinking_without_words_is_a_part() -> None:
    encrypted: Document = {
        "reasoning_details": [{"type": "reasoning.encrypted", "data": "ZGF0YQ==", "index": 0}]
    }

    assert read(encrypted, {"content": "a"}) == (
        Reasoning(seal=Seal("encrypted", "ZGF0YQ==", UPSTREAM)),
        Text("a"),
    )


def test_a_seal_that_comes_late_does_not_cut_the_text() -> None:
    assert read({"content": "a"}, thought(signature="c2ln", index=0), {"content": "b"}) == (
        Text("ab"),
        Reasoning(seal=SIGNATURE),
    )


def test_after_a_seal_thinking_begins_anew() -> None:
    assert read(thought(text="a", signature="c2ln", index=0), {"reasoning_content": "b"}) == (
        Reasoning("a", seal=SIGNATURE),
        Reasoning("b"),
    )


def test_thinking_as_content_is_mistrals_way() -> None:
    thinking: Document = {"type": "thinking", "thinking": [{"type": "text", "text": "a"}]}

    assert read(
        {"content": [thinking]},
        {"content": [{**thinking, "closed": True}, {"type": "text", "text": "b"}]},
        {"content": "c"},
    ) == (Reasoning("aa"), Text("bc"))


def test_signed_thinking_as_content_is_sealed() -> None:
    thinking: Document = {"type": "thinking", "thinking": "a", "signature": "c2ln"}

    assert read({"content": [thinking]}) == (Reasoning("a", seal=SIGNATURE),)


def test_text_after_a_call_is_another_text() -> None:
    assert read({"content": "a"}, {"tool_calls": [CALL]}, {"content": "b"}) == (
        Text("a"),
        ToolCall("c1", "f", "{}"),
        Text("b"),
    )


def test_a_call_that_is_incomplete_survives_a_word_in_between() -> None:
    first: Document = {"index": 0, "id": "c1", "function": {"name": "f", "arguments": '{"a":'}}
    rest: Document = {"index": 0, "function": {"arguments": "1}"}}

    assert read({"tool_calls": [first]}, {"content": "a"}, {"tool_calls": [rest]}) == (
        ToolCall("c1", "f", '{"a":1}'),
        Text("a"),
    )


def test_a_refusal_is_no_text() -> None:
    assert read({"refusal": "I'm"}, {"refusal": " sorry"}) == (Refusal("I'm sorry"),)


def test_the_call_of_old_has_no_id() -> None:
    (call,) = read(
        {"function_call": {"name": "f", "arguments": '{"a":'}},
        {"function_call": {"arguments": "1}"}},
    )

    assert isinstance(call, ToolCall)
    assert (call.name, call.arguments) == ("f", '{"a":1}')


def test_tokens_go_with_their_text() -> None:
    reader = reader_of()
    reader.feed({"content": "a"})

    assert reader.feed({"content": "b"}, {"content": [TOKEN]}) == [PartDelta(0, "b", 0, (TOKEN,))]


@pytest.mark.parametrize(
    ("delta", "logprobs"),
    [
        ({"refusal": "no"}, {"content": None, "refusal": [TOKEN]}),
        ({"tool_calls": [CALL]}, {"content": [TOKEN]}),
        ({"content": "a"}, {"tokens": ["a"], "token_logprobs": [-1]}),
    ],
)
def test_tokens_of_what_is_no_text_are_lost(delta: Document, logprobs: Json) -> None:
    of = context()
    reader_of(of).feed(delta, logprobs)

    assert losses(of) == ["dropped logprobs"]


def test_sources_belong_to_the_open_text() -> None:
    reader, fold = reader_of(), Fold()
    source: Document = {"url": "https://a.example", "title": "A", "start_index": 0, "end_index": 1}
    annotation: Document = {"type": "url_citation", "url_citation": source}
    for event in (*reader.feed({"content": "a", "annotations": [annotation]}), *reader.finish()):
        fold.feed(event)
    citation = Citation(
        "https://a.example", "A", start=0, end=1, raw=annotation, dialect="openai-chat"
    )

    assert fold.parts == (Text("a", (citation,)),)


def test_an_annotation_of_another_kind_is_lost() -> None:
    of = context()
    reader_of(of).feed({"content": "a", "annotations": [{"type": "file", "file": {}}]})

    assert losses(of) == ["dropped d.annotations[]"]


def test_a_spoken_answer_is_put_together() -> None:
    assert read(
        {"audio": {"id": "audio_1", "transcript": "he"}},
        {"audio": {"data": "AA", "transcript": "llo"}},
        {"audio": {"data": "BB", "expires_at": 5}},
    ) == (
        Foreign(
            "openai-chat",
            "audio",
            {"id": "audio_1", "transcript": "hello", "data": "AABB", "expires_at": 5},
        ),
    )


def test_a_drawn_image_is_a_part() -> None:
    image: Document = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}

    assert read({"content": "a", "images": [image]}) == (
        Text("a"),
        Media("image", Inline("AAAA"), "image/png"),
    )


def test_unknown_content_is_foreign() -> None:
    reference: Document = {"type": "reference", "reference_ids": [1]}

    assert read({"content": [{"type": "text", "text": "a"}, reference]}) == (
        Text("a"),
        Foreign("openai-chat", "reference", reference),
    )


def test_an_unknown_key_is_lost_once() -> None:
    of = context()
    read({"content": "a", "mood": "good"}, {"mood": "bad"}, of=of)

    assert [str(loss) for loss in of.losses] == ["dropped d.mood: not known to Dragoman"]


@pytest.mark.parametrize(
    "key", ["content", "refusal", "reasoning", "reasoning_details", "tool_calls"]
)
def test_a_value_of_a_wrong_type_is_lost(key: str) -> None:
    of = context()

    assert read({key: 5}, of=of) == ()
    assert losses(of) == [f"dropped d.{key}"]


def test_a_malformed_part_breaks_the_dialect() -> None:
    with pytest.raises(UpstreamError):
        read({"content": [{"type": "image_url"}]})


def test_it_knows_whether_anything_was_said() -> None:
    reader = reader_of()
    before = reader.begun
    reader.feed({"tool_calls": [CALL]})

    assert (before, reader.begun, reader.called, reader.torn) == (False, True, True, False)


@pytest.mark.parametrize(
    ("delta", "lost"),
    [
        ({"function_call": {"name": "f", "arguments": "{}", "x": 1}}, "function_call.x"),
        ({"content": "a", "extra_content": {"google": {"x": 1}}}, "extra_content.google.x"),
        ({"content": [{"type": "text", "text": "a", "x": 1}]}, "content[].x"),
        ({"content": [{"type": "thinking", "thinking": "a", "x": 1}]}, "content[].x"),
        (
            {"content": [{"type": "thinking", "thinking": [{"type": "text", "x": 1}]}]},
            "content[].thinking[].x",
        ),
        (
            {"images": [{"type": "image_url", "image_url": {"url": "https://a.example", "x": 1}}]},
            "images[].image_url.x",
        ),
        ({"reasoning_details": [{"type": "reasoning.text", "x": 1}]}, "reasoning_details[].x"),
    ],
)
def test_unknown_keys_of_what_is_said_are_lost(delta: Document, lost: str) -> None:
    of = context()
    read(delta, of=of)

    assert f"dropped d.{lost}" in losses(of)


def test_a_call_in_the_content_that_is_said_again_is_one_call() -> None:
    # A server between two dialects (field guide 2).
    said: Json = [
        {"type": "text", "text": "Hi"},
        {"type": "tool_use", "id": "a", "name": "f", "input": {"x": 1}},
    ]
    again: Json = [
        {"id": "a", "type": "function", "function": {"name": "f", "arguments": '{"x":1}'}},
        {"id": "b", "type": "function", "function": {"name": "f", "arguments": "{}"}},
    ]

    assert read({"content": said, "tool_calls": again}) == (
        Text("Hi"),
        ToolCall("a", "f", '{"x":1}'),
        ToolCall("b", "f", "{}"),
    )
