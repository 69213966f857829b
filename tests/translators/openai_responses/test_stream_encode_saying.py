"""More of a part, said without an event, is what its delta says to a Responses client."""

import pytest

from tests.support.twins import END, Growing, Twins, Unsayable, sayable, unsayable
from tests.translators.openai_responses.answers import LOGPROB, SEAL
from translators.dialect import Context
from translators.hub.events import KeepAlive, PartCitation, PartDelta, PartEnd, PartStart
from translators.hub.failure import Failure
from translators.hub.parts import Citation, Reasoning, Refusal, Text, ToolCall
from translators.openai_responses.stream_encode import StreamEncoder

CALL = ToolCall("c", "f")
CUSTOM = ToolCall("c", "f", kind="custom")
SHELL = ToolCall("c", "local_shell", kind="local_shell")
SEARCH = ToolCall("c", "tool_search", kind="tool_search")
SOURCE = PartCitation(0, Citation("https://a.example"))
TWINS = Twins(StreamEncoder, Context)

SAYABLE: dict[str, Growing] = {
    "text": ((PartStart(0, Text()),), PartDelta(0, "a"), (SOURCE, PartEnd(0))),
    "text that was begun": (
        (PartStart(0, Text()), PartDelta(0, "b")),
        PartDelta(0, "a"),
        (SOURCE, PartEnd(0)),
    ),
    "text behind logprobs": (
        (PartStart(0, Text()), PartDelta(0, "b", 0, (LOGPROB,))),
        PartDelta(0, "a"),
        (PartDelta(0, "c", 0, (LOGPROB,)), PartEnd(0)),
    ),
    "text behind a sign of life": (
        (PartStart(0, Text()), PartDelta(0, "b"), KeepAlive()),
        PartDelta(0, "a"),
        (PartEnd(0),),
    ),
    "refusal": ((PartStart(0, Refusal()),), PartDelta(0, "a"), (PartEnd(0),)),
    **sayable(CALL, SEAL),
    "custom call": ((PartStart(0, CUSTOM),), PartDelta(0, "{}"), (PartEnd(0),)),
    "one of two open calls": (
        (PartStart(0, CALL), PartStart(1, CALL), PartDelta(1, "{")),
        PartDelta(0, "{}"),
        (PartDelta(1, "}"), PartEnd(1), PartEnd(0)),
    ),
}


@pytest.mark.parametrize("name", SAYABLE)
def test_saying_more_of_a_part_is_all_that_its_delta_does(name: str) -> None:
    TWINS.assert_sayable(SAYABLE[name])


UNSAYABLE: dict[str, Unsayable] = {
    **unsayable(CALL),
    "another part": ((PartStart(0, Text()),), 1, 0),
    "a call of a shell": ((PartStart(0, SHELL), PartDelta(0, '{"command":')), 0, 0),
    "a search for tools": ((PartStart(0, SEARCH), PartDelta(0, "{")), 0, 0),
    "a closed text": ((PartStart(0, Text()), PartDelta(0, "b"), PartEnd(0)), 0, 0),
    "closed thinking": ((PartStart(0, Reasoning()), PartDelta(0, "b"), PartEnd(0)), 0, 0),
    "an answer that is over": ((PartStart(0, Text()), PartDelta(0, "b"), END), 0, 0),
    "an answer that failed": (
        (PartStart(0, Text()), PartDelta(0, "b"), Failure("server", "no")),
        0,
        0,
    ),
}


@pytest.mark.parametrize("name", UNSAYABLE)
def test_where_a_delta_must_be_seen_there_is_no_other_way_to_say_it(name: str) -> None:
    TWINS.assert_unsayable(UNSAYABLE[name])
