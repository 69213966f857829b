from tests.translators.openai_chat.client import (
    ELSEWHERE,
    UPSTREAM,
    answer,
    context,
    losses,
    read_whole,
)
from translators.dialect import Context
from translators.hub.document import Document, Json
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
from translators.hub.response import Response, Stop
from translators.opaque import seals
from translators.openai_chat.response_decode import decode_response
from translators.openai_chat.response_encode import encode_response

TOKEN: Document = {"token": "a", "logprob": -0.5, "bytes": [97], "top_logprobs": []}
CALL: Document = {
    "id": "c1",
    "type": "function",
    "function": {"name": "f", "arguments": '{"a":1}'},
}


def encode(response: Response, of: Context | None = None) -> Document:
    """The answer, which OpenAI's own client must read as it is."""
    document = encode_response(response, of or context())

    assert read_whole(document) == document
    return document


def choice_of(*parts: Part, stop: Stop | None = None, of: Context | None = None) -> Document:
    choices = encode(answer(*parts, stop=stop), of)["choices"]

    assert isinstance(choices, list)
    (choice,) = choices
    assert isinstance(choice, dict)
    return choice


def message_of(*parts: Part, of: Context | None = None) -> Document:
    message = choice_of(*parts, of=of)["message"]

    assert isinstance(message, dict)
    return message


def test_an_answer_is_written_whole() -> None:
    of = context()

    assert encode(answer(Text("a")), of) == {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1700000000,
        "model": "asked",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "a", "refusal": None},
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "usage": {
            "prompt_tokens": 6,
            "completion_tokens": 9,
            "total_tokens": 15,
            "prompt_tokens_details": {"cached_tokens": 2, "cache_write_tokens": 1},
            "completion_tokens_details": {"reasoning_tokens": 4},
        },
    }
    assert losses(of) == []


def test_what_was_never_said_is_made_up() -> None:
    of = context()
    document = encode(Response("", "acme-1", (), Stop("end")), of)

    assert (document["id"], document["created"]) == ("chatcmpl-" + "1".rjust(24, "0"), 0)
    assert losses(of) == ["invented response.usage"]


def test_calls_stand_beside_the_words() -> None:
    choice = choice_of(
        Text("a"),
        ToolCall("c1", "f", '{"a":1}'),
        ToolCall("c2", "g"),
        stop=Stop("tool_calls"),
    )

    assert (choice["message"], choice["finish_reason"]) == (
        {
            "role": "assistant",
            "content": "a",
            "refusal": None,
            "tool_calls": [
                CALL,
                {"id": "c2", "type": "function", "function": {"name": "g", "arguments": "{}"}},
            ],
        },
        "tool_calls",
    )


def test_a_custom_call_is_free_text() -> None:
    assert message_of(ToolCall("c1", "patch", "*** Begin", "custom"))["tool_calls"] == [
        {"id": "c1", "type": "custom", "custom": {"name": "patch", "input": "*** Begin"}}
    ]


def test_a_client_from_before_tools_gets_a_function_call() -> None:
    of = context({"functions": [{"name": "f"}]})
    choice = choice_of(
        ToolCall("c1", "f", '{"a":1}'), ToolCall("c2", "g"), stop=Stop("tool_calls"), of=of
    )

    assert (choice["message"], choice["finish_reason"]) == (
        {
            "role": "assistant",
            "content": None,
            "refusal": None,
            "function_call": {"name": "f", "arguments": '{"a":1}'},
        },
        "function_call",
    )
    assert losses(of) == ["dropped response.parts[].toolcall"]


def test_a_refusal_is_no_content() -> None:
    choice = choice_of(Refusal("no"), stop=Stop("refusal"))

    assert (choice["message"], choice["finish_reason"]) == (
        {"role": "assistant", "content": None, "refusal": "no"},
        "stop",
    )


def test_thinking_is_one_string() -> None:
    message = message_of(Reasoning("a", ("b",)), Text("x"), Reasoning(), Reasoning("c"))

    assert message["reasoning_content"] == "a\n\nb\n\nc"
    assert "reasoning_details" not in message


def test_sealed_thinking_comes_back_as_it_was() -> None:
    parts = (
        Reasoning("a", seal=Seal("signature", "c2ln", ELSEWHERE)),
        Reasoning(seal=Seal("redacted", "cmVk", ELSEWHERE)),
        Reasoning("", ("s",), Seal("encrypted", "ZW5j", UPSTREAM)),
    )
    document = encode(answer(*parts, Text("x")))

    assert decode_response(document, context()).parts == (*parts, Text("x"))


def test_the_seal_of_a_call_is_wrapped_in_its_slot() -> None:
    seal = Seal("thought", "c2ln", ELSEWHERE)
    message = message_of(ToolCall("c1", "f", '{"a":1}', seal=seal))

    assert message["tool_calls"] == [
        {**CALL, "extra_content": {"google": {"thought_signature": seals.wrap(seal)}}}
    ]


def test_texts_are_one_string_and_sources_keep_their_places() -> None:
    source = Citation("https://a.example", "A")
    message = message_of(
        Text("Hello, "), Text("world", (source,)), ToolCall("c1", "f"), Text("Bye", (source,))
    )
    places: list[Json] = [
        {"start_index": 7, "end_index": 12, "title": "A", "url": "https://a.example"},
        {"start_index": 14, "end_index": 17, "title": "A", "url": "https://a.example"},
    ]

    assert message["content"] == "Hello, world\n\nBye"
    assert message["annotations"] == [
        {"type": "url_citation", "url_citation": place} for place in places
    ]


def test_tokens_stand_beside_the_message() -> None:
    choice = choice_of(Text("a", logprobs=(TOKEN,)))

    assert choice["logprobs"] == {"content": [TOKEN], "refusal": None}


def test_a_spoken_answer_is_written_verbatim() -> None:
    audio: Document = {"id": "audio_1", "data": "AAAA", "expires_at": 5, "transcript": "hi"}

    assert message_of(Foreign("openai-chat", "audio", audio))["audio"] == audio


def test_what_no_client_can_read_is_lost() -> None:
    of = context()
    message = message_of(
        Foreign("anthropic-messages", "server_tool_use", {}),
        Media("image", Inline("AAAA"), "image/png"),
        of=of,
    )

    assert message == {"role": "assistant", "content": None, "refusal": None}
    assert losses(of) == [
        "dropped response.parts[].server_tool_use",
        "dropped response.parts[].media",
    ]
