from tests.translators.openai_chat.client import ELSEWHERE, UPSTREAM, context, losses
from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.parts import (
    CacheMark,
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
from translators.openai_chat.turn_encode import write_turn
from translators.profile import Profile

TEXT_HISTORY = Profile(thinking_history="text")
SEALED_HISTORY = Profile(thinking_history="sealed")
CALL: Document = {
    "id": "c1",
    "type": "function",
    "function": {"name": "f", "arguments": "{}"},
}


def turn(*parts: Part, of: Context | None = None) -> Document | None:
    return write_turn(parts, of or context())


def test_words_are_a_string() -> None:
    assert turn(Text("a")) == {"role": "assistant", "content": "a"}


def test_several_texts_are_a_list() -> None:
    listed: list[Json] = [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]

    assert turn(Text("a"), Text(""), Text("b")) == {"role": "assistant", "content": listed}


def test_the_sources_of_earlier_words_are_lost() -> None:
    of = context()
    turn(Text("a", (Citation("https://a.example"),), path="t"), of=of)

    assert losses(of) == ["dropped request.t.citations"]


def test_calls_alone_have_null_content() -> None:
    assert turn(Text(""), ToolCall("c1", "f")) == {
        "role": "assistant",
        "content": None,
        "tool_calls": [CALL],
    }


def test_words_and_calls_stand_side_by_side() -> None:
    of = context()

    assert turn(Text("a"), ToolCall("c1", "f", "{}"), of=of) == {
        "role": "assistant",
        "content": "a",
        "tool_calls": [CALL],
    }
    assert losses(of) == []


def test_words_after_a_call_are_said_before_it() -> None:
    of = context()
    turn(ToolCall("c1", "f"), Text("a", path="messages[1].content[1]"), of=of)

    assert losses(of) == ["coerced request.messages[].content[]"]


def test_a_custom_call_is_free_text() -> None:
    written = turn(ToolCall("c1", "patch", "*** Begin", "custom"))

    assert written is not None
    assert written["tool_calls"] == [
        {"id": "c1", "type": "custom", "custom": {"name": "patch", "input": "*** Begin"}}
    ]


def test_a_refusal_has_its_own_field() -> None:
    assert turn(Refusal("no"), Refusal("")) == {
        "role": "assistant",
        "content": None,
        "refusal": "no",
    }


def test_thinking_goes_back_as_text_where_that_is_wanted() -> None:
    of = context(profile=TEXT_HISTORY)

    assert turn(Reasoning("a", ("b",)), Reasoning("c"), ToolCall("c1", "f"), of=of) == {
        "role": "assistant",
        "content": None,
        "reasoning_content": "a\n\nb\n\nc",
        "tool_calls": [CALL],
    }
    assert losses(of) == []


def test_thinking_alone_is_a_turn_without_words() -> None:
    assert turn(Reasoning("a"), of=context(profile=TEXT_HISTORY)) == {
        "role": "assistant",
        "content": "",
        "reasoning_content": "a",
    }


def test_sealed_thinking_goes_back_in_entries() -> None:
    of = context(profile=SEALED_HISTORY)
    sealed = Reasoning("a", seal=Seal("signature", "c2ln", UPSTREAM))

    assert turn(sealed, Text("b"), of=of) == {
        "role": "assistant",
        "content": "b",
        "reasoning_details": [
            {"type": "reasoning.text", "signature": "c2ln", "index": 0, "text": "a"}
        ],
    }
    assert losses(of) == []


def test_a_seal_of_another_never_goes_upstream() -> None:
    of = context(profile=SEALED_HISTORY)
    sealed = Reasoning("a", seal=Seal("signature", "c2ln", ELSEWHERE), path="messages[1]")

    assert turn(sealed, Text("b"), of=of) == {"role": "assistant", "content": "b"}
    assert losses(of) == ["dropped request.messages[]"]


def test_thinking_is_lost_where_nobody_wants_it() -> None:
    of = context()

    assert turn(Reasoning("a", path="messages[1]"), Text("b"), of=of) == {
        "role": "assistant",
        "content": "b",
    }
    assert losses(of) == ["dropped request.messages[]"]


def test_thinking_between_words_is_said_before_them() -> None:
    of = context(profile=TEXT_HISTORY)
    turn(Text("a"), Reasoning("b", path="messages[1].content[1]"), of=of)

    assert losses(of) == ["coerced request.messages[].content[]"]


def test_the_seal_of_a_call_goes_back_to_its_issuer() -> None:
    written = turn(ToolCall("c1", "f", seal=Seal("thought", "c2ln", UPSTREAM)))

    assert written is not None
    assert written["tool_calls"] == [
        {**CALL, "extra_content": {"google": {"thought_signature": "c2ln"}}}
    ]


def test_the_seal_of_a_call_is_lost_on_anyone_else() -> None:
    of = context()
    call = ToolCall("c1", "f", seal=Seal("thought", "c2ln", ELSEWHERE), path="messages[1].c")
    written = turn(call, of=of)

    assert written is not None
    assert written["tool_calls"] == [CALL]
    assert losses(of) == ["dropped request.messages[].c.seal"]


def test_what_a_call_cannot_carry_is_lost() -> None:
    of = context()
    turn(ToolCall("c1", "f", namespace="n", cache=CacheMark(), path="c"), of=of)

    assert losses(of) == ["dropped request.c.cache", "dropped request.c.namespace"]


def test_a_spoken_answer_is_named_by_its_id() -> None:
    spoken = Foreign("openai-chat", "audio", {"id": "audio_1", "transcript": "hi"})

    assert turn(spoken) == {"role": "assistant", "content": None, "audio": {"id": "audio_1"}}


def test_the_past_of_others_is_lost_but_never_refused() -> None:
    of = context()
    hosted = Foreign("anthropic-messages", "server_tool_use", {}, path="a")
    image = Media("image", Inline("AAAA"), path="b")

    assert turn(hosted, image, of=of) is None
    assert losses(of) == ["dropped request.a", "dropped request.b"]


def test_an_own_piece_of_content_is_written_verbatim() -> None:
    value: Document = {"type": "hologram"}

    assert turn(Foreign("openai-chat", "hologram", value)) == {
        "role": "assistant",
        "content": [value],
    }
