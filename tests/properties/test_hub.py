"""What holds of the hub for anything that a model may say."""

from hypothesis import given

from tests.support.strategies import event_streams, responses
from translators.hub import grammar
from translators.hub.events import (
    Event,
    PartCitation,
    PartDelta,
    PartEnd,
    PartSeal,
    PartStart,
)
from translators.hub.fold import Fold, unfold
from translators.hub.response import Response
from translators.hub.serial import Serial


def _fold(events: list[Event]) -> object:
    fold = Fold()
    for event in events:
        fold.feed(event)
    return fold.result()


@given(responses())
def test_fold_undoes_unfold(response: Response) -> None:
    assert _fold(list(unfold(response))) == response


@given(responses())
def test_unfold_is_legal(response: Response) -> None:
    grammar.check(unfold(response))


@given(event_streams())
def test_generated_streams_are_legal(events: list[Event]) -> None:
    grammar.check(events)


@given(event_streams())
def test_serial_changes_the_order_between_parts_and_nothing_else(events: list[Event]) -> None:
    serial = Serial()
    said = [event for given_event in events for event in serial.feed(given_event)]

    grammar.check(said)
    assert _fold(said) == _fold(events)
    assert len(said) == len(events)


@given(event_streams())
def test_serial_has_one_part_open_at_a_time(events: list[Event]) -> None:
    serial = Serial()
    said = [event for given_event in events for event in serial.feed(given_event)]
    of_parts = [
        event.index
        for event in said
        if isinstance(event, PartStart | PartDelta | PartSeal | PartCitation | PartEnd)
    ]

    assert of_parts == sorted(of_parts)
