from dataclasses import replace

from addons.bundled.answer import BundledAnswer, answer, write_stream, write_whole
from addons.bundled.question import Question
from translators.hub.document import Document, Json
from translators.wire import json_bytes
from translators.wire.sse import EventReader

QUESTION = Question(
    model="m",
    said="hello",
    results=(),
    tools={},
    forced=False,
    output=None,
    limit=None,
    stream=True,
    include_usage=True,
    prompt_tokens=2,
)
LOOK: Document = {"properties": {"city": {"type": "string"}}, "required": ["city"]}
RUN: Document = {"properties": {"command": {"type": "string"}}, "required": ["command"]}


def said(found: BundledAnswer) -> str:
    return "".join(found.pieces)


def chunks(found: BundledAnswer, question: Question = QUESTION) -> list[Json]:
    events = EventReader().feed(b"".join(write_stream(question, found, 7)))
    assert events[-1][1] == b"[DONE]"
    return [json_bytes.loads(data) for _, data in events[:-1]]


def test_an_offered_tool_is_called_one_that_runs_a_command_first() -> None:
    found = answer(replace(QUESTION, tools={"get_weather": LOOK, "Bash": RUN}))
    assert (found.tool, found.finish_reason) == ("Bash", "tool_calls")
    assert json_bytes.loads(said(found)) == {"command": "echo hello from Dragoman"}


def test_what_a_tool_gave_is_told() -> None:
    found = answer(replace(QUESTION, tools={"Bash": RUN}, results=("noon", "or so")))
    assert (said(found), found.finish_reason) == ("The tool answered: noon / or so", "stop")


def test_a_demanded_tool_is_called_even_after_a_result() -> None:
    found = answer(replace(QUESTION, tools={"Bash": RUN}, results=("noon",), forced=True))
    assert found.tool == "Bash"


def test_structured_output_fits_its_schema() -> None:
    found = answer(replace(QUESTION, output=LOOK))
    assert json_bytes.loads(said(found)) == {"city": "Paris"}


def test_an_output_limit_cuts_the_answer() -> None:
    found = answer(replace(QUESTION, limit=2))
    assert (said(found), found.finish_reason) == ("You said:", "length")


def test_the_same_question_gets_the_same_answer() -> None:
    assert answer(QUESTION) == answer(replace(QUESTION))
    assert answer(QUESTION).id != answer(replace(QUESTION, said="bye")).id


def test_a_whole_answer() -> None:
    found = BundledAnswer("1", ("Hi", " there"), "stop")
    whole = json_bytes.loads(write_whole(QUESTION, found, 7))
    assert whole == {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 7,
        "model": "m",
        "service_tier": "default",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "Hi there", "refusal": None},
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "usage": {
            "prompt_tokens": 2,
            "completion_tokens": 2,
            "total_tokens": 4,
            "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
        },
    }


def test_a_streamed_answer_says_word_by_word_what_the_whole_one_says() -> None:
    found = answer(QUESTION)
    deltas = [
        choice["delta"]
        for chunk in chunks(found)
        if isinstance(chunk, dict) and isinstance(chunk["choices"], list)
        for choice in chunk["choices"]
        if isinstance(choice, dict)
    ]
    words = [delta.get("content") for delta in deltas if isinstance(delta, dict)]
    assert words == ["", *found.pieces, None]


def test_a_streamed_call_names_its_tool_first_and_then_grows() -> None:
    found = BundledAnswer("1", ('{"city":', '"Paris"}'), "tool_calls", "look")
    first, second, *_ = chunks(found)
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert first["choices"] == [
        {
            "index": 0,
            "delta": {
                "role": "assistant",
                "content": None,
                "tool_calls": [
                    {
                        "index": 0,
                        "id": "call_1",
                        "type": "function",
                        "function": {"name": "look", "arguments": ""},
                    }
                ],
            },
            "logprobs": None,
            "finish_reason": None,
        }
    ]
    assert second["choices"] == [
        {
            "index": 0,
            "delta": {"tool_calls": [{"index": 0, "function": {"arguments": '{"city":'}}]},
            "logprobs": None,
            "finish_reason": None,
        }
    ]


def test_usage_comes_in_a_chunk_of_its_own_only_if_it_was_asked_for() -> None:
    found = BundledAnswer("1", ("Hi",), "stop")
    last = chunks(found)[-1]
    assert isinstance(last, dict)
    assert last["choices"] == []
    unasked = chunks(found, replace(QUESTION, include_usage=False))
    assert not any("usage" in chunk for chunk in unasked if isinstance(chunk, dict))
