"""More of a part, said without an event, is what its delta says to a Chat client."""

from functools import partial

import pytest

from tests.support.twins import END, Growing, Twins, Unsayable, sayable, unsayable
from tests.translators.openai_chat.client import ELSEWHERE, context
from translators.hub.document import Document
from translators.hub.events import KeepAlive, PartCitation, PartDelta, PartEnd, PartSeal, PartStart
from translators.hub.failure import Failure
from translators.hub.parts import Citation, Reasoning, Refusal, Seal, Text, ToolCall
from translators.openai_chat.stream_encode import StreamEncoder

TOKEN: Document = {"token": "a", "logprob": -0.5, "bytes": [97], "top_logprobs": []}
CALLED = ToolCall("c1", "f")
SEAL = Seal("signature", "c2ln", ELSEWHERE)
SOURCE = PartCitation(0, Citation("https://a.example"))

LEGACY: Document = {"functions": [{"name": "f"}]}
ORIGINALS: dict[str, Document] = {
    "text that was begun": {"stream_options": {"include_usage": True}},
    "function_call": LEGACY,
    "a second call from before tools": LEGACY,
}
"""The client's documents, by the names of the cases in which it matters what they say."""

SAYABLE: dict[str, Growing] = {
    **sayable(CALLED, SEAL),
    "text": ((PartStart(0, Text()),), PartDelta(0, "a"), (SOURCE, PartEnd(0))),
    "text that was begun": (
        (PartStart(0, Text()), PartDelta(0, "b"), SOURCE),
        PartDelta(0, "a"),
        (PartEnd(0), PartStart(1, Text()), PartDelta(1, "c")),
    ),
    "text behind logprobs": (
        (PartStart(0, Text()), PartDelta(0, "b", 0, (TOKEN,))),
        PartDelta(0, "a"),
        (PartDelta(0, "c", 0, (TOKEN,)), SOURCE, PartEnd(0)),
    ),
    "text behind a sign of life": (
        (PartStart(0, Text()), PartDelta(0, "b"), KeepAlive()),
        PartDelta(0, "a"),
        (SOURCE, PartEnd(0)),
    ),
    "text after a gap": (
        (
            *(PartStart(1, Text()), PartDelta(1, "b"), PartEnd(1)),
            *(PartStart(2, CALLED), PartDelta(2, "{}"), PartEnd(2)),
            *(PartStart(0, Text()), PartDelta(0, "c")),
        ),
        PartDelta(0, "a"),
        (SOURCE, PartEnd(0)),
    ),
    "refusal": ((PartStart(0, Refusal()),), PartDelta(0, "a"), (PartEnd(0),)),
    "thinking behind other thinking": (
        (
            *(PartStart(1, Reasoning()), PartDelta(1, "b"), PartEnd(1)),
            *(PartStart(0, Reasoning()), PartDelta(0, "c")),
        ),
        PartDelta(0, "a"),
        (PartSeal(0, SEAL), PartEnd(0)),
    ),
    "one of two open calls": (
        (PartStart(0, CALLED), PartStart(1, ToolCall("c2", "g")), PartDelta(1, "{")),
        PartDelta(0, "{}"),
        (PartDelta(1, "}"), PartEnd(0), PartEnd(1)),
    ),
    "custom call": (
        (PartStart(0, ToolCall("c1", "f", kind="custom")),),
        PartDelta(0, "{}"),
        (PartEnd(0),),
    ),
    "function_call": ((PartStart(0, CALLED),), PartDelta(0, "{}"), (PartEnd(0),)),
}


def twins(name: str) -> Twins:
    """Encoders for the client of a case."""
    return Twins(StreamEncoder, partial(context, ORIGINALS.get(name)))


@pytest.mark.parametrize("name", SAYABLE)
def test_saying_more_of_a_part_is_all_that_its_delta_does(name: str) -> None:
    twins(name).assert_sayable(SAYABLE[name])


UNSAYABLE: dict[str, Unsayable] = {
    **unsayable(CALLED),
    "another part": ((PartStart(0, Text()),), 1, 0),
    "another section of a text": ((PartStart(0, Text()), PartDelta(0, "b")), 0, 1),
    "text that must be set off": (
        (
            *(PartStart(1, Text()), PartDelta(1, "b"), PartEnd(1)),
            *(PartStart(2, CALLED), PartEnd(2), PartStart(0, Text())),
        ),
        0,
        0,
    ),
    "thinking that other thinking interrupted": (
        (
            *(PartStart(0, Reasoning()), PartDelta(0, "b")),
            *(PartStart(1, Reasoning()), PartDelta(1, "c")),
        ),
        0,
        0,
    ),
    "a second call from before tools": (
        (PartStart(1, CALLED), PartEnd(1), PartStart(0, CALLED)),
        0,
        0,
    ),
    "a closed text": ((PartStart(0, Text()), PartDelta(0, "b"), PartEnd(0)), 0, 0),
    "closed thinking": ((PartStart(0, Reasoning()), PartDelta(0, "b", 1), PartEnd(0)), 0, 1),
    "an answer that is over": ((PartStart(0, Text()), PartDelta(0, "b"), END), 0, 0),
    "an answer that failed": (
        (PartStart(0, Text()), PartDelta(0, "b"), Failure("server", "no")),
        0,
        0,
    ),
}


@pytest.mark.parametrize("name", UNSAYABLE)
def test_where_a_delta_must_be_seen_there_is_no_other_way_to_say_it(name: str) -> None:
    twins(name).assert_unsayable(UNSAYABLE[name])
