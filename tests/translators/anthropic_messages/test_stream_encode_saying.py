"""More of a part, said without an event, is what its delta says to a Messages client."""

import pytest

from tests.support.twins import END, Growing, Twins, Unsayable, sayable, unsayable
from tests.translators.anthropic_messages.client import context
from translators.anthropic_messages.stream_encode import MessagesStreamEncoder
from translators.anthropic_messages.vocabulary import NAME
from translators.hub.document import Document, Json
from translators.hub.events import KeepAlive, PartCitation, PartDelta, PartEnd, PartStart
from translators.hub.failure import Failure
from translators.hub.parts import (
    Citation,
    Foreign,
    Origin,
    Reasoning,
    Refusal,
    Seal,
    Text,
    ToolCall,
)

RAW: Document = {"type": "char_location", "cited_text": "a", "document_index": 0}
HOSTED: Document = {"type": "server_tool_use", "id": "s1", "name": "web_search", "input": {}}
TOKENS: tuple[Json, ...] = ({"token": "b"},)
CALLED = ToolCall("a", "f")
SPOKEN = ToolCall("a", "f", kind="custom")
SOURCE = PartCitation(0, Citation(None, "facts.txt", raw=RAW, dialect=NAME))
ELSEWHERE = Seal("encrypted", "gAAA", Origin("openai-responses", "openai", "gpt-x"))
TWINS = Twins(MessagesStreamEncoder, context)

SAYABLE: dict[str, Growing] = {
    "text": (
        (PartStart(0, Text()), PartDelta(0, "b")),
        PartDelta(0, "a"),
        (SOURCE, PartEnd(0), PartStart(1, Text()), PartDelta(1, "c"), PartEnd(1)),
    ),
    "text that starts with words": (
        (PartStart(0, Text("b")),),
        PartDelta(0, "a"),
        (PartEnd(0),),
    ),
    "text that is cited first": (
        (PartStart(0, Text()), SOURCE),
        PartDelta(0, "a"),
        (PartEnd(0),),
    ),
    "text behind logprobs": (
        (PartStart(0, Text()), PartDelta(0, "b", 0, TOKENS)),
        PartDelta(0, "a"),
        (PartDelta(0, "c", 0, TOKENS), PartEnd(0)),
    ),
    "text behind a sign of life": (
        (PartStart(0, Text()), PartDelta(0, "b"), KeepAlive()),
        PartDelta(0, "a"),
        (PartEnd(0),),
    ),
    "refusal": ((PartStart(0, Refusal()), PartDelta(0, "b")), PartDelta(0, "a"), (PartEnd(0),)),
    **sayable(CALLED, ELSEWHERE),
    "a later block": (
        (PartStart(0, Text("b")), PartEnd(0), PartStart(1, CALLED), PartDelta(1, "{")),
        PartDelta(1, "}"),
        (PartEnd(1),),
    ),
}


@pytest.mark.parametrize("name", SAYABLE)
def test_saying_more_of_a_part_is_all_that_its_delta_does(name: str) -> None:
    TWINS.assert_sayable(SAYABLE[name])


UNSAYABLE: dict[str, Unsayable] = {
    **unsayable(CALLED),
    "text before its first words": ((PartStart(0, Text()),), 0, 0),
    "a refusal before its first words": ((PartStart(0, Refusal()),), 0, 0),
    "another section of a text": ((PartStart(0, Text("b")),), 0, 1),
    "free text in a string": ((PartStart(0, SPOKEN), PartDelta(0, "b")), 0, 0),
    "a block that came whole": ((PartStart(0, Foreign(NAME, "server_tool_use", HOSTED)),), 0, 0),
    "a closed text": ((PartStart(0, Text("b")), PartEnd(0)), 0, 0),
    "closed thinking": ((PartStart(0, Reasoning("b")), PartEnd(0)), 0, 0),
    "the next text before its first words": (
        (PartStart(0, Text("b")), PartEnd(0), PartStart(1, Text())),
        1,
        0,
    ),
    "an answer that is over": ((PartStart(0, Text("b")), END), 0, 0),
    "an answer that failed": ((PartStart(0, Text("b")), Failure("server", "no")), 0, 0),
}


@pytest.mark.parametrize("name", UNSAYABLE)
def test_where_a_delta_must_be_seen_there_is_no_other_way_to_say_it(name: str) -> None:
    TWINS.assert_unsayable(UNSAYABLE[name])
