"""The events of one part, in order and byte for byte."""

import pytest

from tests.translators.openai_responses.answers import LOGPROB, SEAL
from tests.translators.openai_responses.judge import documents, kinds
from translators.dialect import Context
from translators.hub.document import Document
from translators.hub.events import PartDelta
from translators.hub.parts import (
    Citation,
    Foreign,
    Part,
    Reasoning,
    Refusal,
    Text,
    ToolCall,
)
from translators.opaque import seals
from translators.openai_responses.stream_frames import Frames, PartWriter
from translators.openai_responses.stream_writers import writer_of
from translators.openai_responses.vocabulary import NAME

NUMBER = "000000000000000000000001"


def writer(part: Part, context: Context | None = None, place: int = 0) -> PartWriter:
    made = writer_of(part, place, Frames(), context or Context())
    assert made is not None
    return made


def write(part: Part, *texts: str, context: Context | None = None) -> bytes:
    made = writer(part, context)
    grown = b"".join(made.grow(PartDelta(0, text)) for text in texts)
    return made.begin() + grown + made.end()


def test_a_text_is_announced_grown_and_finished() -> None:
    assert kinds(write(Text(), "Hi", "!")) == [
        "output_item.added",
        "content_part.added",
        "output_text.delta",
        "output_text.delta",
        "output_text.done",
        "content_part.done",
        "output_item.done",
    ]


def test_a_delta_is_one_event_of_one_line() -> None:
    made = writer(Text(), place=3)

    assert made.grow(PartDelta(7, 'a"\n')) == (
        b"event: response.output_text.delta\n"
        b'data: {"type":"response.output_text.delta",'
        b'"item_id":"msg_' + NUMBER.encode() + b'","output_index":3,"content_index":0,'
        b'"delta":"a\\"\\n","logprobs":[],"sequence_number":0}\n\n'
    )


@pytest.mark.parametrize(
    ("part", "kind", "after"),
    [
        (Text(), "output_text.delta", {"content_index": 0, "logprobs": []}),
        (Refusal(), "refusal.delta", {"content_index": 0}),
        (ToolCall("c", "f"), "function_call_arguments.delta", {}),
        (ToolCall("c", "f", kind="custom"), "custom_tool_call_input.delta", {}),
    ],
)
def test_every_delta_says_where_it_belongs(part: Part, kind: str, after: Document) -> None:
    made = writer(part)

    (delta,) = documents(made.grow(PartDelta(0, "{}")))

    assert {key: value for key, value in delta.items() if key != "item_id"} == {
        "type": f"response.{kind}",
        "output_index": 0,
        "delta": "{}",
        "sequence_number": 0,
        **after,
    }


def test_half_an_emoji_is_said() -> None:
    # wire.py: real streams cut surrogate pairs in two.
    assert b'"delta":"\\ud83d"' in writer(Text()).grow(PartDelta(0, "\ud83d"))


def test_logprobs_are_said_with_their_words_and_at_the_end() -> None:
    made = writer(Text())

    (delta,) = documents(made.grow(PartDelta(0, "Hi", 0, (LOGPROB,))))
    done, _, item = documents(made.end())

    assert (delta["logprobs"], done["logprobs"]) == ([LOGPROB], [LOGPROB])
    assert made.item == item["item"]


def test_a_source_that_comes_before_its_text_is_an_annotation_of_all_of_it() -> None:
    # anthropic-sdk__server_tool_use_response
    made = writer(Text())

    said = [made.cite(Citation(url)) for url in ("https://a.example", None, "https://b.example")]
    made.grow(PartDelta(0, "Rome."))
    first, second, *_, item = documents(made.end())

    assert said == [b"", b"", b""]
    assert [event["annotation_index"] for event in (first, second)] == [0, 1]
    assert first["annotation"] == {
        "type": "url_citation",
        "url": "https://a.example",
        "title": "https://a.example",
        "start_index": 0,
        "end_index": 5,
    }
    assert made.item == item["item"]


def test_a_refusal_is_announced_grown_and_finished() -> None:
    assert kinds(write(Refusal(), "No.")) == [
        "output_item.added",
        "content_part.added",
        "refusal.delta",
        "refusal.done",
        "content_part.done",
        "output_item.done",
    ]


def test_every_section_of_reasoning_is_a_paragraph() -> None:
    context = Context()
    made = writer(Reasoning(), context)
    deltas = (PartDelta(0, "Hm", 0), PartDelta(0, ".", 0), PartDelta(0, "So.", 1))

    stream = made.begin() + b"".join(map(made.grow, deltas)) + made.seal(SEAL) + made.end()

    assert kinds(stream) == [
        "output_item.added",
        "reasoning_summary_part.added",
        "reasoning_summary_text.delta",
        "reasoning_summary_text.delta",
        "reasoning_summary_text.done",
        "reasoning_summary_part.done",
        "reasoning_summary_part.added",
        "reasoning_summary_text.delta",
        "reasoning_summary_text.done",
        "reasoning_summary_part.done",
        "output_item.done",
    ]
    assert [event.get("summary_index") for event in documents(stream)][1:-1] == [0] * 5 + [1] * 4
    assert made.item == {
        "type": "reasoning",
        "id": f"rs_{NUMBER}",
        "summary": [
            {"type": "summary_text", "text": "Hm."},
            {"type": "summary_text", "text": "So."},
        ],
        "encrypted_content": seals.wrap(SEAL),
    }
    assert [str(loss) for loss in context.losses] == [
        "coerced response.parts[].text: clients show summaries only: said as a paragraph"
    ]


def test_reasoning_without_words_has_no_paragraph() -> None:
    assert kinds(write(Reasoning())) == ["output_item.added", "output_item.done"]


@pytest.mark.parametrize(
    ("call", "event", "key"),
    [
        (ToolCall("c", "f", namespace="n"), "function_call_arguments", "arguments"),
        (ToolCall("c", "f", kind="custom", namespace="n"), "custom_tool_call_input", "input"),
    ],
)
def test_a_call_is_announced_grown_and_finished(call: ToolCall, event: str, key: str) -> None:
    stream = write(call, '{"a"', ":1}")

    assert kinds(stream) == [
        "output_item.added",
        f"{event}.delta",
        f"{event}.delta",
        f"{event}.done",
        "output_item.done",
    ]
    added, *_, done, finished = documents(stream)
    begun, item = added["item"], finished["item"]
    assert isinstance(begun, dict)
    assert isinstance(item, dict)
    assert (begun[key], done[key], item[key]) == ("", '{"a":1}', '{"a":1}')
    assert (begun["status"], item["status"]) == ("in_progress", "completed")
    assert begun["namespace"] == item["namespace"] == "n"


def test_a_seal_on_a_call_is_a_loss() -> None:
    context = Context()

    assert writer(ToolCall("c", "f"), context).seal(SEAL) == b""
    assert [loss.path for loss in context.losses] == ["response.parts[].seal"]


def test_a_hosted_item_is_announced_and_finished_as_it_is() -> None:
    item: Document = {"type": "web_search_call", "id": "ws_1"}

    added, done = documents(write(Foreign(NAME, "web_search_call", item)))

    assert added["item"] == done["item"] == item


def test_what_cannot_be_said_has_no_writer() -> None:
    context = Context()

    assert writer_of(Foreign("anthropic-messages", "x", {}), 0, Frames(), context) is None
    assert [loss.path for loss in context.losses] == ["response.parts[].x"]


@pytest.mark.parametrize(
    ("call", "begun", "finished"),
    [
        (
            ToolCall("c", "tool_search", kind="tool_search"),
            {"execution": "client", "arguments": {}},
            {"execution": "client", "arguments": {"command": ["ls"]}},
        ),
        (
            ToolCall("c", "local_shell", kind="local_shell"),
            {"action": {"type": "exec", "command": [], "env": {}}},
            {"action": {"type": "exec", "command": ["ls"], "env": {}}},
        ),
    ],
)
def test_a_call_that_no_event_grows_is_said_whole(
    call: ToolCall, begun: Document, finished: Document
) -> None:
    added, done = documents(write(call, '{"command":', '["ls"]}'))

    prefix = {"tool_search": "tsc_", "local_shell": "lsh_"}[call.name]
    item: Document = {"type": f"{call.name}_call", "id": prefix + NUMBER, "call_id": "c"}
    assert added["item"] == {**item, "status": "in_progress", **begun}
    assert done["item"] == {**item, "status": "completed", **finished}


def test_no_seal_can_stand_on_such_a_call() -> None:
    context = Context()

    assert writer(ToolCall("c", "tool_search", kind="tool_search"), context).seal(SEAL) == b""
    assert [str(loss) for loss in context.losses] == [
        "dropped response.parts[].seal: no seal can stand on a call"
    ]


# Saying more without a delta.


@pytest.mark.parametrize(
    "part", [Text(), Refusal(), ToolCall("c", "f"), ToolCall("c", "f", kind="custom")]
)
def test_what_is_said_without_a_delta_is_in_the_finished_item(part: Part) -> None:
    fed, told = writer(part), writer(part)
    say = told.delta_writer(0)
    assert say is not None

    said = [say("a"), say("b"), told.end()]

    assert said == [fed.grow(PartDelta(0, "a")), fed.grow(PartDelta(0, "b")), fed.end()]
    assert fed.item is not None
    assert told.item == fed.item


def test_reasoning_goes_on_without_a_delta_in_its_paragraph_only() -> None:
    made = writer(Reasoning())
    before = made.delta_writer(0)
    made.grow(PartDelta(0, "Hm", 0))
    within = made.delta_writer(0), made.delta_writer(1)
    made.grow(PartDelta(0, "So.", 1))
    behind = made.delta_writer(0), made.delta_writer(1)

    assert before is None
    assert [say is not None for say in within] == [True, False]
    assert [say is not None for say in behind] == [False, True]


def test_what_reasoning_says_without_a_delta_is_in_its_paragraph() -> None:
    made = writer(Reasoning())
    for section, (first, more) in enumerate((("Hm", "."), ("So", "!"))):
        made.grow(PartDelta(0, first, section))
        say = made.delta_writer(section)
        assert say is not None
        say(more)
    made.end()

    assert made.item is not None
    assert made.item["summary"] == [
        {"type": "summary_text", "text": "Hm."},
        {"type": "summary_text", "text": "So!"},
    ]


@pytest.mark.parametrize(
    "call",
    [
        ToolCall("c", "tool_search", kind="tool_search"),
        ToolCall("c", "local_shell", kind="local_shell"),
    ],
)
def test_of_a_call_that_no_event_grows_every_delta_is_seen(call: ToolCall) -> None:
    assert writer(call).delta_writer(0) is None
