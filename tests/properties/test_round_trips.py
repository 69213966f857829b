"""What is said in a dialect is read back as it was, unless a loss says otherwise."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import pytest
from hypothesis import given

from tests.support.exchanges import provider_of
from tests.support.strategies import event_streams, requests, responses
from translators.adapt import fit
from translators.dialect import Context
from translators.hub import grammar
from translators.hub.events import Event
from translators.hub.failure import Failure
from translators.hub.fold import Fold, unfold
from translators.hub.parts import Part, Reasoning, Refusal, Text, ToolCall
from translators.hub.request import Request
from translators.hub.response import Response, Usage
from translators.hub.serial import Serial
from translators.registry import DIALECTS
from translators.wire import json_bytes
from translators.wire.sse import EventReader


def _context(dialect: str) -> Context:
    provider = provider_of(DIALECTS[dialect])
    return Context(
        profile=provider.profile("claude-opus-4-6" if "claude" in dialect else "gpt-5.5"),
        original={"stream_options": {"include_usage": True}},
        request=Request("m", stream=True),
    )


def _encoded(dialect: str, events: Iterable[Event]) -> bytes:
    encoder = DIALECTS[dialect].stream_encoder(_context(dialect))
    serial = Serial()
    return b"".join(encoder.feed(said) for event in events for said in serial.feed(event))


def _decoded(dialect: str, stream: bytes) -> list[Event]:
    decoder = DIALECTS[dialect].stream_decoder(_context(dialect))
    events: list[Event] = []
    for name, data in EventReader().feed(stream):
        if data != b"[DONE]":
            events.extend(decoder.feed(name, json_bytes.loads_object(data)))
    return [*events, *decoder.finish()]


def _folded(events: Iterable[Event]) -> Response | Failure:
    fold = Fold()
    for event in events:
        fold.feed(event)
    return fold.result()


def _again(dialect: str, response: Response) -> Response:
    document = DIALECTS[dialect].encode_response(response, _context(dialect))
    written = json_bytes.loads_object(json_bytes.dumps(document))
    return DIALECTS[dialect].decode_response(written, _context(dialect))


class _Essence(NamedTuple):
    """What every dialect holds of an answer, wherever it puts words between thoughts and calls."""

    words: str
    thoughts: str
    calls: list[tuple[str, str]]
    stop: str
    usage: Usage


def _essence(response: Response | Failure) -> _Essence:
    assert isinstance(response, Response)
    parts = response.parts
    return _Essence(
        words=_joined(part.text for part in parts if isinstance(part, Text | Refusal)),
        thoughts=_joined(part.visible for part in parts if isinstance(part, Reasoning)),
        calls=[(part.name, part.arguments) for part in parts if isinstance(part, ToolCall)],
        # In OpenAI's dialects only the words of a refusal say that it is one.
        stop="end" if response.stop.kind == "refusal" else response.stop.kind,
        usage=response.usage or Usage(),
    )


def _joined(pieces: Iterable[str]) -> str:
    return "".join(pieces).replace("\n", "")


@pytest.mark.parametrize("dialect", DIALECTS)
@given(responses())
def test_a_whole_answer_and_a_streamed_one_are_read_alike(dialect: str, response: Response) -> None:
    streamed = _folded(_decoded(dialect, _encoded(dialect, unfold(response))))
    whole = _again(dialect, response)

    assert _essence(streamed) == _essence(whole) == _essence(response)


@pytest.mark.parametrize("dialect", DIALECTS)
@given(event_streams())
def test_any_stream_is_read_back_legally_and_as_one_at_a_time(
    dialect: str, events: list[Event]
) -> None:
    read = _decoded(dialect, _encoded(dialect, events))

    grammar.check(read)
    assert _essence(_folded(read)) == _essence(_again(dialect, _response(events)))


def _response(events: list[Event]) -> Response:
    response = _folded(events)
    assert isinstance(response, Response)
    return response


@pytest.mark.parametrize("dialect", DIALECTS)
@given(requests())
def test_a_request_is_read_back_as_it_was_sent(dialect: str, request: Request) -> None:
    context = _context(dialect)
    fitted = fit(request, context)
    document = DIALECTS[dialect].encode_request(fitted, context)
    read = DIALECTS[dialect].decode_request(
        json_bytes.loads_object(json_bytes.dumps(document)), _context(dialect)
    )

    assert _turns(read) == _turns(fitted)
    if not len(context.losses):
        assert replace(read, messages=(), extras={}) == replace(fitted, messages=(), extras={})


def _turns(request: Request) -> list[tuple[str, Part]]:
    """Who said what: how a turn is cut into messages is a dialect's own affair."""
    return [(message.role, part) for message in request.messages for part in message.parts]


@pytest.mark.parametrize("dialect", DIALECTS)
@given(requests())
def test_the_same_conversation_is_the_same_bytes_one_turn_later(
    dialect: str, request: Request
) -> None:
    spoken = [n for n, message in enumerate(request.messages) if message.role == "user"]
    shorter = replace(request, messages=request.messages[: spoken[-2] + 1])
    before = _bytes(dialect, shorter)

    assert _bytes(dialect, request)[: len(before)] == before


def _bytes(dialect: str, request: Request) -> list[bytes]:
    """A conversation as its pieces on the wire."""
    context = _context(dialect)
    document = DIALECTS[dialect].encode_request(fit(request, context), context)
    items = document.get("messages") or document.get("input")
    return (
        [json_bytes.dumps(item) for item in items]
        if isinstance(items, list)
        else [json_bytes.dumps(items)]
    )
