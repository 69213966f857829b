"""Which events say no more than that a part grows, and where the decoder gathers its text."""

from collections.abc import Sequence

import pytest

from translators.dialect import Context, DeltaPattern
from translators.hub.document import Document, Json
from translators.hub.events import Event, PartDelta, PartEnd
from translators.hub.parts import Refusal, Text, ToolCall
from translators.hub.tracker import PartTracker
from translators.openai_responses.delta_pattern import delta_pattern_of
from translators.openai_responses.stream_decode import StreamDecoder
from translators.openai_responses.stream_items import Item

CREATED: Document = {
    "type": "response.created",
    "response": {"id": "resp_1", "model": "gpt-5", "status": "in_progress"},
}
COMPLETED: Document = {"type": "response.completed", "response": {"status": "completed"}}


def event(kind: str, **keys: Json) -> Document:
    return {"type": f"response.{kind}", **keys}


def delta(kind: str, text: str = "a", **keys: Json) -> Document:
    """More of the item at the first place."""
    return event(f"{kind}.delta", item_id="i1", output_index=0, delta=text, **keys)


def message() -> Item:
    """One with a text and a refusal open."""
    item = Item(0, PartTracker())
    item.words(0, Text("text"))
    item.words(1, Refusal("refusal"))
    return item


def thought() -> Item:
    """Thinking, and two paragraphs of its summary."""
    item = Item(0, PartTracker())
    for section, text in enumerate(("thinking", "first", "second")):
        item.reason(text, section)
    return item


def call() -> Item:
    item = Item(0, PartTracker())
    item.begin_call(ToolCall("c", "f"))
    item.call_delta("{")
    return item


GATHERED: list[tuple[Item, Document, list[str]]] = [
    (message(), delta("output_text", content_index=0), ["text"]),
    (message(), delta("output_text"), ["text"]),
    (message(), delta("output_text", content_index=0, logprobs=[]), ["text"]),
    (message(), delta("refusal", content_index=1), ["refusal"]),
    (thought(), delta("reasoning_text", content_index=0), ["thinking"]),
    (thought(), delta("reasoning_summary_text", summary_index=0), ["first"]),
    (thought(), delta("reasoning_summary_text", summary_index=1), ["second"]),
    (thought(), delta("reasoning_summary_text"), ["first"]),
    (thought(), delta("reasoning_summary_text", summary_index=-1), ["first"]),
    (call(), delta("function_call_arguments"), ["{"]),
    (call(), delta("custom_tool_call_input"), ["{"]),
]


@pytest.mark.parametrize(("item", "document", "said"), GATHERED)
def test_a_delta_grows_what_its_item_has_gathered(
    item: Item, document: Document, said: list[str]
) -> None:
    assert delta_pattern_of(document, item) == DeltaPattern("delta", (), said)


@pytest.mark.parametrize(
    ("keys", "idle"),
    [
        ({"sequence_number": 7}, ("sequence_number",)),
        ({"obfuscation": "aB3"}, ("obfuscation",)),
        ({"obfuscation": "aB3", "sequence_number": 7}, ("sequence_number", "obfuscation")),
        ({"x_new": 1}, ()),
    ],
)
def test_only_the_idle_keys_that_are_there_are_told(keys: Document, idle: tuple[str, ...]) -> None:
    document = {**delta("function_call_arguments"), **keys}

    assert delta_pattern_of(document, call()) == DeltaPattern("delta", idle, ["{"])


NONE: dict[str, tuple[Item, Document]] = {
    "logprobs": (message(), delta("output_text", content_index=0, logprobs=[{"token": "a"}])),
    "an unknown event": (message(), delta("output_video", content_index=0)),
    "a text that is complete": (message(), event("output_text.done", content_index=0, text="a")),
    "a call that is complete": (call(), event("function_call_arguments.done", arguments="{")),
    "a finished item": (message(), event("output_item.done", output_index=0, item={})),
    "an event without a type": (message(), {"content_index": 0, "delta": "a"}),
    "a type that is no text": (message(), {"type": 1, "content_index": 0, "delta": "a"}),
    "a content that is not open": (message(), delta("output_text", content_index=2)),
    "thinking that is not open": (message(), delta("reasoning_text", content_index=0)),
    "a paragraph that is not open": (thought(), delta("reasoning_summary_text", summary_index=2)),
}


@pytest.mark.parametrize("name", NONE)
def test_any_other_event_is_no_promise(name: str) -> None:
    item, document = NONE[name]

    assert delta_pattern_of(document, item) is None


# The promise, as the decoder keeps it.

AT: Document = {"item_id": "i1", "output_index": 0, "content_index": 0}


def added(**item: Json) -> Document:
    return event("output_item.added", output_index=0, item={"id": "i1", **item})


def done(**item: Json) -> Document:
    return event("output_item.done", output_index=0, item={"id": "i1", **item})


CALL: Document = {"type": "function_call", "call_id": "c", "name": "f"}
CUSTOM: Document = {"type": "custom_tool_call", "call_id": "c", "name": "f"}
HELLO: Document = {"type": "output_text", "text": "Hello"}
NEVER: Document = {"type": "refusal", "refusal": "Hello"}

type Told = tuple[list[Document], Document, list[Document], int]
"""What begins a part, a delta of "Hel" without its text, what tells "Hello" again, the section."""

TOLD_AGAIN: dict[str, Told] = {
    "output_text": (
        [added(type="message")],
        {**AT, "type": "response.output_text.delta", "logprobs": []},
        [
            event("output_text.done", **AT, text="Hello"),
            event("content_part.done", **AT, part=HELLO),
            done(type="message", content=[HELLO]),
        ],
        0,
    ),
    "refusal": (
        [added(type="message")],
        {**AT, "type": "response.refusal.delta"},
        [
            event("refusal.done", **AT, refusal="Hello"),
            event("content_part.done", **AT, part=NEVER),
            done(type="message", content=[NEVER]),
        ],
        0,
    ),
    "reasoning_text": (
        [added(type="reasoning")],
        {**AT, "type": "response.reasoning_text.delta"},
        [
            event("reasoning_text.done", **AT, text="Hello"),
            done(
                type="reasoning",
                summary=[],
                content=[{"type": "reasoning_text", "text": "Hello"}],
            ),
        ],
        0,
    ),
    "reasoning_summary_text": (
        [added(type="reasoning")],
        {**AT, "type": "response.reasoning_summary_text.delta", "summary_index": 0},
        [
            event("reasoning_summary_text.done", **AT, summary_index=0, text="Hello"),
            done(type="reasoning", summary=[{"type": "summary_text", "text": "Hello"}]),
        ],
        1,
    ),
    "function_call_arguments": (
        [added(**CALL, arguments="")],
        {**AT, "type": "response.function_call_arguments.delta"},
        [
            event("function_call_arguments.done", **AT, arguments="Hello"),
            done(**CALL, arguments="Hello"),
        ],
        0,
    ),
    "custom_tool_call_input": (
        [added(**CUSTOM, input="")],
        {**AT, "type": "response.custom_tool_call_input.delta"},
        [event("custom_tool_call_input.done", **AT, input="Hello"), done(**CUSTOM, input="Hello")],
        0,
    ),
}


def _feed(decoder: StreamDecoder, documents: Sequence[Document]) -> list[Event]:
    return [each for document in documents for each in decoder.feed("", document)]


def _grown(name: str) -> tuple[StreamDecoder, Document]:
    """A decoder that has read two deltas, and the second of them."""
    before, like, _, section = TOLD_AGAIN[name]
    decoder = StreamDecoder(Context())
    _feed(decoder, [CREATED, *before, {**like, "delta": "He"}])
    last: Document = {**like, "delta": "l", "sequence_number": 7, "obfuscation": "aB"}
    assert _feed(decoder, [last]) == [PartDelta(0, "l", section)]
    return decoder, last


def _gathered(decoder: StreamDecoder, last: Document) -> list[str]:
    growth = decoder.delta_pattern(last)
    assert growth is not None
    assert growth.said is not None
    return growth.said


@pytest.mark.parametrize("name", TOLD_AGAIN)
def test_an_event_that_is_alike_means_another_delta_of_the_same_part(name: str) -> None:
    decoder, last = _grown(name)
    *_, section = TOLD_AGAIN[name]
    alike: Document = {**last, "delta": "lo", "sequence_number": 8, "obfuscation": ""}

    assert decoder.delta_pattern(last) == DeltaPattern(
        "delta", ("sequence_number", "obfuscation"), ["He", "l"]
    )
    assert _feed(decoder, [alike]) == [PartDelta(0, "lo", section)]


@pytest.mark.parametrize("name", TOLD_AGAIN)
def test_what_was_gathered_is_not_said_when_all_is_told_again(name: str) -> None:
    decoder, last = _grown(name)
    _, _, again, _ = TOLD_AGAIN[name]

    _gathered(decoder, last).append("lo")

    assert _feed(decoder, again) == [PartEnd(0)]


@pytest.mark.parametrize("name", TOLD_AGAIN)
def test_what_was_not_gathered_is_said_when_all_is_told_again(name: str) -> None:
    decoder, last = _grown(name)
    _, _, again, section = TOLD_AGAIN[name]

    _gathered(decoder, last).append("l")

    assert _feed(decoder, again) == [PartDelta(0, "o", section), PartEnd(0)]


@pytest.mark.parametrize("name", TOLD_AGAIN)
def test_a_finished_item_alone_says_nothing_twice_either(name: str) -> None:
    decoder, last = _grown(name)
    _, _, [*_, finished], _ = TOLD_AGAIN[name]

    _gathered(decoder, last).append("lo")

    assert _feed(decoder, [finished]) == [PartEnd(0)]


def test_a_call_that_was_gathered_to_its_end_is_whole() -> None:
    name = "function_call_arguments"
    before, like, _, _ = TOLD_AGAIN[name]
    decoder = StreamDecoder(Context())
    last: Document = {**like, "delta": '{"a":'}
    _feed(decoder, [CREATED, *before, last])

    _gathered(decoder, last).append("1}")

    assert _feed(decoder, [COMPLETED])[0] == PartEnd(0)


def test_deltas_that_do_not_say_where_they_belong_grow_the_latest_item() -> None:
    decoder = StreamDecoder(Context())
    bare = event("output_text.delta", delta="Hel")
    _feed(decoder, [CREATED, added(type="message"), bare])

    assert decoder.delta_pattern(bare) == DeltaPattern("delta", (), ["Hel"])
