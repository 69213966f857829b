"""Which blocks are open, where one begins and another ends."""

from tests.translators.anthropic_messages.client import context, losses
from translators.anthropic_messages.stream_blocks import Blocks
from translators.anthropic_messages.vocabulary import NAME
from translators.dialect import Context
from translators.hub.document import Document
from translators.hub.events import Event, PartDelta, PartEnd, PartStart
from translators.hub.parts import Foreign, Reasoning, Refusal, Text, ToolCall

TEXT: Document = {"type": "text", "text": ""}
CALL: Document = {"type": "tool_use", "id": "a", "name": "f", "input": {}}


def _blocks(of: Context | None = None) -> Blocks:
    return Blocks(of or context())


def _text(text: str) -> Document:
    return {"type": "text_delta", "text": text}


def _input(fragment: str) -> Document:
    return {"type": "input_json_delta", "partial_json": fragment}


def _says(index: int, text: str) -> list[Event]:
    return [PartStart(index, Text()), PartDelta(index, text), PartEnd(index)]


def test_a_block_starts_grows_and_stops() -> None:
    blocks = _blocks()

    events = [*blocks.start(0, TEXT), *blocks.grow(0, _text("Hi")), *blocks.stop(0)]

    assert events == _says(0, "Hi")
    assert blocks.open == {}


def test_a_block_ends_when_the_next_begins() -> None:
    # field guide 24: starts without stops
    blocks = _blocks()
    blocks.start(0, TEXT)

    assert blocks.start(1, TEXT) == [PartEnd(0), PartStart(1, Text())]


def test_an_index_may_come_again() -> None:
    blocks = _blocks()

    events = [*blocks.start(0, TEXT), *blocks.grow(0, _text("a")), *blocks.start(0, TEXT)]

    assert events == [*_says(0, "a"), PartStart(1, Text())]


def test_indexes_may_have_gaps() -> None:
    blocks = _blocks()

    assert [*blocks.start(3, TEXT), *blocks.stop(3), *blocks.start(7, TEXT)] == [
        PartStart(0, Text()),
        PartEnd(0),
        PartStart(1, Text()),
    ]


def test_a_block_that_is_not_open_has_stopped_already() -> None:
    assert _blocks().stop(4) == []


def test_text_that_never_started_is_text() -> None:
    blocks = _blocks()

    assert [*blocks.grow(2, _text("Hi")), *blocks.stop(2)] == _says(0, "Hi")


def test_text_after_its_end_is_not_lost() -> None:
    blocks = _blocks()
    blocks.start(0, TEXT)
    blocks.stop(0)

    assert blocks.grow(0, _text("late")) == [PartStart(1, Text()), PartDelta(1, "late")]


def test_thinking_inside_text_is_thinking() -> None:
    # field guide 25
    blocks = _blocks()
    blocks.start(0, TEXT)
    blocks.grow(0, _text("a"))

    assert blocks.grow(0, {"type": "thinking_delta", "thinking": "Hm."}) == [
        PartEnd(0),
        PartStart(1, Reasoning()),
        PartDelta(1, "Hm."),
    ]
    assert blocks.grow(0, _text("b")) == [PartEnd(1), PartStart(2, Text()), PartDelta(2, "b")]


def test_a_delta_without_a_block_to_belong_to_is_lost() -> None:
    here = context()
    blocks = _blocks(here)
    blocks.start(0, CALL)

    assert blocks.grow(0, _text("a")) == []
    assert blocks.grow(1, _input("{}")) == []
    assert losses(here) == [
        "dropped stream.content_block_delta.text_delta",
        "dropped stream.content_block_delta.input_json_delta",
    ]


def test_a_call_whose_arguments_are_whole_ends_when_the_next_block_begins() -> None:
    blocks = _blocks()
    blocks.start(0, CALL)
    blocks.grow(0, _input("{}"))

    assert blocks.start(1, TEXT) == [PartEnd(0), PartStart(1, Text())]


def test_a_call_whose_arguments_are_not_whole_stays_open() -> None:
    blocks = _blocks()
    blocks.start(0, CALL)
    blocks.grow(0, _input('{"x":'))

    assert blocks.start(1, TEXT) == [PartStart(1, Text())]
    assert blocks.grow(0, _input("1}")) == [PartDelta(0, "1}")]
    assert blocks.torn(limited=False) is None


def test_a_torn_call_is_torn_although_its_index_comes_again() -> None:
    # field guide 31: parallel calls that share an index
    blocks = _blocks()
    blocks.start(0, CALL)
    blocks.grow(0, _input('{"x":'))

    assert blocks.start(0, {**CALL, "id": "b"}) == [PartStart(1, ToolCall("b", "f"))]
    assert blocks.torn(limited=False) == "f"


def test_a_call_of_the_same_id_is_the_same_call() -> None:
    # field guide 2
    here = context()
    blocks = _blocks(here)
    blocks.start(0, CALL)

    assert blocks.start(0, CALL) == []
    assert blocks.start(1, CALL) == []
    assert blocks.grow(0, _input("{}")) == [PartDelta(0, "{}")]
    assert losses(here) == ["dropped stream.content_block_start"]


def test_a_block_without_a_type_is_lost() -> None:
    here = context()

    assert _blocks(here).start(0, {"text": "a"}) == []
    assert losses(here) == ["dropped stream.content_block_start"]


def test_blocks_that_come_whole_are_parts() -> None:
    blocks = _blocks()

    assert blocks.whole([{"type": "text", "text": "a"}, "odd", CALL]) == [
        *_says(0, "a"),
        PartStart(1, ToolCall("a", "f")),
        PartDelta(1, "{}"),
        PartEnd(1),
    ]
    assert blocks.whole(None) == []
    assert blocks.called


def test_everything_can_be_stopped() -> None:
    blocks = _blocks()
    blocks.start(0, CALL)
    blocks.start(1, TEXT)

    assert blocks.stop_all() == [PartDelta(0, "{}"), PartEnd(0), PartEnd(1)]


def test_a_refusal_is_a_last_part() -> None:
    assert _blocks().refuse(Refusal("No.")) == [
        PartStart(0, Refusal()),
        PartDelta(0, "No."),
        PartEnd(0),
    ]


def test_unknown_keys_of_a_block_are_lost() -> None:
    here = context()
    caller: Document = {"type": "direct", "x_inner": 1}

    _blocks(here).start(0, {**CALL, "caller": caller, "x_outer": 1, "nothing": None})

    assert losses(here) == [
        "dropped stream.content_block_start.tool_use.x_outer",
        "dropped stream.content_block_start.tool_use.caller.x_inner",
    ]


def test_a_foreign_block_keeps_its_unknown_keys() -> None:
    here = context()
    hosted: Document = {"type": "server_tool_use", "id": "a", "caller": {"x": 1}, "x_new": 1}
    blocks = _blocks(here)

    start, _ = [*blocks.start(0, hosted), *blocks.stop(0)]

    assert start == PartStart(0, Foreign(NAME, "server_tool_use", hosted))
    assert losses(here) == []
