"""Contiguous indexes, one start and one end each, whatever keys a decoder uses."""

from translators.hub.events import PartDelta, PartEnd, PartStart
from translators.hub.parts import Reasoning, Text, ToolCall
from translators.hub.tracker import PartTracker


def test_indexes_count_up_from_zero_whatever_the_key() -> None:
    tracker = PartTracker()

    assert tracker.start("text", Text()) == PartStart(0, Text())
    assert tracker.start(("call", 7), ToolCall("a", "f")) == PartStart(1, ToolCall("a", "f"))
    assert tracker.start(None, Reasoning()) == PartStart(2, Reasoning())


def test_a_key_that_was_ended_can_be_used_again() -> None:
    tracker = PartTracker()
    tracker.start(0, Text())
    tracker.end(0)

    assert tracker.index(0) is None
    assert tracker.start(0, Text()) == PartStart(1, Text())
    assert tracker.index(0) == 1


def test_a_call_remembers_its_arguments_while_it_is_open() -> None:
    tracker = PartTracker()
    tracker.start("a", ToolCall("a", "f"))

    assert tracker.grow_call("a", '{"x"') == PartDelta(0, '{"x"')
    assert tracker.grow_call("a", ":1}") == PartDelta(0, ":1}")
    assert tracker.arguments("a") == '{"x":1}'
    assert tracker.end("a") == [PartEnd(0)]


def test_a_call_may_be_grown_from_outside() -> None:
    tracker = PartTracker()
    tracker.start("a", ToolCall("a", "f"))
    tracker.said("a").append("{}")

    assert tracker.arguments("a") == "{}"
    assert tracker.end("a") == [PartEnd(0)]


def test_a_function_call_never_ends_without_arguments() -> None:
    tracker = PartTracker()
    tracker.start("a", ToolCall("a", "f"))

    assert tracker.end("a") == [PartDelta(0, "{}"), PartEnd(0)]


def test_empty_fragments_are_no_arguments() -> None:
    tracker = PartTracker()
    tracker.start("a", ToolCall("a", "f"))
    tracker.grow_call("a", "")

    assert tracker.end("a") == [PartDelta(0, "{}"), PartEnd(0)]


def test_a_custom_tool_may_end_without_text() -> None:
    tracker = PartTracker()
    tracker.start("a", ToolCall("a", "f", kind="custom"))

    assert tracker.end("a") == [PartEnd(0)]


def test_what_is_not_open_ends_in_silence() -> None:
    tracker = PartTracker()
    tracker.start("a", Text())

    assert tracker.end("b") == []
    assert tracker.end("a") == [PartEnd(0)]
    assert tracker.end("a") == []


def test_everything_ends_oldest_first() -> None:
    tracker = PartTracker()
    for key, part in (("t", Text()), ("c", ToolCall("a", "f")), ("r", Reasoning())):
        tracker.start(key, part)
    tracker.end("t")

    assert tracker.end_all() == [PartDelta(1, "{}"), PartEnd(1), PartEnd(2)]
    assert tracker.end_all() == []


def test_open_calls_are_listed_oldest_first() -> None:
    tracker = PartTracker()
    for key in ("b", "a", "c"):
        tracker.start(key, ToolCall(key, "f"))
    tracker.start("t", Text())
    tracker.end("a")

    assert tracker.open_calls() == ["b", "c"]


def test_it_is_remembered_that_a_tool_was_called() -> None:
    tracker = PartTracker()
    tracker.start("t", Text())
    assert not tracker.seen_tool_call

    tracker.start("a", ToolCall("a", "f"))
    tracker.end("a")
    assert tracker.seen_tool_call
