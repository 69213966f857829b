"""No silent key: an unknown key, anywhere in a document, comes out or is a loss.

Every object of every recording and scenario gets a key that nobody knows, one at a time. What
carries it on whole (a schema, a foreign part that goes home, a seal) says it; what drops it, or the
object around it, must say so. The tables below are all that is exempt, each with its reason.
"""

import base64
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from tests.matrix.scenarios import CORPUS
from tests.matrix.test_corpus_answers import READABLE
from tests.support.corpus import Capture, select
from tests.support.documents import tables, text
from tests.support.exchanges import PAIRS, crossed, exchange_between, plain_exchange, streamed
from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.document import Document
from translators.hub.fold import Fold
from translators.hub.response import Response
from translators.losses import Loss
from translators.opaque import seals
from translators.openai_responses.stream_vocabulary import SILENT, SILENT_PREFIXES
from translators.registry import DIALECTS
from translators.wire import json_bytes
from translators.wire.sse import EventReader, frame

KEY = "x_novel"
VALUE = "said by nobody before"

HUB_NAMES = {
    "openai-chat": {
        "choices[].message.annotations[]": "parts[].citations[]",
        "choices[].logprobs.content[]": "parts[].logprobs[]",
    },
    "openai-responses": {
        "output[].content[].annotations[]": "parts[].citations[]",
        "output[].content[].logprobs[]": "parts[].logprobs[]",
        "annotation": "parts[].citations[]",
        "logprobs[]": "parts[].logprobs[]",
    },
    "anthropic-messages": {
        "content[].citations[]": "parts[].citations[]",
        "delta.citation": "parts[].citations[]",
    },
}
"""What the hub carries whole: what an encoder cannot say of it is reported by the hub's name."""

COUNTED = re.compile(r"(message\.|response\.)?usage\b")
"""Where an answer counts its tokens. Vendors add counts week by week, and no other dialect has a
word for them; the hub keeps the object as it came beside what all can say, which is tested."""

ECHOED = {
    "openai-responses": {
        "billing": "who pays is known to whose credential it is",
        "metadata": "the request's own",
        "prompt_cache_options": "the request's own",
        "reasoning": "the request's own, with defaults",
        "text": "the request's own, with defaults",
        "tool_choice": "the request's own",
        "tools": "the request's own",
    }
}
"""Where an answer only repeats the request: the client gets its own request echoed, not ours."""


@dataclass(frozen=True, slots=True)
class Written(Capture):
    """A document of `tests/corpus`: unlike the recordings it is always there."""

    @property
    def data(self) -> bytes:
        return (CORPUS / self.path).read_bytes()

    def __str__(self) -> str:
        return f"corpus:{self.pair}"


def _both(recorded: Sequence[Capture], file: str, kind: str) -> list[Any]:
    """Recordings and scenarios, each with every dialect but its own."""
    written = [
        Written(f"{folder.name}/{dialect}/{file}", dialect, kind, 200, "", (), folder.name)
        for folder in sorted(CORPUS.iterdir())
        for dialect in DIALECTS
        if (folder / dialect / file).exists()
    ]
    return crossed(recorded) + [
        pytest.param(one, other, id=f"{one}-{own}-{other}")
        for one in written
        for other, own in PAIRS
        if own == one.dialect
    ]


def _places(document: Document) -> list[str]:
    return [path for path, _ in tables(document)]


def _with_novelty(data: bytes, place: str) -> Document:
    """The document with the unknown key in the object at a place."""
    document = json_bytes.loads_object(data)
    next(table for path, table in tables(document) if path == place)[KEY] = VALUE
    return document


def _generic(path: str) -> str:
    return re.sub(r"\[\d+\]", "[]", path)


def _hub_name(dialect: str, place: str) -> str:
    """The place in the hub's words; itself where the hub has none of its own."""
    names = HUB_NAMES[dialect].items()
    generic = _generic(place)
    return next((name for theirs, name in names if generic.startswith(theirs)), place)


def _around(place: str) -> set[str]:
    """A place and those of the objects around it; lists have the place of their entries too."""
    return {place[:end] for end in range(len(place) + 1) if place[end : end + 1] in ("", ".", "[")}


def _said(losses: Iterable[Loss]) -> set[str]:
    return {loss.path for loss in losses if loss.effect != "invented"}


def _reported(losses: Iterable[Loss], root: str, places: list[str], kinds: list[str]) -> bool:
    """Whether a loss names the key, or an object around it, by its place or by its kind."""
    named = {f"{root}.parts[].{kind}" for kind in kinds}
    for place in (f"{root}.{_generic(place)}".rstrip(".") for place in places):
        named |= {f"{place}.{KEY}", *_around(place)} - {root}
    return bool(_said(losses) & named)


def _kinds(document: Document, place: str) -> list[str]:
    """The types of the objects around a place."""
    return [
        text(table.get("type"))
        for path, table in tables(document)
        if place == path or place.startswith((f"{path}.", f"{path}["))
    ]


def _unsealed(said: bytes) -> bytes:
    """What was said, and what seals hold that are wrapped in it."""
    pattern = re.escape(seals.MARKER.encode()) + rb"([\w=-]+)"
    records = [base64.urlsafe_b64decode(token) for token in re.findall(pattern, said)]
    return said + b"".join(records)


@pytest.mark.parametrize(
    ("capture", "upstream"), _both(select("request"), "request.json", "request")
)
def test_no_key_of_a_request_is_silent(capture: Capture, upstream: str) -> None:
    silent: list[str] = []
    for place in _places(json_bytes.loads_object(capture.data)):
        exchange = exchange_between(capture.dialect, upstream)
        document = _with_novelty(capture.data, place)
        try:
            translated = exchange.request(document)
        except RequestError:
            continue
        said = VALUE.encode() in _unsealed(json_bytes.dumps(translated))
        kinds = _kinds(document, place)
        if not said and not _reported(exchange.losses, "request", [place], kinds):
            silent.append(place)

    assert silent == []


def _is_counted(dialect: str, document: Document) -> bool:
    """Whether the hub's usage holds the key."""
    usage = DIALECTS[dialect].decode_response(document, Context()).usage
    return usage is not None and VALUE.encode() in json_bytes.dumps(usage.raw)


def _is_told(capture: Capture, client: str, place: str) -> bool:
    """Whether an answer's key gets through, or is reported."""
    exchange = plain_exchange(client, capture.dialect, stream=False)
    document = _with_novelty(capture.data, place)
    answer = exchange.response(200, json_bytes.dumps(document))
    if answer.status != 200 or VALUE.encode() in _unsealed(answer.body):
        return True
    places = [place, _hub_name(capture.dialect, place)]
    return _reported(exchange.losses, "response", places, _kinds(document, place))


@pytest.mark.parametrize(("capture", "client"), _both(READABLE, "response.json", "response"))
def test_no_key_of_an_answer_is_silent(capture: Capture, client: str) -> None:
    silent: list[str] = []
    for place in _places(json_bytes.loads_object(capture.data)):
        if COUNTED.match(place):
            told = _is_counted(capture.dialect, _with_novelty(capture.data, place))
        else:
            echoed = ECHOED.get(capture.dialect, {}).keys() & _around(_generic(place))
            told = bool(echoed) or _is_told(capture, client, place)
        if not told:
            silent.append(place)

    assert silent == []


SAID_AGAIN = {
    "openai-chat": (),
    "openai-responses": (
        # What the deltas said.
        "response.output_text.done logprobs[]",
        "response.output_item.done item.content[].annotations[]",
        "response.output_item.done item.content[].logprobs[]",
        # What the finished item says.
        "response.output_item.added item",
        "response.content_part.done part",
        # What the finished answer says.
        "response.created response",
        "response.queued response",
        "response.in_progress response",
        # What the finished items said.
        "response.completed response.output[]",
        "response.incomplete response.output[]",
    ),
    "anthropic-messages": (
        # What the deltas say: this is the client's own object, and empty.
        "content_block_start content_block.input",
    ),
}
"""Objects of a stream that others repeat: of those, the others are read."""


def _is_said_again(dialect: str, event: str, place: str) -> bool:
    if dialect == "openai-responses" and (event in SILENT or event.startswith(SILENT_PREFIXES)):
        return True
    steps = {f"{event} {step}" for step in _around(place)}
    echoed = {f"{event} response.{name}" for name in ECHOED.get(dialect, {})}
    return bool(steps & {*SAID_AGAIN[dialect], *echoed})


@dataclass(frozen=True, slots=True)
class Novelty:
    """An unknown key: the event and the object in which it stands, the types around."""

    event: str
    place: str
    kinds: tuple[str, ...]


def _strewn(capture: Capture) -> tuple[bytes, dict[str, Novelty]]:
    """The stream with a key of its own in the first object of each kind, and those keys.

    Only counts have it every time, because the last of them count.
    """
    stream = b""
    keys: dict[Novelty, str] = {}
    for name, data in EventReader().feed(capture.data):
        if data == b"[DONE]":
            continue
        document = json_bytes.loads_object(data)
        event = text(document.get("type")) or "chunk"
        for place, table in list(tables(document)):
            novelty = Novelty(event, _generic(place), tuple(_kinds(document, place)))
            if _is_said_again(capture.dialect, event, novelty.place):
                continue
            if novelty not in keys or COUNTED.match(place):
                key = keys.setdefault(novelty, f"{KEY}_{len(keys)}_")
                table[key] = key
        stream += frame(json_bytes.dumps(document), name)
    return stream, {key: novelty for novelty, key in keys.items()}


def _counts(dialect: str, stream: bytes) -> bytes:
    """The usage that the hub keeps of a stream, as it came."""
    fold = Fold()
    decoder = DIALECTS[dialect].stream_decoder(Context())
    for name, data in EventReader().feed(stream):
        for event in decoder.feed(name, json_bytes.loads_object(data)):
            fold.feed(event)
    for event in decoder.finish():
        fold.feed(event)
    answer = fold.result()
    usage = answer.usage if isinstance(answer, Response) else None
    return json_bytes.dumps(usage.raw) if usage else b""


def _is_reported(dialect: str, key: str, novelty: Novelty, said: set[str]) -> bool:
    if any(path.endswith(f".{key}") for path in said):
        return True
    places = novelty.place, novelty.place.partition(".")[2], _hub_name(dialect, novelty.place)
    around = {f"stream.{novelty.event}.{step}".rstrip(".") for step in _around(novelty.place)}
    around |= {f"response.{step}" for place in places for step in _around(place)}
    named = {f"response.parts[].{kind}" for kind in novelty.kinds}
    return bool(said & {*around, *named})


@pytest.mark.parametrize(
    ("capture", "client"),
    _both([c for c in select("stream") if c.oracle != "fail"], "stream.sse", "stream"),
)
def test_no_key_of_a_stream_is_silent(capture: Capture, client: str) -> None:
    stream, keys = _strewn(capture)
    exchange = plain_exchange(client, capture.dialect, stream=True)
    told = _unsealed(streamed(exchange, stream)) + _counts(capture.dialect, stream)
    said = _said(exchange.losses)

    assert {
        key: novelty
        for key, novelty in keys.items()
        if key.encode() not in told and not _is_reported(capture.dialect, key, novelty, said)
    } == {}
