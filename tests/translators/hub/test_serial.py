"""Parts one after another, without holding back what can be said."""

from collections.abc import Iterable

from translators.hub import grammar
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
from translators.hub.parts import Text, ToolCall
from translators.hub.response import Stop
from translators.hub.serial import Serial

START = ResponseStart("r1", "m")
END = ResponseEnd(Stop("end"))


def _call(index: int) -> list[Event]:
    return [PartStart(index, ToolCall(str(index), "f")), PartDelta(index, "{}"), PartEnd(index)]


def _through(events: Iterable[Event]) -> list[Event]:
    serial = Serial()
    return [said for event in events for said in serial.feed(event)]


def test_what_is_serial_already_goes_through_at_once() -> None:
    serial = Serial()
    for event in [START, *_call(0), *_call(1), END]:
        assert list(serial.feed(event)) == [event]


def test_the_oldest_part_flows_and_the_younger_waits() -> None:
    serial = Serial()
    first, second = _call(0), _call(1)

    assert list(serial.feed(first[0])) == [first[0]]
    assert list(serial.feed(second[0])) == []
    assert list(serial.feed(second[1])) == []
    assert list(serial.feed(first[1])) == [first[1]]
    assert list(serial.feed(first[2])) == [first[2], second[0], second[1]]
    assert list(serial.feed(second[2])) == [second[2]]


def test_interleaved_parts_come_out_one_after_another() -> None:
    mixed = [event for trio in zip(*map(_call, range(3)), strict=True) for event in trio]

    assert _through([START, *mixed, END]) == [START, *_call(0), *_call(1), *_call(2), END]


def test_younger_parts_that_ended_first_come_out_in_order() -> None:
    opening, *rest = _call(0)

    assert _through([START, opening, *_call(1), *_call(2), *rest, END]) == [
        *(START, *_call(0), *_call(1), *_call(2), END)
    ]


def test_a_later_part_may_start_while_others_wait() -> None:
    zero, one, two = map(_call, range(3))
    events = [START, zero[0], one[0], *zero[1:], two[0], *one[1:], *two[1:], END]

    assert _through(events) == [START, *zero, *one, *two, END]


def test_what_is_no_part_waits_for_nothing() -> None:
    opening, *_ = _call(0)
    waiting, *_ = _call(1)

    assert _through([START, opening, waiting, KeepAlive()]) == [START, opening, KeepAlive()]


def test_a_failure_tears_what_waited() -> None:
    failure = Failure("server", "broken")
    opening, *_ = _call(0)

    assert _through([START, opening, *_call(1), failure]) == [START, opening, failure]


def test_the_outcome_is_legal() -> None:
    text = [PartStart(1, Text()), PartDelta(1, "a"), PartEnd(1)]
    mixed = [event for pair in zip(_call(0), text, strict=True) for event in pair]

    grammar.check(_through([START, *mixed, END]))


def _after(*events: Event) -> Serial:
    serial = Serial()
    for event in events:
        serial.feed(event)
    return serial


def test_only_the_part_whose_turn_it_is_passes() -> None:
    serial = _after(START, *_call(0)[:2], *_call(1)[:2])

    assert [serial.is_transparent_for(index) for index in range(3)] == [True, False, False]


def test_before_any_part_none_passes() -> None:
    assert not _after(START).is_transparent_for(0)


def test_a_part_that_ended_passes_no_more() -> None:
    assert not _after(START, *_call(0)).is_transparent_for(0)


def test_the_part_that_waited_passes_when_its_turn_comes() -> None:
    end = _call(0)[-1]
    serial = _after(START, *_call(0)[:2], *_call(1)[:2], end)

    assert [serial.is_transparent_for(index) for index in range(2)] == [False, True]


def test_a_part_that_was_complete_when_its_turn_came_does_not_pass() -> None:
    end = _call(0)[-1]

    assert not _after(START, *_call(0)[:2], *_call(1), end).is_transparent_for(1)


def test_a_sign_of_life_takes_no_turn_away() -> None:
    assert _after(START, *_call(0)[:2], KeepAlive()).is_transparent_for(0)
