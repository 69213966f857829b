from collections.abc import Iterable

import pytest
from openai import APIError

from tests.oracles.lint_chat import lint
from tests.support.corpus import Capture, parameters, select
from tests.translators.openai_chat.client import (
    ELSEWHERE,
    answer,
    chunks_in,
    context,
    decoded,
    deltas_in,
    encoded,
    folded,
    losses,
    read_stream,
)
from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.events import (
    Event,
    KeepAlive,
    PartDelta,
    PartEnd,
    PartStart,
    ResponseEnd,
    ResponseStart,
)
from translators.hub.failure import Failure
from translators.hub.fold import unfold
from translators.hub.parts import (
    Citation,
    Foreign,
    Part,
    Reasoning,
    Refusal,
    Seal,
    Text,
    ToolCall,
)
from translators.hub.response import Response, Stop, Usage
from translators.openai_chat.response_encode import encode_response
from translators.openai_chat.stream_encode import StreamEncoder

TOKEN: Document = {"token": "a", "logprob": -0.5, "bytes": [97], "top_logprobs": []}
WITH_USAGE: Document = {"stream_options": {"include_usage": True}}
SPOKEN: Document = {"id": "a1", "data": "A", "expires_at": 5, "transcript": "t"}
SEALED = Reasoning("t", seal=Seal("signature", "c2ln", ELSEWHERE))

ANSWERS: dict[str, Response] = {
    "text": answer(Text("a")),
    "nothing": answer(),
    "length": answer(Text("a"), stop=Stop("length")),
    "filtered": answer(Text("a"), stop=Stop("content_filter")),
    "tool": answer(Text("a"), ToolCall("c1", "f", '{"a":1}'), stop=Stop("tool_calls")),
    "parallel tools": answer(
        ToolCall("c1", "f", '{"a":1}'), ToolCall("c2", "g", "{}"), stop=Stop("tool_calls")
    ),
    "thinking": answer(Reasoning("a", ("b", "c")), Reasoning("d"), Text("e")),
    "sealed thinking": answer(SEALED, Text("a"), SEALED, ToolCall("c1", "f", "{}")),
    "sealed call": answer(
        ToolCall("c1", "f", "{}", seal=Seal("thought", "c2ln", ELSEWHERE)),
        stop=Stop("tool_calls"),
    ),
    "refusal": answer(Refusal("no"), stop=Stop("refusal")),
    "logprobs": answer(Text("ab", logprobs=(TOKEN, TOKEN))),
    "sources": answer(
        Text("a"),
        Text("b", (Citation("https://a.example", "A"), Citation("https://b.example", "B", end=1))),
    ),
    "texts apart": answer(Text("a"), ToolCall("c1", "f", "{}"), Text("b"), Text("c")),
    "spoken": answer(Foreign("openai-chat", "audio", SPOKEN)),
    "surrogate": answer(Text("\ud83d"), Text("🐉")),
}


def encode(response: Response, of: Context | None = None) -> bytes:
    return encoded(unfold(response), of)


def stream_of(*parts: Part, of: Context | None = None) -> list[Json]:
    return deltas_in(encode(answer(*parts), of))


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("original", [{}, WITH_USAGE], ids=["bare", "with usage"])
def test_the_vendors_client_reads_the_stream_as_it_reads_the_whole(
    name: str, original: Document
) -> None:
    response = ANSWERS[name]
    stream = encode(response, context(original))
    whole = encode_response(response, context())

    assert lint(stream) == []
    assert _essence(read_stream(stream)) == _essence(whole)


def _essence(completion: Document) -> Document:
    """What both ways of answering must agree on; the usage is only streamed on demand."""
    choices = completion["choices"]
    assert isinstance(choices, list)
    choice = choices[0]
    assert isinstance(choice, dict)
    message = choice["message"]
    assert isinstance(message, dict)
    calls = message.get("tool_calls") or []
    assert isinstance(calls, list)
    return {
        "id": completion["id"],
        "model": completion["model"],
        "created": completion["created"],
        "finish_reason": choice["finish_reason"],
        "logprobs": choice.get("logprobs") or None,
        "calls": [_without(call, "index", "parsed_arguments") for call in calls],
        **{key: message.get(key) for key in ("content", "refusal", "reasoning_content", "audio")},
        "annotations": [_without(source, "index") for source in _list(message, "annotations")],
        "details": _merged(message.get("reasoning_details")),
    }


def _list(message: Document, key: str) -> list[Json]:
    value = message.get(key) or []
    assert isinstance(value, list)
    return value


def _without(call: Json, *keys: str) -> Json:
    assert isinstance(call, dict)
    call = {key: value for key, value in call.items() if key not in keys}
    function = call.get("function")
    if isinstance(function, dict):
        call["function"] = {key: function[key] for key in ("name", "arguments")}
    return call


def _merged(details: Json) -> Json:
    """Entries by their index: the vendor's client merges them so."""
    merged: dict[str, Document] = {}
    for entry in details if isinstance(details, list) else []:
        assert isinstance(entry, dict)
        place = merged.setdefault(str(entry["index"]), {})
        place.update(entry)
    return [*merged.values()]


def test_usage_comes_last_and_only_on_demand() -> None:
    with_usage = chunks_in(encode(ANSWERS["text"], context(WITH_USAGE)))
    without = chunks_in(encode(ANSWERS["text"]))

    assert (with_usage[-1]["choices"], with_usage[-1]["usage"]) == (
        [],
        {
            "prompt_tokens": 6,
            "completion_tokens": 9,
            "total_tokens": 15,
            "prompt_tokens_details": {"cached_tokens": 2, "cache_write_tokens": 1},
            "completion_tokens_details": {"reasoning_tokens": 4},
        },
    )
    assert [chunk.get("usage", "none") for chunk in with_usage[:-1]] == [None] * 3
    assert not any("usage" in chunk for chunk in without)


def test_usage_that_was_never_said_is_zeros() -> None:
    of = context(WITH_USAGE)
    last = chunks_in(encode(answer(Text("a"), usage=None), of))[-1]

    assert last["usage"] != {}
    assert losses(of) == ["invented response.usage"]


def test_a_stream_is_said_chunk_by_chunk() -> None:
    encoder = StreamEncoder(context())

    def say(event: Event) -> list[Document]:
        return [_choice(chunk) for chunk in chunks_in(encoder.feed(event))]

    assert say(ResponseStart("chatcmpl-1", "acme-1", 1700000000)) == [_said({"role": "assistant"})]
    assert say(PartStart(0, Text())) == []
    assert say(PartDelta(0, "a")) == [_said({"content": "a"})]
    assert say(PartEnd(0)) == []
    assert say(PartStart(1, ToolCall("c1", "f"))) == [
        _said(
            {
                "tool_calls": [
                    {
                        "index": 0,
                        "id": "c1",
                        "type": "function",
                        "function": {"name": "f", "arguments": ""},
                    }
                ]
            }
        )
    ]
    assert say(PartDelta(1, "{}")) == [
        _said({"tool_calls": [{"index": 0, "function": {"arguments": "{}"}}]})
    ]
    assert say(PartEnd(1)) == []
    assert say(ResponseEnd(Stop("tool_calls"))) == [_said({}, "tool_calls")]


def _choice(chunk: Document) -> Document:
    choices = chunk["choices"]
    assert isinstance(choices, list)
    assert isinstance(choices[0], dict)
    return choices[0]


def _said(delta: Document, reason: str | None = None) -> Document:
    return {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}


def test_every_chunk_has_the_same_envelope() -> None:
    chunks = chunks_in(encode(ANSWERS["sealed thinking"]))
    envelopes = [
        {key: value for key, value in chunk.items() if key != "choices"} for chunk in chunks
    ]

    assert envelopes == [
        {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1700000000,
            "model": "asked",
        }
    ] * len(chunks)


def test_the_end_is_marked() -> None:
    assert encode(ANSWERS["text"]).endswith(b"\n\ndata: [DONE]\n\n")


def test_what_stands_beside_the_choices_comes_at_the_end() -> None:
    end = ResponseEnd(Stop("end"), None, "flex", {"openai": {"system_fingerprint": "fp"}})
    *_, last = chunks_in(encoded([ResponseStart("i", "m"), end]))

    assert (last["service_tier"], last["system_fingerprint"]) == ("flex", "fp")


def test_thinking_is_parted_where_a_section_or_a_part_begins() -> None:
    thinking = [
        delta["reasoning_content"]
        for delta in stream_of(Reasoning("a", ("b",)), Reasoning("c"))
        if isinstance(delta, dict)
    ]

    assert thinking == ["a", "\n\nb", "\n\nc"]


def test_thinking_goes_on_in_its_section_without_a_break() -> None:
    sections = (0, 0, 1, 1, 0, 0)
    events: list[Event] = [
        ResponseStart("i", "m"),
        PartStart(0, Reasoning()),
        *(PartDelta(0, text, section) for text, section in zip("abcdef", sections, strict=True)),
    ]

    assert deltas_in(encoded(events)) == [
        {"reasoning_content": text} for text in ("a", "b", "\n\nc", "d", "\n\ne", "f")
    ]


def test_a_seal_comes_with_what_it_is_over_when_the_thought_is_complete() -> None:
    assert [sorted(delta) for delta in stream_of(SEALED) if isinstance(delta, dict)] == [
        ["reasoning_content"],
        ["reasoning_details"],
    ]


@pytest.mark.parametrize("name", ["sealed thinking", "sealed call"])
def test_seals_come_back_from_a_stream(name: str) -> None:
    response = ANSWERS[name]
    again = folded(decoded(chunks_in(encode(response))))

    assert isinstance(again, Response)
    assert _seals(again.parts) == _seals(response.parts)


def _seals(parts: Iterable[Part]) -> list[Seal | None]:
    return [part.seal for part in parts if isinstance(part, Reasoning | ToolCall)]


def test_a_custom_call_is_free_text() -> None:
    stream = encode(answer(ToolCall("c1", "patch", "*** Begin", "custom")))

    assert deltas_in(stream) == [
        {
            "tool_calls": [
                {
                    "index": 0,
                    "id": "c1",
                    "custom": {"name": "patch", "input": ""},
                }
            ]
        },
        {"tool_calls": [{"index": 0, "custom": {"input": "*** Begin"}}]},
    ]
    assert read_stream(stream)["model"] == "asked"


def test_a_client_from_before_tools_gets_a_function_call() -> None:
    of = context({"functions": [{"name": "f"}]})
    response = answer(
        ToolCall("c1", "f", '{"a":1}'), ToolCall("c2", "g", "{}"), stop=Stop("tool_calls")
    )
    stream = encode(response, of)

    assert deltas_in(stream) == [
        {"function_call": {"name": "f", "arguments": ""}},
        {"function_call": {"arguments": '{"a":1}'}},
    ]
    assert _choice(chunks_in(stream)[-1])["finish_reason"] == "function_call"
    assert losses(of) == ["dropped response.parts[].toolcall"]
    assert read_stream(stream)["model"] == "asked"


def test_sources_come_when_their_text_is_complete() -> None:
    assert stream_of(Text("ab", (Citation("https://a.example"),)))[-1] == {
        "annotations": [
            {
                "index": 0,
                "type": "url_citation",
                "url_citation": {
                    "start_index": 0,
                    "end_index": 2,
                    "title": "https://a.example",
                    "url": "https://a.example",
                },
            }
        ]
    }


def test_what_no_client_can_read_is_lost() -> None:
    of = context()

    assert stream_of(Foreign("anthropic-messages", "server_tool_use", {}), of=of) == []
    assert losses(of) == ["dropped response.parts[].server_tool_use"]


@pytest.mark.parametrize("begun", [[], [ResponseStart("i", "m")]], ids=["at once", "later"])
def test_a_failure_has_the_last_word(begun: list[Event]) -> None:
    encoder = StreamEncoder(context())
    for event in begun:
        encoder.feed(event)

    assert encoder.feed(Failure("overloaded", "Busy.")) == (
        b'data: {"error":{"message":"Busy.","type":"server_error","param":null,"code":null}}\n\n'
        b"data: [DONE]\n\n"
    )
    assert encoder.feed(PartStart(0, Text())) == b""
    assert encoder.feed(KeepAlive()) == b""


def test_the_vendors_client_raises_a_failure_with_its_words() -> None:
    events: list[Event] = [
        ResponseStart("i", "m"),
        PartStart(0, Text()),
        PartDelta(0, "half"),
        Failure("overloaded", "Busy."),
    ]

    with pytest.raises(APIError, match="Busy"):
        read_stream(encoded(events))


def test_nothing_follows_the_end() -> None:
    encoder = StreamEncoder(context())
    for event in (ResponseStart("i", "m"), PartStart(0, Text()), ResponseEnd(Stop("end"))):
        encoder.feed(event)

    assert encoder.feed(PartDelta(0, "late")) == b""
    assert encoder.feed(Failure("server", "late")) == b""


def test_a_sign_of_life_is_a_comment() -> None:
    assert StreamEncoder(context()).feed(KeepAlive()) == b": keep-alive\n\n"


def test_names_are_made_up_where_there_are_none() -> None:
    of = Context()
    (first, *_) = chunks_in(encoded([ResponseStart("", "m")], of))

    assert (first["id"], first["created"], first["model"]) == (
        "chatcmpl-" + "1".rjust(24, "0"),
        0,
        "m",
    )


WHOLE = [
    capture
    for capture in select("stream", "openai-chat")
    if capture.name
    not in ("agentgateway__broken-sse", "pydantic-ai__openrouter.openrouter_stream_error.0")
]


@pytest.mark.parametrize("capture", parameters(WHOLE))
def test_every_captured_answer_pleases_the_vendors_client(capture: Capture) -> None:
    events = decoded(chunks_in(capture.data))
    response = folded(events)
    assert isinstance(response, Response)
    stream = encoded(events, context(WITH_USAGE))
    of = context()
    of.request = context().request

    assert lint(stream) == []
    assert _essence(read_stream(stream)) == _essence(
        {**encode_response(response, of), "created": read_stream(stream)["created"]}
    )


def test_usage_survives_the_way_there_and_back() -> None:
    usage = Usage(input=3, cache_read=2, cache_write=1, output=5, reasoning=4)
    stream = encode(answer(Text("a"), usage=usage), context(WITH_USAGE))
    again = folded(decoded(chunks_in(stream)))

    assert isinstance(again, Response)
    assert again.usage == usage
