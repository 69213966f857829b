"""What all parts' events share: numbers that count up, and an item that begins and ends."""

import pytest

from tests.translators.openai_responses.judge import documents
from translators.hub.document import Document
from translators.hub.events import PartDelta
from translators.openai_responses.stream_frames import Frames, PartWriter

ITEM: Document = {"type": "compaction", "id": "cmp_1", "encrypted_content": "gAAAA"}


def test_events_are_numbered_and_named() -> None:
    frames = Frames()

    assert frames.event("response.a", {"x": 1}) + frames.event("response.b", {}) == (
        b'event: response.a\ndata: {"type":"response.a","x":1,"sequence_number":0}\n\n'
        b'event: response.b\ndata: {"type":"response.b","sequence_number":1}\n\n'
    )


def test_an_item_that_never_grows_is_announced_and_finished_as_it_is() -> None:
    writer = PartWriter(ITEM, 2, Frames())

    events = documents(writer.begin() + writer.end())

    assert events == [
        {
            "type": "response.output_item.added",
            "output_index": 2,
            "item": ITEM,
            "sequence_number": 0,
        },
        {
            "type": "response.output_item.done",
            "output_index": 2,
            "item": ITEM,
            "sequence_number": 1,
        },
    ]
    assert writer.item == ITEM


def test_growth_is_numbered_with_the_rest() -> None:
    frames = Frames()
    writer = Growing(ITEM, 0, frames)

    said = writer.grow(PartDelta(0, "a")) + frames.event("response.b", {})

    assert [event["sequence_number"] for event in documents(said)] == [0, 1]


@pytest.mark.parametrize("section", [0, 1])
def test_what_says_more_of_a_section_does_what_a_delta_does(section: int) -> None:
    fed, told = (Growing(ITEM, 0, Frames()) for _ in range(2))
    say = told.delta_writer(section)
    assert say is not None

    said = [say(text) for text in ("a", 'b"')]

    assert said == [fed.grow(PartDelta(0, text, section)) for text in ("a", 'b"')]


def test_what_is_said_without_a_delta_is_numbered_with_the_rest() -> None:
    frames = Frames()
    writer = Growing(ITEM, 0, frames)
    say = writer.delta_writer(0)
    assert say is not None

    said = say("a") + frames.event("response.b", {}) + say("b")

    assert [event["sequence_number"] for event in documents(said)] == [0, 1, 2]


class Growing(PartWriter):
    def __init__(self, announced: Document, place: int, frames: Frames) -> None:
        super().__init__(announced, place, frames)
        self._grows_by("response.a.delta")
