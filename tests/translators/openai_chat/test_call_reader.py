import pytest

from tests.translators.openai_chat.client import context, losses
from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.events import Event, PartDelta, PartEnd, PartSeal, PartStart
from translators.hub.parts import ToolCall
from translators.hub.tracker import PartTracker
from translators.openai_chat.call_reader import CallReader
from translators.wire import json_bytes

OPEN = '{"a":'
REST = "1}"


def entry(
    arguments: Json = None, name: Json = None, *, given: Json = None, index: Json = None
) -> Document:
    """A fragment; what is None is left out."""
    function = {"name": name, "arguments": arguments}
    fragment: Document = {
        "index": index,
        "id": given,
        "function": {key: value for key, value in function.items() if value is not None},
    }
    return {key: value for key, value in fragment.items() if value is not None}


def read(*entries: Document, of: Context | None = None) -> list[tuple[str, str, str]]:
    """Id, name and arguments of the calls that come of fragments, each in a delta of its own."""
    tracker = PartTracker()
    reader = CallReader(tracker, of or context(), "t")
    events: list[Event] = []
    for fragment in entries:
        events += reader.feed([fragment])
    reader.finish()
    return _calls([*events, *tracker.end_all()])


def _calls(events: list[Event]) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    for event in events:
        if isinstance(event, PartStart) and isinstance(event.part, ToolCall):
            found.append((event.part.id, event.part.name, ""))
        if isinstance(event, PartDelta):
            identifier, name, arguments = found[event.index]
            found[event.index] = (identifier, name, arguments + event.text)
    return found


ONE_CALL: list[tuple[str, list[Document]]] = [
    (
        "openai: id and name only at first",
        [entry("", "f", given="c1", index=0), entry(OPEN, index=0), entry(REST, index=0)],
    ),
    ("whole in one fragment", [entry('{"a":1}', "f", given="c1", index=0)]),
    ("no index (Mistral)", [entry('{"a":1}', "f", given="c1")]),
    ("no index, in fragments", [entry(OPEN, "f", given="c1"), entry(REST)]),
    ("no index, id repeated", [entry(OPEN, "f", given="c1"), entry(REST, given="c1")]),
    (
        "id repeated (vLLM)",
        [entry(OPEN, "f", given="c1", index=0), entry(REST, given="c1", index=0)],
    ),
    (
        "id and name repeated",
        [entry(OPEN, "f", given="c1", index=0), entry(REST, "f", given="c1", index=0)],
    ),
    (
        "empty id later (Alibaba)",
        [entry(OPEN, "f", given="c1", index=0), entry(REST, "", given="", index=0)],
    ),
    (
        "another id without a name",
        [entry(OPEN, "f", given="c1", index=0), entry(REST, given="x", index=0)],
    ),
    ("a gap before the index", [entry(OPEN, "f", given="c1", index=3), entry(REST, index=3)]),
    ("the name comes late", [entry(OPEN, given="c1", index=0), entry(REST, "f", index=0)]),
    ("arguments as an object", [entry({"a": 1}, "f", given="c1", index=0)]),
]


@pytest.mark.parametrize(
    "fragments", [fragments for _, fragments in ONE_CALL], ids=[name for name, _ in ONE_CALL]
)
def test_one_call_is_one_call(fragments: list[Document]) -> None:
    assert read(*fragments) == [("c1", "f", '{"a":1}')]


TWO_CALLS: list[tuple[str, list[Document]]] = [
    (
        "openai: by index",
        [
            entry(OPEN, "f", given="c1", index=0),
            entry(REST, index=0),
            entry(OPEN, "g", given="c2", index=1),
            entry(REST, index=1),
        ],
    ),
    (
        "interleaved",
        [
            entry(OPEN, "f", given="c1", index=0),
            entry(OPEN, "g", given="c2", index=1),
            entry(REST, index=0),
            entry(REST, index=1),
        ],
    ),
    (
        "sharing index 0 (Gemini)",
        [entry('{"a":1}', "f", given="c1", index=0), entry('{"a":1}', "g", given="c2", index=0)],
    ),
    (
        "sharing index 0 in fragments",
        [
            entry(OPEN, "f", given="c1", index=0),
            entry(REST, index=0),
            entry(OPEN, "g", given="c2", index=0),
            entry(REST, index=0),
        ],
    ),
    ("no index", [entry('{"a":1}', "f", given="c1"), entry('{"a":1}', "g", given="c2")]),
]


@pytest.mark.parametrize(
    "fragments", [fragments for _, fragments in TWO_CALLS], ids=[name for name, _ in TWO_CALLS]
)
def test_two_calls_are_two_calls(fragments: list[Document]) -> None:
    assert read(*fragments) == [("c1", "f", '{"a":1}'), ("c2", "g", '{"a":1}')]


@pytest.mark.parametrize("index", [None, 0])
@pytest.mark.parametrize("second", ["f", "g"])
def test_calls_without_ids_are_told_apart_by_being_complete(index: Json, second: str) -> None:
    of = context()
    fragments = [entry("{}", "f", index=index), entry("{}", second, index=index)]

    assert [call[1:] for call in read(*fragments, of=of)] == [("f", "{}"), (second, "{}")]
    assert losses(of) == ["invented t.id"]


def test_an_id_is_made_up_where_there_is_none() -> None:
    assert read(entry("{}", "f", given="", index=0)) == [("call_" + "1".rjust(24, "0"), "f", "{}")]


def test_an_id_that_comes_twice_is_replaced() -> None:
    of = context()
    first, second = read(
        entry("{}", "f", given="c1", index=0), entry("{}", "g", given="c1", index=1), of=of
    )

    assert (first, second[1:]) == (("c1", "f", "{}"), ("g", "{}"))
    assert second[0] != "c1"
    assert losses(of) == ["invented t.id"]


def test_no_arguments_are_an_empty_object() -> None:
    assert read(entry("", "f", given="c1", index=0)) == [("c1", "f", "{}")]


def test_a_custom_call_is_free_text() -> None:
    custom: Document = {"name": "patch", "input": "*** "}
    start: Document = {"index": 0, "id": "c1", "type": "custom", "custom": custom}
    more: Document = {"index": 0, "custom": {"input": "Begin"}}

    assert read(start, more) == [("c1", "patch", "*** Begin")]


def test_a_complete_call_is_closed_when_another_starts() -> None:
    reader = CallReader(PartTracker(), context(), "t")
    reader.feed([entry('{"a":1} ', "f", given="c1", index=0)])

    assert reader.feed([entry("", "g", given="c2", index=1)]) == [
        PartEnd(0),
        PartStart(1, ToolCall("c2", "g")),
    ]


def test_an_incomplete_call_stays_open_when_another_starts() -> None:
    reader = CallReader(PartTracker(), context(), "t")
    reader.feed([entry('{"a":{}', "f", given="c1", index=0)])

    assert reader.feed([entry("", "g", given="c2", index=1)]) == [PartStart(1, ToolCall("c2", "g"))]
    assert reader.feed([entry("}", index=0)]) == [PartDelta(0, "}")]


def test_more_for_a_call_that_was_complete_is_lost() -> None:
    of = context()
    reader = CallReader(PartTracker(), of, "t")
    reader.feed([entry("{}", "f", given="c1", index=0), entry("", "g", given="c2", index=1)])

    assert reader.feed([entry(" ", index=0), entry("more", index=0)]) == []
    assert losses(of) == ["dropped t.arguments"]


@pytest.mark.parametrize(
    ("arguments", "torn"),
    [
        ("", False),
        ("{}", False),
        ('{"command":"rm -rf /ho', True),
        ('{"a":{"b":1}', False),
        ('{"a":oops}', False),
        ("null", False),
    ],
)
def test_a_call_that_was_cut_off_is_torn(arguments: str, torn: bool) -> None:
    reader = CallReader(PartTracker(), context(), "t")
    reader.feed([entry(arguments, "f", given="c1", index=0)])

    assert reader.torn is torn


def test_free_text_is_never_torn() -> None:
    reader = CallReader(PartTracker(), context(), "t")
    reader.feed([{"index": 0, "id": "c1", "custom": {"name": "patch", "input": "*** "}}])

    assert reader.torn is False


def test_the_seal_of_a_call_is_read() -> None:
    of = context()
    sealed: Document = {
        **entry("{}", "f", given="c1", index=0),
        "extra_content": {"google": {"thought_signature": "c2ln"}},
    }
    (seal,) = [
        e for e in CallReader(PartTracker(), of, "t").feed([sealed]) if isinstance(e, PartSeal)
    ]

    assert (seal.seal.kind, seal.seal.value, seal.seal.origin) == ("thought", "c2ln", of.origin)


def test_what_says_nothing_is_no_call() -> None:
    of = context()
    empty: Document = {"function": {"name": "", "arguments": ""}}

    assert read(empty, {}, of=of) == []
    assert losses(of) == []


def test_a_call_that_never_gets_a_name_is_lost() -> None:
    of = context()

    assert read(entry("{}", given="c1", index=0), of=of) == []
    assert losses(of) == ["dropped t"]


def test_an_entry_that_is_no_object_is_lost() -> None:
    of = context()

    assert CallReader(PartTracker(), of, "t").feed(["odd"]) == []
    assert losses(of) == ["dropped t"]


def test_any_split_of_the_arguments_gives_the_same_call() -> None:
    arguments = json_bytes.dumps({"path": "a\\b", "text": '"}{"', "deep": {"x": [1, {}]}}).decode()
    pieces = [entry(sign, index=0) for sign in arguments]

    assert read(entry("", "f", given="c1", index=0), *pieces) == [("c1", "f", arguments)]


@pytest.mark.parametrize("value", [{"a": 1}, [1], 5, False])
def test_arguments_that_are_no_text_are_told(value: Json) -> None:
    here = context()

    assert read(entry(value, "f", given="c1", index=0), of=here) == [
        ("c1", "f", json_bytes.dumps(value).decode())
    ]
    assert losses(here) == ["coerced t.function.arguments"]


def test_unknown_keys_beside_a_thought_signature_are_lost() -> None:
    of = context()
    google: Document = {"thought_signature": "c2ln", "x_new": 1}
    extra: Document = {"extra_content": {"google": google}}

    read({**entry("{}", "f", given="c1", index=0), **extra}, of=of)

    assert losses(of) == ["dropped t.extra_content.google.x_new"]


# Where arguments are gathered.


def test_the_arguments_of_an_open_call_are_gathered_where_the_tracker_reads_them() -> None:
    tracker = PartTracker()
    reader = CallReader(tracker, context(), "t")
    reader.feed([entry(OPEN, "f", given="c1", index=3)])

    said = reader.said(3)

    assert said is not None
    assert said == [OPEN]
    said.append(REST)
    assert tracker.arguments(*tracker.open_calls()) == OPEN + REST


def test_what_was_gathered_for_a_call_is_no_more_torn_than_what_was_fed() -> None:
    reader = CallReader(PartTracker(), context(), "t")
    reader.feed([entry(OPEN, "f", given="c1", index=0)])
    said = reader.said(0)
    assert said is not None
    assert reader.torn

    said.append(REST)

    assert not reader.torn


def test_fragments_go_where_the_arguments_are_gathered() -> None:
    reader = CallReader(PartTracker(), context(), "t")
    reader.feed([entry(OPEN, "f", given="c1", index=0)])
    said = reader.said(0)

    reader.feed([entry("1", index=0), entry("}", given="c1", index=0)])

    assert said == [OPEN, "1", "}"]


def test_each_number_has_the_arguments_of_the_call_that_began_with_it_last() -> None:
    reader = CallReader(PartTracker(), context(), "t")
    reader.feed([entry("{}", "f", given="c1", index=0), entry(OPEN, "g", given="c2", index=0)])

    assert reader.said(0) == [OPEN]


@pytest.mark.parametrize(
    "fragments",
    [
        [],
        [entry(OPEN, "f", given="c1", index=1)],
        [entry(OPEN, "f", given="c1")],
        [entry(OPEN, given="c1", index=0)],
        [entry("{}", "f", given="c1", index=0), entry("", "g", given="c2", index=1)],
    ],
    ids=["no call", "another number", "no number", "no name yet", "closed"],
)
def test_a_number_without_an_open_call_has_no_arguments(fragments: list[Document]) -> None:
    reader = CallReader(PartTracker(), context(), "t")
    reader.feed(fragments)

    assert reader.said(0) is None
