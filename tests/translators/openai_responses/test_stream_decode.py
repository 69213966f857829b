"""Streams of upstreams: every capture, whole and spoiled, and what each oddity means."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.corpus import Capture, parameters, select
from tests.translators.openai_responses.answers import ANSWERS
from tests.translators.openai_responses.judge import decode, documents, encode
from tests.translators.openai_responses.spoil import JSON, spoiled
from translators.dialect import Context
from translators.errors import UpstreamError
from translators.hub import grammar
from translators.hub.document import Document, Json
from translators.hub.events import (
    Event,
    PartCitation,
    PartDelta,
    PartEnd,
    PartSeal,
    PartStart,
    ResponseEnd,
    ResponseStart,
)
from translators.hub.failure import Failure
from translators.hub.fold import Fold, unfold
from translators.hub.parts import (
    Citation,
    Foreign,
    Origin,
    Part,
    Reasoning,
    Refusal,
    Seal,
    Text,
    ToolCall,
)
from translators.hub.response import Response, Stop, Usage
from translators.openai_responses.response_decode import decode_response
from translators.openai_responses.stream_decode import StreamDecoder
from translators.openai_responses.vocabulary import NAME

CAPTURES = parameters(select("stream", NAME))

CREATED: Document = {
    "type": "response.created",
    "response": {"id": "resp_1", "model": "gpt-5", "created_at": 17, "status": "in_progress"},
}
START = ResponseStart("resp_1", "gpt-5", 17)
COMPLETED: Document = {"type": "response.completed", "response": {"status": "completed"}}
END = ResponseEnd(Stop("end", "completed"))
TORN = Failure("connection", "The upstream's stream ended before its answer did.", 502)


def message(text: str) -> Document:
    return {
        "type": "message",
        "id": "msg_1",
        "role": "assistant",
        "content": [{"type": "output_text", "text": text}],
    }


def event(kind: str, **keys: Json) -> Document:
    return {"type": f"response.{kind}", **keys}


def between(*middle: Document, context: Context | None = None) -> list[Event]:
    """What some events mean between the beginning and the end of a stream."""
    events = decode([CREATED, *middle, COMPLETED], context)
    assert events[0] == START
    assert isinstance(events[-1], ResponseEnd)
    return events[1:-1]


def fold(events: Sequence[Event]) -> Response | Failure:
    folded = Fold()
    for each in events:
        folded.feed(each)
    return folded.result()


# Captures


def _terminal(stream: Sequence[Document]) -> Document | None:
    for document in stream:
        response = document.get("response")
        ends = ("response.completed", "response.incomplete")
        if document.get("type") in ends and isinstance(response, dict):
            return response
    return None


def _shown(part: Part) -> Part:
    """A part without what OpenAI encrypts anew in the terminal event, and xAI names anew."""
    match part:
        case Reasoning(text, summary, Seal(kind, _, origin)):
            return Reasoning(text, summary, Seal(kind, "", origin))
        case Foreign(dialect, kind):
            return Foreign(dialect, kind, {})
        case _:
            return part


CONTRADICTORY = "openai-shell-container"
"""A capture whose deltas were edited: they say another text than its finished item."""


@pytest.mark.parametrize("capture", CAPTURES)
def test_a_captured_stream_amounts_to_its_whole_answer(capture: Capture) -> None:
    stream = documents(capture.data)
    folded = fold(decode(stream))
    terminal = _terminal(stream)
    assert isinstance(folded, Response)
    assert terminal is not None

    whole = decode_response(terminal, Context())

    assert (folded.id, folded.model, folded.created) == (whole.id, whole.model, whole.created)
    assert (folded.stop, folded.usage) == (whole.stop, whole.usage)
    if terminal.get("output") and CONTRADICTORY not in capture.path:
        assert list(map(_shown, folded.parts)) == list(map(_shown, whole.parts))


@pytest.mark.parametrize("capture", CAPTURES)
def test_a_captured_stream_has_no_unknown_events_or_keys(capture: Capture) -> None:
    context = Context()

    decode(documents(capture.data), context)

    assert [str(loss) for loss in context.losses if loss.path.startswith("stream.")] == []


@pytest.mark.parametrize("capture", CAPTURES)
def test_a_captured_stream_keeps_the_grammar_wherever_it_is_cut(capture: Capture) -> None:
    stream = documents(capture.data)
    checked = grammar.Grammar()
    decoder = StreamDecoder(Context())
    ended = False
    for document in stream:
        for each in decoder.feed("", document):
            checked.feed(each)
            ended = isinstance(each, ResponseEnd | Failure)
    assert ended
    checked.finish()
    for cut in range(0, len(stream), max(1, len(stream) // 40)):
        grammar.check(decode(stream[:cut]))


@st.composite
def _mutations(draw: st.DrawFn, length: int) -> list[int]:
    """An order of events in which some are missing, some come twice, some at another time."""
    order = list(range(length))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(order) - 1))
        match draw(st.sampled_from(["drop", "double", "move"])):
            case "drop" if len(order) > 1:
                order.pop(place)
            case "double":
                order.insert(draw(st.integers(place, len(order))), order[place])
            case _:
                order.insert(draw(st.integers(0, len(order) - 1)), order.pop(place))
    return order


@pytest.mark.parametrize("capture", CAPTURES)
@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_a_captured_stream_keeps_the_grammar_however_it_is_mixed(
    capture: Capture, data: st.DataObject
) -> None:
    stream = _thinned(documents(capture.data))

    grammar.check(decode([stream[index] for index in data.draw(_mutations(len(stream)))]))


def _thinned(stream: list[Document]) -> list[Document]:
    """The stream with three deltas of each run: mixing more of them shows nothing new."""
    thinned: list[Document] = []
    run = 0
    for document in stream:
        kind = str(document["type"])
        run = run + 1 if thinned and kind == thinned[-1]["type"] else 0
        if run < 3 or not kind.endswith(".delta"):
            thinned.append(document)
    return thinned


# Beginnings and ends


def test_a_stream_is_framed_by_start_and_end() -> None:
    usage: Document = {"input_tokens": 3, "output_tokens": 2}
    completed: Document = {
        "type": "response.completed",
        "response": {
            "id": "resp_1",
            "status": "completed",
            "output": [],
            "usage": usage,
            "service_tier": "flex",
            "moderation": {"flagged": False},
        },
    }

    assert decode([CREATED, event("in_progress", response={}), completed]) == [
        START,
        ResponseEnd(
            Stop("end", "completed"),
            Usage(input=3, output=2),
            "flex",
            {"openai": {"moderation": {"flagged": False}}},
        ),
    ]


def test_the_terminal_event_alone_is_a_whole_answer() -> None:
    response: Document = {"id": "resp_1", "model": "gpt-5", "output": [message("Hi")]}

    assert decode([{"type": "response.completed", "response": response}]) == [
        ResponseStart("resp_1", "gpt-5"),
        PartStart(0, Text()),
        PartDelta(0, "Hi"),
        PartEnd(0),
        END,
    ]


def test_an_answer_that_nobody_named_is_the_upstream_models() -> None:
    context = Context(origin=Origin(NAME, "lmstudio", "qwen"))

    assert decode([COMPLETED], context) == [ResponseStart("", "qwen"), END]


def test_an_incomplete_answer_says_why() -> None:
    incomplete = event("incomplete", response={"incomplete_details": {"reason": "content_filter"}})

    assert decode([CREATED, incomplete])[-1] == ResponseEnd(
        Stop("content_filter", "content_filter")
    )


def test_a_stream_without_its_terminal_event_is_torn() -> None:
    done = event("output_item.done", output_index=0, item=message("Hi"))

    assert decode([CREATED, done])[-1] == TORN
    assert decode([]) == [TORN]


def test_nothing_is_said_after_the_end() -> None:
    decoder = StreamDecoder(Context())
    for document in (CREATED, COMPLETED):
        list(decoder.feed("", document))

    assert [*decoder.feed("", CREATED), *decoder.finish(), *decoder.finish()] == []


@pytest.mark.parametrize(
    ("document", "kind", "message"),
    [
        (
            event(
                "failed",
                response={"error": {"code": "server_is_overloaded", "message": "busy"}},
            ),
            "overloaded",
            "busy",
        ),
        (event("failed", response={"status": "failed"}), "server", "has the status 'failed'"),
        (event("cancelled", response={"status": "cancelled"}), "server", "'cancelled'"),
        (
            {"type": "error", "code": "rate_limit_exceeded", "message": "slow"},
            "rate_limit",
            "slow",
        ),
        (
            {"type": "error", "error": {"type": "invalid_request_error", "message": "bad"}},
            "invalid_request",
            "bad",
        ),
        ({"type": "error", "status": 429, "error": {"message": "slow"}}, "rate_limit", "slow"),
        ({"error": {"message": "busy", "type": "overloaded_error"}}, "overloaded", "busy"),
        ({"type": "error"}, "server", "without words"),
    ],
)
def test_errors_end_the_stream(document: Document, kind: str, message: str) -> None:
    (failure,) = decode([document])

    assert isinstance(failure, Failure)
    assert failure.kind == kind
    assert message in failure.message


def test_an_event_without_type_goes_by_its_name() -> None:
    decoder = StreamDecoder(Context())

    assert list(decoder.feed("response.created", {"response": {"id": "resp_1"}})) == [
        ResponseStart("resp_1", "")
    ]


def test_unknown_events_and_keys_are_counted_once_each() -> None:
    context = Context()
    delta = event("output_text.delta", output_index=0, content_index=0, delta="a", mood="good")

    between(event("audio.delta"), event("audio.delta"), delta, delta, context=context)

    assert [(loss.path, loss.count) for loss in context.losses] == [
        ("stream.response.audio.delta", 2),
        ("stream.response.output_text.delta.mood", 1),
    ]


def test_an_unknown_key_is_seen_where_it_takes_the_place_of_a_known_one() -> None:
    context = Context()
    usual = event("output_text.delta", output_index=0, content_index=0, delta="a", logprobs=[])
    other = event("output_text.delta", output_index=0, content_index=0, delta="b", mood="good")

    between(usual, other, context=context)

    assert [loss.path for loss in context.losses] == ["stream.response.output_text.delta.mood"]


def test_keys_of_finished_items_that_nobody_reads_are_losses() -> None:
    context = Context()
    item: Document = {**message("Hi"), "phase": "commentary"}

    between(event("output_item.done", output_index=0, item=item), context=context)

    assert [loss.path for loss in context.losses] == ["response.output[].phase"]


# Items


def test_items_are_known_by_place_where_their_ids_rotate() -> None:
    added: Document = {"type": "message", "id": "msg_a", "content": []}
    done: Document = {**message("Hi!"), "id": "msg_c"}

    assert between(
        event("output_item.added", output_index=0, item=added),
        event("output_text.delta", output_index=0, content_index=0, item_id="msg_b", delta="Hi"),
        event("output_item.done", output_index=0, item=done),
    ) == [PartStart(0, Text()), PartDelta(0, "Hi"), PartDelta(0, "!"), PartEnd(0)]


def test_items_are_known_by_id_where_all_have_one_place() -> None:
    first: Document = {"type": "function_call", "id": "fc_1", "call_id": "a", "name": "f"}
    second: Document = {**first, "id": "fc_2", "call_id": "b"}

    assert fold(
        decode(
            [
                CREATED,
                event("output_item.added", output_index=0, item=first),
                event("output_item.added", output_index=0, item=second),
                event("function_call_arguments.delta", item_id="fc_1", delta="{1}"),
                event("function_call_arguments.delta", item_id="fc_2", delta="{2}"),
                event("output_item.done", output_index=0, item={**first, "arguments": "{1}"}),
                event("output_item.done", output_index=0, item={**second, "arguments": "{2}"}),
                COMPLETED,
            ]
        )
    ) == Response(
        "resp_1",
        "gpt-5",
        (ToolCall("a", "f", "{1}"), ToolCall("b", "f", "{2}")),
        Stop("tool_calls", "completed"),
        created=17,
    )


def test_events_without_any_place_are_about_the_latest_item() -> None:
    delta = event("output_text.delta", delta="a")

    assert between(delta, delta) == [
        PartStart(0, Text()),
        PartDelta(0, "a"),
        PartDelta(0, "a"),
        PartEnd(0),
    ]


def test_a_call_opens_when_it_is_announced() -> None:
    item: Document = {
        "type": "custom_tool_call",
        "id": "ctc_1",
        "call_id": "c",
        "name": "exec",
        "namespace": "functions",
        "input": "",
    }

    assert between(
        event("output_item.added", output_index=0, item=item),
        event("custom_tool_call_input.delta", output_index=0, item_id="ctc_1", delta="l"),
        event("custom_tool_call_input.done", output_index=0, item_id="ctc_1", input="ls"),
        event("output_item.done", output_index=0, item={**item, "input": "ls"}),
    ) == [
        PartStart(0, ToolCall("c", "exec", kind="custom", namespace="functions")),
        PartDelta(0, "l"),
        PartDelta(0, "s"),
        PartEnd(0),
    ]


def test_a_call_without_arguments_gets_empty_ones() -> None:
    # Field guide 30.
    item: Document = {"type": "function_call", "call_id": "c", "name": "f", "arguments": ""}

    assert between(
        event("output_item.added", output_index=0, item=item),
        event("output_item.done", output_index=0, item=item),
    ) == [PartStart(0, ToolCall("c", "f")), PartDelta(0, "{}"), PartEnd(0)]


def test_an_unfinished_call_is_never_completed() -> None:
    # Field guide 29.
    item: Document = {"type": "function_call", "call_id": "c", "name": "f"}
    begun = [
        CREATED,
        event("output_item.added", output_index=0, item=item),
        event("function_call_arguments.delta", output_index=0, delta='{"rm": "'),
    ]

    assert decode([*begun, COMPLETED])[-1] == TORN


def test_an_unfinished_call_whose_arguments_are_whole_is_one() -> None:
    item: Document = {"type": "function_call", "call_id": "c", "name": "f"}
    begun = [
        event("output_item.added", output_index=0, item=item),
        event("function_call_arguments.delta", output_index=0, delta='{"a": 1}'),
    ]

    assert between(*begun)[-1] == PartEnd(0)


def test_a_call_that_the_length_cut_is_said_as_it_is() -> None:
    item: Document = {"type": "function_call", "call_id": "c", "name": "f"}
    incomplete = event(
        "incomplete",
        response={
            "incomplete_details": {"reason": "max_output_tokens"},
            "output": [{**item, "arguments": '{"a'}],
        },
    )

    folded = fold(
        decode([CREATED, event("output_item.added", output_index=0, item=item), incomplete])
    )

    assert isinstance(folded, Response)
    assert folded.parts == (ToolCall("c", "f", '{"a'),)
    assert folded.stop.kind == "length"


def test_text_may_come_only_when_it_is_done() -> None:
    assert between(
        event("output_text.done", output_index=0, content_index=0, text="Hi", logprobs=[1])
    ) == [PartStart(0, Text()), PartDelta(0, "Hi", 0, (1,)), PartEnd(0)]


def test_a_part_ends_with_its_content() -> None:
    part: Document = {"type": "output_text", "text": "Hi", "annotations": [{"url": "https://a"}]}

    events = between(
        event("output_text.delta", output_index=0, content_index=0, delta="Hi"),
        event("content_part.done", output_index=0, content_index=0, part=part),
        event("output_item.done", output_index=0, item=message("Hi")),
    )

    assert events == [
        PartStart(0, Text()),
        PartDelta(0, "Hi"),
        PartCitation(0, Citation("https://a", raw={"url": "https://a"}, dialect=NAME)),
        PartEnd(0),
    ]


def test_logprobs_and_sources_come_as_they_are_told() -> None:
    annotation: Document = {"type": "url_citation", "url": "https://a.example"}

    assert between(
        event("output_text.delta", output_index=0, content_index=0, delta="a", logprobs=[1]),
        event("output_text.delta", output_index=0, content_index=0, delta="b", logprobs=[2, 3]),
        event(
            "output_text.annotation.added",
            output_index=0,
            content_index=0,
            annotation_index=0,
            annotation=annotation,
        ),
    ) == [
        PartStart(0, Text()),
        PartDelta(0, "a", 0, (1,)),
        PartDelta(0, "b", 0, (2, 3)),
        PartCitation(0, Citation("https://a.example", raw=annotation, dialect=NAME)),
        PartEnd(0),
    ]


def test_a_refusal_is_a_part_of_its_own() -> None:
    # The only event with an id here has an empty one (agentgateway's stream-refusal).
    assert between(
        event("refusal.delta", output_index=0, item_id="", content_index=0, delta="N"),
        event("refusal.done", output_index=0, item_id="", content_index=0, refusal="No."),
    ) == [PartStart(0, Refusal()), PartDelta(0, "N"), PartDelta(0, "o."), PartEnd(0)]


def test_reasoning_has_sections_and_the_first_seal_that_is_finished() -> None:
    item: Document = {
        "type": "reasoning",
        "id": "rs_1",
        "summary": [{"text": "One."}, {"text": "Two."}],
        "encrypted_content": "first",
    }
    context = Context(origin=Origin(NAME, "openai", "gpt-5"))
    completed = event("completed", response={"output": [{**item, "encrypted_content": "second"}]})

    events = decode(
        [
            CREATED,
            event("output_item.added", output_index=0, item={"type": "reasoning", "id": "rs_1"}),
            event("reasoning_text.delta", output_index=0, content_index=0, delta="Hm"),
            event("reasoning_summary_text.delta", output_index=0, summary_index=0, delta="One"),
            event("reasoning_summary_text.done", output_index=0, summary_index=0, text="One."),
            event("reasoning_summary_text.done", output_index=0, summary_index=1, text="Two."),
            event("output_item.done", output_index=0, item=item),
            completed,
        ],
        context,
    )

    assert events[1:-1] == [
        PartStart(0, Reasoning()),
        PartDelta(0, "Hm", 0),
        PartDelta(0, "One", 1),
        PartDelta(0, ".", 1),
        PartDelta(0, "Two.", 2),
        PartSeal(0, Seal("encrypted", "first", context.origin)),
        PartEnd(0),
    ]


def test_empty_items_leave_no_trace() -> None:
    reasoning: Document = {"type": "reasoning", "id": "rs_1", "summary": []}

    assert (
        between(
            event("output_item.added", output_index=0, item=reasoning),
            event("output_item.done", output_index=0, item=reasoning),
            event("output_item.added", output_index=1, item={"type": "message", "id": "msg_1"}),
            event("content_part.added", output_index=1, content_index=0, part={}),
            event("output_text.delta", output_index=1, content_index=0, delta=""),
            event("output_item.done", output_index=1, item=message("")),
        )
        == []
    )


# Agreement, and hostile input


@pytest.mark.parametrize("name", sorted(ANSWERS.keys() - {"image", "citations"}))
def test_what_the_encoder_says_is_what_the_decoder_hears(name: str) -> None:
    stream = documents(encode(unfold(ANSWERS[name])))
    folded = fold(decode(stream))
    terminal = _terminal(stream)
    assert isinstance(folded, Response)
    assert terminal is not None

    assert folded == decode_response(terminal, Context())


def _sound() -> Iterator[Document]:
    for name in ("citations", "parallel calls", "thinking and summary", "custom call"):
        yield from documents(encode(unfold(ANSWERS[name])))[:-1]


SOUND = list(_sound())


@settings(deadline=None)
@given(st.data())
def test_whatever_comes_means_a_stream_or_is_an_upstreams_error(data: st.DataObject) -> None:
    stream = [
        data.draw(spoiled(document)) if data.draw(st.integers(0, 3)) == 0 else document
        for document in SOUND
    ]
    decoder = StreamDecoder(Context())
    checked = grammar.Grammar()
    for document in stream:
        try:
            events = list(decoder.feed("", document))
        except UpstreamError:
            return
        for each in events:
            checked.feed(each)
    for each in decoder.finish():
        checked.feed(each)
    checked.finish()


@given(st.sampled_from(["response.output_text.delta", "response.output_item.done"]), JSON)
def test_keys_of_any_type_are_survived(kind: str, value: Json) -> None:
    keys = ("item_id", "output_index", "content_index", "delta", "item", "logprobs")
    decoder = StreamDecoder(Context())

    try:
        events = list(decoder.feed("", {"type": kind, **dict.fromkeys(keys, value)}))
    except UpstreamError:
        return
    assert isinstance(events[0], ResponseStart)
