"""How each kind of part is written as a block."""

from itertools import count

import pytest

from tests.translators.anthropic_messages.client import context, losses
from translators.anthropic_messages.stream_writers import (
    DELTA_END,
    NOT_JOINED,
    CallBlockWriter,
    TextBlockWriter,
    ThinkingWriter,
    say_event,
)
from translators.anthropic_messages.vocabulary import NAME
from translators.hub.document import Document
from translators.hub.events import PartDelta
from translators.hub.parts import Citation, Origin, Reasoning, Refusal, Seal, Text, ToolCall
from translators.opaque.seals import wrap
from translators.wire import json_bytes
from translators.wire.sse import EventReader

OWN = Seal("signature", "sig", Origin(NAME))
ELSEWHERE = Seal("encrypted", "gAAA", Origin("openai-responses", "openai", "gpt-x"))


def _read(stream: bytes) -> list[Document]:
    """The blocks and deltas that a stream holds, without what is around them."""
    found: list[Document] = []
    for name, data in EventReader().feed(stream):
        document = json_bytes.loads_object(data)
        assert document["type"] == name
        inner = document.get("content_block") or document.get("delta") or {"type": "stop"}
        assert isinstance(inner, dict)
        found.append(inner)
    return found


STOP: Document = {"type": "stop"}


def test_an_event_has_its_name() -> None:
    assert say_event("ping", {}) == b'event: ping\ndata: {"type":"ping"}\n\n'


def test_text_starts_with_its_first_words() -> None:
    writer = TextBlockWriter(Text(), count().__next__, context().losses)

    assert (writer.start(), writer.delta(PartDelta(0, "")), writer.section) == (
        b"",
        b"",
        NOT_JOINED,
    )
    assert _read(writer.delta(PartDelta(0, "Hi"))) == [
        {"type": "text", "text": ""},
        {"type": "text_delta", "text": "Hi"},
    ]
    assert writer.section == 0
    assert writer.delta(PartDelta(0, "ü")) == writer.prefix + '"ü"'.encode() + DELTA_END
    assert _read(writer.end()) == [STOP]


def test_text_that_says_nothing_is_no_block() -> None:
    number = count().__next__
    writer = TextBlockWriter(Text(), number, context().losses)

    assert writer.start() + writer.end() == b""
    assert number() == 0


def test_text_may_be_cited_before_it_is_said() -> None:
    raw: Document = {"type": "char_location", "cited_text": "a"}
    writer = TextBlockWriter(Text(), count().__next__, context().losses)

    assert _read(writer.cite(Citation(None, raw=raw, dialect=NAME))) == [
        {"type": "text", "text": ""},
        {"type": "citations_delta", "citation": raw},
    ]


def test_a_source_that_cannot_be_cited_starts_no_block() -> None:
    writer = TextBlockWriter(Text(), count().__next__, context().losses)

    assert writer.cite(Citation(None)) == b""


def test_what_a_part_starts_with_is_said_at_once() -> None:
    here = context()
    writer = TextBlockWriter(Refusal("No."), count().__next__, here.losses)

    assert _read(writer.start())[1] == {"type": "text_delta", "text": "No."}
    assert losses(here) == ["coerced response.parts[].refusal"]


def test_paragraphs_of_thinking_are_set_off() -> None:
    writer = ThinkingWriter(Reasoning(), count().__next__, context().losses)
    deltas = [(0, ""), (1, "a"), (1, "b"), (2, ""), (3, "c"), (3, "d")]

    said = b"".join(writer.delta(PartDelta(0, text, section)) for section, text in deltas)

    assert _read(said) == [
        {"type": "thinking", "thinking": "", "signature": ""},
        {"type": "thinking_delta", "thinking": "a"},
        {"type": "thinking_delta", "thinking": "b"},
        {"type": "thinking_delta", "thinking": "\n\nc"},
        {"type": "thinking_delta", "thinking": "d"},
    ]


@pytest.mark.parametrize(("seal", "signature"), [(OWN, "sig"), (ELSEWHERE, wrap(ELSEWHERE))])
def test_thinking_is_signed_at_its_end(seal: Seal, signature: str) -> None:
    writer = ThinkingWriter(Reasoning("Hm."), count().__next__, context().losses)
    writer.start()
    writer.sealed(seal)
    writer.delta(PartDelta(0, "Well."))

    assert _read(writer.end()) == [{"type": "signature_delta", "signature": signature}, STOP]


@pytest.mark.parametrize(
    ("seal", "said"),
    [
        (
            OWN,
            [
                {"type": "thinking", "thinking": "", "signature": ""},
                {"type": "signature_delta", "signature": "sig"},
                STOP,
            ],
        ),
        (ELSEWHERE, [{"type": "redacted_thinking", "data": wrap(ELSEWHERE)}, STOP]),
    ],
)
def test_a_seal_without_words_is_a_block(seal: Seal, said: list[Document]) -> None:
    writer = ThinkingWriter(Reasoning(), count().__next__, context().losses)
    writer.sealed(seal)

    assert _read(writer.end()) == said


def test_thinking_that_says_nothing_is_no_block() -> None:
    writer = ThinkingWriter(Reasoning(), count().__next__, context().losses)

    assert writer.start() + writer.end() == b""


def test_a_call_starts_at_once() -> None:
    here = context()
    writer = CallBlockWriter(ToolCall("a", "f"), count().__next__, here.losses)

    assert _read(writer.start()) == [{"type": "tool_use", "id": "a", "name": "f", "input": {}}]
    assert _read(writer.delta(PartDelta(0, '{"x"'))) == [
        {"type": "input_json_delta", "partial_json": '{"x"'}
    ]
    assert _read(writer.end()) == [STOP]


def test_free_text_is_a_string_in_the_input() -> None:
    here = context()
    call = ToolCall("a", "f", kind="custom")
    writer = CallBlockWriter(call, count().__next__, here.losses)

    said = writer.start()
    said += writer.delta(PartDelta(0, 'say "\n')) + writer.delta(PartDelta(0, 'ü\\"'))
    fragments = [str(delta["partial_json"]) for delta in _read(said + writer.end())[1:-1]]

    assert json_bytes.loads("".join(fragments)) == {"input": 'say "\nü\\"'}
