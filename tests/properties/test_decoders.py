"""What holds of every decoder for anything that an upstream may send."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.corpus import Capture, parameters, require, select
from tests.support.strategies import JSON, altered, mutations, torn
from translators.dialect import Context
from translators.errors import RequestError, TranslationError, UpstreamError
from translators.hub import grammar
from translators.hub.document import Document, Json
from translators.hub.events import Event, ResponseEnd
from translators.hub.failure import Failure
from translators.hub.fold import Fold
from translators.hub.parts import Origin
from translators.hub.response import Response
from translators.registry import DIALECTS
from translators.wire import json_bytes
from translators.wire.sse import EventReader


def _context(dialect: str) -> Context:
    return Context(origin=Origin(dialect, "test", "m"))


def _events(dialect: str, data: bytes) -> list[Event]:
    """What a decoder makes of a stream, up to the point where it gives up, if it does."""
    decoder = DIALECTS[dialect].stream_decoder(_context(dialect))
    reader = EventReader()
    events: list[Event] = []
    try:
        for name, body in (*reader.feed(data), *reader.finish()):
            if body != b"[DONE]":
                events.extend(decoder.feed(name, json_bytes.loads_object(body)))
            else:
                events.extend(decoder.finish())
    except (UpstreamError, json_bytes.NotJsonError):
        ended = any(isinstance(event, ResponseEnd | Failure) for event in events)
        return events if ended else [*events, Failure("server", "broken")]
    return [*events, *decoder.finish(), *decoder.finish()]


@pytest.mark.parametrize("capture", parameters(select("stream")))
def test_every_recorded_stream_is_legal(capture: Capture) -> None:
    grammar.check(_events(capture.dialect, capture.data))


@pytest.mark.parametrize("dialect", DIALECTS)
@given(st.data())
def test_every_torn_stream_is_legal(dialect: str, data: st.DataObject) -> None:
    captures = [c for c in select("stream", dialect) if len(c.data) < 60_000]
    capture = data.draw(st.sampled_from(require(captures)))

    grammar.check(_events(dialect, data.draw(torn(capture.data))))


@pytest.mark.parametrize("dialect", DIALECTS)
@given(st.data())
def test_every_stream_with_changed_events_is_legal(dialect: str, data: st.DataObject) -> None:
    captures = [c for c in select("stream", dialect) if len(c.data) < 20_000]
    capture = data.draw(st.sampled_from(require(captures)))

    grammar.check(_events(dialect, data.draw(altered(capture.data))))


type Reader = Callable[[str, Document], object]
READERS: dict[str, tuple[type[TranslationError], Reader]] = {
    "request": (
        RequestError,
        lambda name, document: DIALECTS[name].decode_request(document, _context(name)),
    ),
    "response": (
        UpstreamError,
        lambda name, document: DIALECTS[name].decode_response(document, _context(name)),
    ),
}


def _read_or_refused(dialect: str, kind: str, document: Document) -> None:
    """Nothing is raised but the one error whose fault it is, and it says something."""
    fault, read = READERS[kind]
    words = "read"
    try:
        read(dialect, document)
    except fault as error:
        words = error.message

    assert words


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("dialect", DIALECTS)
@given(st.data())
def test_a_changed_document_is_read_or_refused_by_name(
    dialect: str, kind: str, data: st.DataObject
) -> None:
    captures = [c for c in select(kind, dialect) if len(c.data) < 20_000]
    original = json_bytes.loads_object(data.draw(st.sampled_from(require(captures))).data)
    _read_or_refused(dialect, kind, data.draw(mutations(original)))


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("dialect", DIALECTS)
@given(document=st.dictionaries(st.text(max_size=8), JSON, max_size=4))
def test_any_object_is_read_or_refused(dialect: str, kind: str, document: Document) -> None:
    _read_or_refused(dialect, kind, document)


@pytest.mark.parametrize("dialect", DIALECTS)
@given(st.integers(100, 599), st.binary(max_size=40))
def test_any_error_body_is_a_failure(dialect: str, status: int, body: bytes) -> None:
    failure = DIALECTS[dialect].decode_failure(status, None, body)

    assert failure.status == status
    assert failure.message


@pytest.mark.parametrize("dialect", DIALECTS)
@given(JSON)
def test_any_json_is_a_failure(dialect: str, body: Json) -> None:
    assert DIALECTS[dialect].decode_failure(500, None, json_bytes.dumps(body)).message


@pytest.mark.parametrize("capture", parameters(select("stream")))
def test_a_stream_folds_into_an_answer_or_a_failure(capture: Capture) -> None:
    fold = Fold()
    for event in _events(capture.dialect, capture.data):
        fold.feed(event)

    assert isinstance(fold.result(), Response | Failure)
