import pytest

from tests.support.corpus import Capture, parameters, select
from tests.support.documents import objects
from tests.translators.openai_chat.client import context, folded, losses
from translators.dialect import Context
from translators.errors import UpstreamError
from translators.hub.document import Document, Json
from translators.hub.parts import Citation, Reasoning, Refusal, Text, ToolCall
from translators.hub.response import Response, Stop, Usage
from translators.openai_chat.response_decode import decode_response
from translators.openai_chat.stream_decode import StreamDecoder
from translators.wire import json_bytes

ANSWERS = [capture for capture in select("response", "openai-chat") if b'"choices"' in capture.data]


def decode(
    message: Json = None, reason: Json = "stop", *, of: Context | None = None, **beside: Json
) -> Response:
    """An answer with one choice; keyword arguments stand beside the choices."""
    choice: Document = {"index": 0, "message": message, "finish_reason": reason}
    document: Document = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1700000000,
        "model": "acme-1",
        "choices": [choice],
        **beside,
    }
    return decode_response(document, of or context())


def call(identifier: Json, arguments: str = "{}") -> Document:
    return {"id": identifier, "type": "function", "function": {"name": "f", "arguments": arguments}}


def test_an_answer_is_read_whole() -> None:
    usage: Document = {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}
    response = decode(
        {"role": "assistant", "content": "a", "reasoning_content": "t", "refusal": None},
        usage=usage,
        service_tier="flex",
        system_fingerprint="fp",
    )

    assert response == Response(
        id="chatcmpl-1",
        model="acme-1",
        parts=(Reasoning("t"), Text("a")),
        stop=Stop("end", "stop"),
        usage=Usage(input=3, output=4),
        created=1700000000,
        service_tier="flex",
        extras={"openai": {"system_fingerprint": "fp"}},
    )


def test_a_refusal_is_a_part() -> None:
    response = decode({"content": None, "refusal": "no"})

    assert (response.parts, response.stop) == ((Refusal("no"),), Stop("end", "stop"))


def test_calls_are_told_apart_without_ids() -> None:
    response = decode({"content": "", "tool_calls": [call(""), call(None)]}, "tool_calls")
    arguments = [part.arguments for part in response.parts if isinstance(part, ToolCall)]
    identifiers = {part.id for part in response.parts if isinstance(part, ToolCall)}

    assert (arguments, len(identifiers)) == (["{}", "{}"], 2)


def test_calls_with_one_id_are_two() -> None:
    response = decode({"tool_calls": [call("c1"), call("c1", '{"a":1}')]}, "tool_calls")

    assert [part.arguments for part in response.parts if isinstance(part, ToolCall)] == [
        "{}",
        '{"a":1}',
    ]


def test_sources_beside_the_choices_are_citations() -> None:
    response = decode({"content": "a"}, citations=["https://a.example"])
    citation = Citation("https://a.example", dialect="openai-chat")

    assert (response.parts, response.extras) == ((Text("a", (citation,)),), {})


def test_an_answer_without_a_reason_is_complete() -> None:
    assert decode({"content": "a"}, "").stop == Stop("end")


def test_an_answer_may_be_filtered_away() -> None:
    response = decode(None, "content_filter")

    assert (response.parts, response.stop) == ((), Stop("content_filter", "content_filter"))


def test_what_was_never_said_is_none_or_made_up() -> None:
    response = decode_response({"choices": [{"message": {"content": "a"}}]}, context())

    assert response == Response("chatcmpl-" + "1".rjust(24, "0"), "", (Text("a"),), Stop("end"))


def test_only_the_first_choice_is_translated() -> None:
    of = context()
    choices: list[Json] = [
        {"index": 1, "message": {"content": "b"}},
        {"index": 0, "message": {"content": "a"}},
    ]
    response = decode_response({"choices": choices}, of)

    assert response.parts == (Text("a"),)
    assert losses(of) == ["dropped response.choices[]"]


def test_an_unknown_key_of_a_choice_is_lost() -> None:
    of = context()
    decode_response({"choices": [{"message": {"content": "a"}, "mood": "good", "odd": None}]}, of)

    assert losses(of) == ["dropped response.choices[].mood"]


BROKEN: list[tuple[Document, str]] = [
    ({}, "choices: expected an answer, found none"),
    ({"choices": []}, "choices: expected an answer, found none"),
    ({"choices": "none"}, "choices: expected an array, found a string"),
    ({"error": {"message": "No credits"}}, "choices: No credits"),
    ({"choices": [{"message": "hi"}]}, "choices[0].message: expected an object"),
    ({"choices": [{"message": {}}], "usage": 5}, "usage: expected an object"),
]


@pytest.mark.parametrize(("document", "said"), BROKEN)
def test_no_answer_is_an_error(document: Document, said: str) -> None:
    with pytest.raises(UpstreamError) as caught:
        decode_response(document, context())

    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    ("reason", "status"), [("error", 502), ("insufficient_system_resource", 503)]
)
def test_an_answer_that_was_broken_off_is_an_error(reason: str, status: int) -> None:
    with pytest.raises(UpstreamError) as caught:
        decode({"content": "half"}, reason)

    assert caught.value.status == status


def test_a_call_that_was_cut_off_is_an_error() -> None:
    with pytest.raises(UpstreamError, match="in the middle of a tool call"):
        decode({"tool_calls": [call("c1", '{"command":"rm -rf /ho')]}, "tool_calls")


def test_a_call_that_the_limit_cut_off_is_told_as_such() -> None:
    response = decode({"tool_calls": [call("c1", '{"a":')]}, "length")

    assert (response.parts, response.stop.kind) == ((ToolCall("c1", "f", '{"a":'),), "length")


@pytest.mark.parametrize("capture", parameters(ANSWERS))
def test_every_captured_answer_is_read(capture: Capture) -> None:
    response = decode_response(json_bytes.loads_object(capture.data), context())

    assert response.parts or response.stop.kind in {"content_filter", "length"}
    assert response.usage is not None
    assert response.usage.total >= 1


@pytest.mark.parametrize("capture", parameters(ANSWERS))
def test_a_captured_answer_means_the_same_when_it_is_streamed(capture: Capture) -> None:
    document = json_bytes.loads_object(capture.data)
    whole, of = decode_response(document, context()), context()
    decoder = StreamDecoder(of)
    streamed = folded([*decoder.feed("", _as_chunk(document)), *decoder.finish()])

    assert isinstance(streamed, Response)
    assert (streamed.parts, streamed.stop.kind, streamed.usage, streamed.service_tier) == (
        whole.parts,
        whole.stop.kind,
        whole.usage,
        whole.service_tier,
    )


def _as_chunk(document: Document) -> Document:
    """The whole answer as the one chunk of a stream, its calls numbered as streams do."""
    (choice, *_) = objects(document["choices"])
    message = choice.get("message")
    delta: Document = {**message} if isinstance(message, dict) else {}
    calls = objects(delta.get("tool_calls"))
    delta["tool_calls"] = [{**call, "index": index} for index, call in enumerate(calls)]
    reason = choice.get("finish_reason") or "stop"
    return {**document, "choices": [{**choice, "delta": delta, "finish_reason": reason}]}


def test_what_filters_found_is_lost() -> None:
    of = context()
    found: Document = {"hate": {"filtered": False, "severity": "safe"}}
    message: Document = {"role": "assistant", "content": "a"}
    choice: Document = {
        "index": 0,
        "message": message,
        "finish_reason": "stop",
        "content_filter_results": found,
    }

    decode_response({"id": "c", "model": "m", "choices": [choice]}, of)

    assert losses(of) == ["dropped response.choices[].content_filter_results"]
