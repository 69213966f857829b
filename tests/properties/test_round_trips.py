"""What is said in a dialect is read back as it was, unless a loss says otherwise."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given

from tests.support.exchanges import provider_of
from tests.support.strategies import event_streams, requests, responses
from translators import wire
from translators.dialect import Context
from translators.fit import fit
from translators.hub import grammar
from translators.hub.events import Event
from translators.hub.failure import Failure
from translators.hub.fold import Fold, unfold
from translators.hub.parts import Part, Reasoning, Refusal, Text, ToolCall
from translators.hub.request import Request
from translators.hub.response import Response, Usage
from translators.hub.serial import Serial
from translators.registry import DIALECTS
from translators.sse import EventReader


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
            events.extend(decoder.feed(name, wire.loads_object(data)))
    return [*events, *decoder.finish()]


def _folded(events: Iterable[Event]) -> Response | Failure:
    fold = Fold()
    for event in events:
        fold.feed(event)
    return fold.result()


def _again(dialect: str, response: Response) -> Response:
    document = DIALECTS[dialect].encode_response(response, _context(dialect))
    written = wire.loads_object(wire.dumps(document))
    return DIALECTS[dialect].decode_response(written, _context(dialect))


def _essence(response: Response | Failure) -> tuple[list[tuple[str, str]], Usage | None, str]:
    """What every dialect can hold of an answer: runs of words, thoughts and calls; usage; stop."""
    assert isinstance(response, Response)
    runs: list[tuple[str, str]] = []
    for kind, words in map(_said, response.parts):
        if runs and runs[-1][0] == kind != "call":
            runs[-1] = (kind, (runs[-1][1] + words).replace("\n", ""))
        elif words:
            runs.append((kind, words.replace("\n", "")))
    stop = "end" if response.stop.kind == "stop_sequence" else response.stop.kind
    return sorted(runs, key=lambda run: run[0]), response.usage or Usage(), stop


def _said(part: Part) -> tuple[str, str]:
    match part:
        case Text(text) | Refusal(text):
            return "words", text
        case Reasoning():
            return "thoughts", part.visible
        case ToolCall():
            return "call", f"{part.name} {part.arguments}"
        case _:
            return "other", repr(part)


@pytest.mark.parametrize("dialect", DIALECTS)
@given(responses())
def test_a_whole_answer_and_a_streamed_one_are_read_alike(dialect: str, response: Response) -> None:
    streamed = _folded(_decoded(dialect, _encoded(dialect, unfold(response))))
    whole = _again(dialect, response)

    assert isinstance(streamed, Response)
    assert replace(streamed, id="", extras={}) == replace(whole, id="", extras={})


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
        wire.loads_object(wire.dumps(document)), _context(dialect)
    )
    if len(context.losses):
        read, fitted = _conversation(read), _conversation(fitted)

    assert _plain(read) == _plain(fitted)


def _conversation(request: Request) -> Request:
    """A request without its knobs, any of which may be a loss."""
    return Request(request.model, request.messages, request.tools, stream=request.stream)


def _plain(request: Request) -> Request:
    return replace(request, extras={})


@pytest.mark.parametrize("dialect", DIALECTS)
@given(requests())
def test_the_same_conversation_is_the_same_bytes_one_turn_later(
    dialect: str, request: Request
) -> None:
    shorter = replace(request, messages=request.messages[:-2])
    if not any(message.role == "user" for message in shorter.messages):
        return
    longer, before = (_bytes(dialect, one) for one in (request, shorter))

    assert longer[: len(before) - 1] == before[:-1]


def _bytes(dialect: str, request: Request) -> list[bytes]:
    """A conversation as its pieces on the wire."""
    context = _context(dialect)
    document = DIALECTS[dialect].encode_request(fit(request, context), context)
    items = document.get("messages") or document.get("input")
    return [wire.dumps(item) for item in items] if isinstance(items, list) else [wire.dumps(items)]
