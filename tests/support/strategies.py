"""Hypothesis strategies: what a model may say, what a client may ask, and JSON gone wrong."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress

from hypothesis import strategies as st

from translators.hub.document import Document, Json
from translators.hub.events import (
    Event,
    KeepAlive,
    PartDelta,
    PartEnd,
    PartStart,
    ResponseEnd,
    ResponseStart,
)
from translators.hub.fold import unfold
from translators.hub.parts import Part, Reasoning, Refusal, Text, ToolCall, ToolResult
from translators.hub.request import Message, OutputFormat, Request, Sampling
from translators.hub.response import Response, Stop, StopKind, Usage
from translators.hub.tools import Tool, ToolChoice
from translators.wire import json_bytes
from translators.wire.sse import EventReader, frame

TEXTS = st.text(st.characters(exclude_characters="\x00"), min_size=1, max_size=20)
"""Any words, line ends and lone halves of surrogate pairs included."""

WORDS = st.text('ab é😀\n"\\{}[]:,', min_size=1, max_size=20).filter(
    lambda text: text.strip() != ""
)
"""Words that every vendor takes as content: something in them is visible."""

NAMES = st.text("abcXYZ019_-", min_size=1, max_size=12)
SCALARS: st.SearchStrategy[Json] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False),
    st.text(max_size=8),
)


def _nested(children: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.one_of(
        st.lists(children, max_size=3), st.dictionaries(st.text(max_size=8), children, max_size=3)
    )


JSON: st.SearchStrategy[Json] = st.recursive(SCALARS, _nested, max_leaves=6)


def _compact(arguments: Mapping[str, int | str]) -> str:
    return json_bytes.dumps({**arguments}).decode()


ARGUMENTS = st.dictionaries(NAMES, st.one_of(st.integers(0, 9), WORDS), max_size=3).map(_compact)

_TALK: st.SearchStrategy[Part] = st.one_of(
    WORDS.map(Text), WORDS.map(Reasoning), st.builds(Refusal, WORDS)
)
_USAGE = st.builds(
    Usage,
    input=st.integers(0, 99),
    cache_read=st.integers(0, 99),
    output=st.integers(0, 99),
    reasoning=st.integers(0, 99),
)


@st.composite
def responses(draw: st.DrawFn) -> Response:
    """An answer as any upstream could give it: thinking, words, calls, and a stop that fits."""
    parts = draw(st.lists(_TALK, max_size=3))
    calls = [
        ToolCall(f"call_{number}", name, draw(ARGUMENTS))
        for number, name in enumerate(draw(st.lists(NAMES, max_size=2)))
    ]
    kinds: list[StopKind] = ["tool_calls"] if calls else ["end", "length"]
    if any(isinstance(part, Refusal) for part in parts):
        parts = [part for part in parts if not isinstance(part, Text)]
        kinds = kinds if calls else ["refusal"]
    stop = Stop(draw(st.sampled_from(kinds)))
    usage = draw(st.one_of(st.none(), _USAGE))
    return Response("r1", "m", (*parts, *calls), stop, usage, created=7)


@st.composite
def event_streams(draw: st.DrawFn) -> list[Event]:
    """A legal stream: an answer in small deltas, its parts open at once, signs of life between."""
    response = draw(responses())
    start, *_, end = unfold(response)
    assert isinstance(start, ResponseStart)
    assert isinstance(end, ResponseEnd)
    queues = [_cut(draw, list(_events_of(response, index))) for index in range(len(response.parts))]
    events: list[Event] = [start]
    opened = 0
    while any(queues):
        # Parts begin in the order of their indexes; what is open grows in any order.
        ready = [number for number, queue in enumerate(queues[: opened + 1]) if queue]
        chosen = draw(st.sampled_from(ready))
        opened = max(opened, chosen + 1)
        events.append(queues[chosen].pop(0))
        if draw(st.integers(0, 9)) == 0:
            events.append(KeepAlive())
    return [*events, end]


def _events_of(response: Response, index: int) -> Sequence[Event]:
    return [
        event
        for event in unfold(response)
        if not isinstance(event, ResponseStart | ResponseEnd | KeepAlive)
        and getattr(event, "index", None) == index
    ]


def _cut(draw: st.DrawFn, events: list[Event]) -> list[Event]:
    """The same events with each delta in two."""
    cut: list[Event] = []
    for event in events:
        if isinstance(event, PartDelta) and len(event.text) > 1:
            place = draw(st.integers(1, len(event.text) - 1))
            cut.append(PartDelta(event.index, event.text[:place], event.section))
            cut.append(PartDelta(event.index, event.text[place:], event.section))
        else:
            assert isinstance(event, PartStart | PartDelta | PartEnd)
            cut.append(event)
    return cut


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """A conversation that every dialect can hold, with calls answered, and a few knobs."""
    tools = tuple(
        Tool(name, draw(st.one_of(st.none(), WORDS)), {"type": "object", "properties": {}})
        for name in draw(st.lists(NAMES, max_size=2, unique=True))
    )
    messages = [Message("system", (Text(text),)) for text in draw(st.lists(WORDS, max_size=1))]
    for turn in range(draw(st.integers(1, 3))):
        messages.append(Message("user", (Text(draw(WORDS)),)))
        messages.extend(_answered(draw, tools, turn))
    messages.append(Message("user", (Text(draw(WORDS)),)))
    return Request(
        "m",
        tuple(messages),
        tools,
        tool_choice=ToolChoice(draw(st.sampled_from(["auto", "required"]))) if tools else None,
        max_tokens=draw(st.integers(16, 999)),
        sampling=Sampling(temperature=draw(st.sampled_from([None, 0, 0.5, 1]))),
        output=draw(st.sampled_from([None, OutputFormat("schema", {"type": "object"}, "x")])),
        stream=draw(st.booleans()),
    )


def _answered(draw: st.DrawFn, tools: tuple[Tool, ...], turn: int) -> list[Message]:
    """The assistant's turn and what its tools gave back."""
    names = (
        draw(st.lists(st.sampled_from([tool.name for tool in tools]), max_size=2)) if tools else []
    )
    calls = tuple(
        ToolCall(f"call_{turn}_{number}", name, draw(ARGUMENTS))
        for number, name in enumerate(names)
    )
    said = (Text(draw(WORDS)),)
    if not calls:
        return [Message("assistant", said)]
    results = tuple(ToolResult(call.id, (Text(draw(WORDS)),)) for call in calls)
    return [Message("assistant", (*said, *calls)), Message("tool", results)]


@st.composite
def mutations(draw: st.DrawFn, document: Document) -> Document:
    """The document with one to three values replaced, removed, doubled or added, anywhere."""
    mutated: Json = json.loads(json.dumps(document))
    assert isinstance(mutated, dict)
    for _ in range(draw(st.integers(1, 3))):
        _mutate(draw, draw(st.sampled_from(list(_containers(mutated)))))
    return mutated


def _containers(value: Json) -> list[Document | list[Json]]:
    found: list[Document | list[Json]] = []
    if isinstance(value, dict | list):
        found.append(value)
        for item in value.values() if isinstance(value, dict) else value:
            found.extend(_containers(item))
    return found


def _mutate(draw: st.DrawFn, container: Document | list[Json]) -> None:
    change = draw(st.sampled_from(["replace", "remove", "add"]))
    if isinstance(container, dict):
        key = draw(st.sampled_from([*container, "x_new"]))
        if change == "remove":
            container.pop(key, None)
        else:
            container[key if change == "replace" else draw(NAMES)] = draw(JSON)
        return
    place = draw(st.integers(0, len(container)))
    if change == "add" or place == len(container):
        container.insert(place, draw(st.sampled_from([*container, None])))
    elif change == "remove":
        del container[place]
    else:
        container[place] = draw(JSON)


@st.composite
def cuts(draw: st.DrawFn, data: bytes, most: int = 8) -> list[bytes]:
    """The same bytes in pieces."""
    places = sorted(draw(st.lists(st.integers(0, len(data)), max_size=most)))
    return [data[start:end] for start, end in zip([0, *places], [*places, len(data)], strict=True)]


@st.composite
def torn(draw: st.DrawFn, data: bytes) -> bytes:
    """A stream with events dropped, doubled, exchanged or cut off, and sometimes a byte changed."""
    frames = data.replace(b"\r\n", b"\n").split(b"\n\n")
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(frames) - 1))
        other = draw(st.integers(0, len(frames) - 1))
        change = draw(st.sampled_from(["drop", "double", "exchange", "cut"]))
        if change == "drop" and len(frames) > 1:
            del frames[place]
        elif change == "double":
            frames.insert(other, frames[place])
        elif change == "exchange":
            frames[place], frames[other] = frames[other], frames[place]
        else:
            frames = frames[: place + 1]
    whole = bytearray(b"\n\n".join(frames))
    if whole and draw(st.booleans()):
        whole[draw(st.integers(0, len(whole) - 1))] = draw(st.integers(0, 255))
    return bytes(whole)


@st.composite
def altered(draw: st.DrawFn, data: bytes) -> bytes:
    """A stream with up to two of its events' documents mutated; what is no document is left out."""
    events: list[tuple[str, Document]] = []
    for name, body in EventReader().feed(data):
        with suppress(json_bytes.NotJsonError):
            events.append((name, json_bytes.loads_object(body)))
    for _ in range(draw(st.integers(1, 2))):
        place = draw(st.integers(0, len(events) - 1))
        name, document = events[place]
        events[place] = name, draw(mutations(document))
    return b"".join(frame(json_bytes.dumps(document), name) for name, document in events)
