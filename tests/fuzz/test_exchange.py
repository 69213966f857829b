"""Whatever comes in, a client gets an answer or an error in its own dialect, and nothing breaks."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracles import ORACLES
from tests.oracles.frames import BAD_ARGUMENTS
from tests.support.corpus import Capture, require, select
from tests.support.documents import inside
from tests.support.exchanges import PAIRS, exchange_between, plain_exchange
from tests.support.strategies import JSON, altered, cuts, mutations, torn
from translators.errors import RequestError
from translators.hub.document import Document
from translators.hub.failure import Failure
from translators.registry import DIALECTS
from translators.wire import json_bytes

EVERY_PAIR = [(client, upstream) for client in DIALECTS for upstream in DIALECTS]


def _some(data: st.DataObject, kind: str, dialect: str) -> Capture:
    captures = [c for c in select(kind, dialect) if len(c.data) < 30_000]
    return data.draw(st.sampled_from(require(captures)))


def _check_answer(client: str, status: int, body: bytes) -> None:
    """A good answer is read by the vendor's client, an error tells what happened."""
    if status == 200:
        ORACLES[client].read_response(body, True)
    else:
        assert 400 <= status < 600
        assert inside(json_bytes.loads(body), "error", "message")


def _complaints(client: str, said: Iterable[bytes]) -> list[str]:
    """What is wrong with a stream, but for arguments that the model wrote wrong."""
    complaints = ORACLES[client].lint(b"".join(said))
    return [words for words in complaints if not words.startswith(BAD_ARGUMENTS)]


@pytest.mark.parametrize(("client", "upstream"), PAIRS)
@given(st.data())
def test_a_torn_stream_ends_properly_at_any_split(
    client: str, upstream: str, data: st.DataObject
) -> None:
    stream = plain_exchange(client, upstream, stream=True).stream()
    broken = data.draw(torn(_some(data, "stream", upstream).data))
    said: list[bytes] = []
    for piece in data.draw(cuts(broken)):
        said += stream.feed(piece)
        if data.draw(st.booleans()):
            said += stream.keep_alive()
    said += stream.finish()

    assert stream.ended
    assert _complaints(client, said) == []
    assert (*stream.feed(b"data: {}\n\n"), *stream.finish(), *stream.keep_alive()) == ()


@pytest.mark.parametrize(("client", "upstream"), PAIRS)
@given(st.data())
def test_a_stream_of_changed_events_is_read_or_fails_properly(
    client: str, upstream: str, data: st.DataObject
) -> None:
    stream = plain_exchange(client, upstream, stream=True).stream()
    said = stream.feed(data.draw(altered(_some(data, "stream", upstream).data))) + stream.finish()

    assert stream.ended
    assert _complaints(client, said) == []


@pytest.mark.parametrize(("client", "upstream"), PAIRS)
@given(st.data())
def test_an_upstream_may_die_at_any_byte(client: str, upstream: str, data: st.DataObject) -> None:
    stream = plain_exchange(client, upstream, stream=True).stream()
    whole = _some(data, "stream", upstream).data
    said = stream.feed(whole[: data.draw(st.integers(0, len(whole)))])
    said += stream.fail(Failure("connection", "The upstream's connection died.", 502))

    assert stream.ended
    assert ORACLES[client].lint(b"".join(said)) == []
    assert (*stream.fail(Failure("server", "again")), *stream.finish()) == ()


@pytest.mark.parametrize(("client", "upstream"), EVERY_PAIR)
@given(pieces=st.lists(st.binary(max_size=40), max_size=6))
def test_any_bytes_may_come_as_a_stream(client: str, upstream: str, pieces: list[bytes]) -> None:
    stream = plain_exchange(client, upstream, stream=True).stream()
    for piece in pieces:
        stream.feed(piece)
    stream.finish()

    assert stream.ended


@pytest.mark.parametrize(("client", "upstream"), PAIRS)
@given(st.data())
def test_a_changed_answer_is_read_or_an_error(
    client: str, upstream: str, data: st.DataObject
) -> None:
    original = json_bytes.loads_object(_some(data, "response", upstream).data)
    body = json_bytes.dumps(data.draw(mutations(original)))
    answer = plain_exchange(client, upstream, stream=False).response(200, body)

    _check_answer(client, answer.status, answer.body)


@pytest.mark.parametrize(("client", "upstream"), PAIRS)
@given(
    status=st.sampled_from([200, 400, 401, 403, 404, 413, 429, 500, 502, 503, 529]),
    body=st.one_of(st.binary(max_size=60), JSON.map(json_bytes.dumps), st.just(b"<html>no</html>")),
)
def test_any_bytes_may_come_as_an_answer(
    client: str, upstream: str, status: int, body: bytes
) -> None:
    answer = plain_exchange(client, upstream, stream=False).response(status, body)

    assert (answer.status == 200) <= (status == 200)
    _check_answer(client, answer.status, answer.body)


@pytest.mark.parametrize(("client", "upstream"), EVERY_PAIR)
@given(st.data())
def test_a_changed_request_is_sent_or_refused(
    client: str, upstream: str, data: st.DataObject
) -> None:
    original = json_bytes.loads_object(_some(data, "request", client).data)
    _sent_or_refused(client, upstream, data.draw(mutations(original)))


@pytest.mark.parametrize(("client", "upstream"), EVERY_PAIR)
@given(document=st.dictionaries(st.text(max_size=8), JSON, max_size=4))
def test_any_object_may_come_as_a_request(client: str, upstream: str, document: Document) -> None:
    _sent_or_refused(client, upstream, document)


def _sent_or_refused(client: str, upstream: str, document: Document) -> None:
    exchange = exchange_between(client, upstream)
    try:
        json_bytes.dumps(exchange.request(document))
    except RequestError as error:
        refusal = exchange.refuse(error)
        _check_answer(client, refusal.status, refusal.body)


@pytest.mark.parametrize(("client", "upstream"), EVERY_PAIR)
@pytest.mark.parametrize("opening", [b'{"a":', b"["])
def test_nesting_without_end_breaks_nothing(client: str, upstream: str, opening: bytes) -> None:
    deep = opening * 3000 + b"1" + {b"[": b"]"}.get(opening, b"}") * 3000
    document: Document = {
        "model": "m",
        "messages": [{"role": "user", "content": "x"}],
        "input": "x",
        "max_tokens": 9,
        "metadata": {"deep": json_bytes.loads(deep)},
        "tools": [{"type": "function", "name": "f", "parameters": json_bytes.loads(deep)}],
    }
    _sent_or_refused(client, upstream, document)
    stream = plain_exchange(client, upstream, stream=True).stream()
    stream.feed(b"data: " + deep + b"\n\n")
    stream.feed(b'data: {"type":"content_block_start","choices":' + deep + b"}\n\n")
    stream.finish()

    assert stream.ended
