"""A stream that is gathered says nothing, and is whole in the end."""

from translators.exchange.folding import Folding
from translators.hub.events import PartDelta, PartEnd, PartStart, ResponseEnd, ResponseStart
from translators.hub.failure import Failure
from translators.hub.parts import Text
from translators.hub.response import Response, Stop

BEGUN = (ResponseStart("r", "m"), PartStart(0, Text()), PartDelta(0, "a"), PartDelta(0, "b"))


def test_what_is_gathered_is_not_said() -> None:
    folding = Folding()

    assert [folding.feed(event) for event in BEGUN] == [b""] * 4
    assert folding.delta_writer(0, 0) is None


def test_an_answer_is_whole_with_its_end() -> None:
    folding = Folding()
    for event in (*BEGUN, PartEnd(0), ResponseEnd(Stop("end"))):
        folding.feed(event)

    assert folding.result() == Response("r", "m", (Text("ab"),), Stop("end"))


def test_a_failure_takes_the_place_of_the_answer() -> None:
    folding = Folding()
    failure = Failure("connection", "gone", 502)
    for event in (*BEGUN, failure):
        folding.feed(event)

    assert folding.result() is failure
