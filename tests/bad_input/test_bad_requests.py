"""A client that asks badly: refused in its dialect, with the place named, and nothing sent on."""

import gzip
import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.bad_input.harness import EACH_CLIENT, FOREIGN, MODEL, PATHS, facing, question
from tests.bad_input.requests import WRONG_TYPES
from tests.bad_input.views import View, view_of
from tests.bad_input.words import told, wording
from tests.upstreams.turns import Turn
from translators.hub.document import Document


class Body(NamedTuple):
    """Bytes of a request, with the coding that it claims, and words of the refusal."""

    body: bytes
    says: str
    coding: str = ""


NOT_JSON: Mapping[str, Body] = {
    "nothing": Body(b"", "The body is not what it should be"),
    "blanks": Body(b" \r\n", "The body is not what it should be"),
    "half a document": Body(b'{"model": "m", "mess', "column"),
    "a trailing comma": Body(b'{"model": "m",}', "column"),
    "NaN": Body(b'{"temperature": NaN}', "NaN is not JSON"),
    "an array": Body(b"[]", "expected an object, found an array"),
    "null": Body(b"null", "expected an object, found null"),
    "a string": Body(b'"hello"', "expected an object, found a string"),
    "two documents": Body(b"{}{}", "column"),
    "HTML": Body(b"<html></html>", "column"),
    "a form": Body(b"model=m&stream=true", "column"),
    "too deep": Body(b"[" * 100_000, "nested too deeply"),
    "no text": Body(bytes(range(128, 256)), "column"),
    "no gzip": Body(b'{"model": "m"}', "cannot be decompressed", "gzip"),
    "gzip cut short": Body(gzip.compress(b'{"model": "m"}')[:-9], "ends in the middle", "gzip"),
    "gzip with a wrong sum": Body(
        gzip.compress(b"{}")[:-8] + b"12345678", "cannot be decompressed", "gzip"
    ),
    "no zstd": Body(b'{"model": "m"}', "cannot be decompressed", "zstd"),
    "no brotli": Body(b'{"model": "m"}', "cannot be decompressed", "br"),
    "an unknown coding": Body(b"{}", "'rot13' is not known", "rot13"),
    "gzip only once": Body(gzip.compress(b"{}"), "cannot be decompressed", "gzip, gzip"),
}


@EACH_CLIENT
async def test_a_body_that_cannot_be_read_is_refused(
    client: str, upstream: str, folder: Path
) -> None:
    found: dict[str, View] = {}
    async with facing(client, upstream, [], folder) as (asking, scripted):
        for name, case in NOT_JSON.items():
            coding = {"content_encoding": case.coding} if case.coding else {}
            found[name] = await asking.send(case.body, **coding)
        assert scripted.requests == []
    refused = dict.fromkeys(NOT_JSON, wording(client, "invalid"))
    assert {name: told(view) for name, view in found.items()} == refused
    silent = {
        name: view.words for name, view in found.items() if NOT_JSON[name].says not in view.words
    }
    assert silent == {}


@FOREIGN
async def test_a_wrong_type_is_refused_by_its_path(
    client: str, upstream: str, folder: Path
) -> None:
    found: dict[str, View] = {}
    cases = WRONG_TYPES[client]
    async with facing(client, upstream, [], folder) as (asking, scripted):
        for path, patch in cases.items():
            found[path] = await asking.ask({**question(client), **patch})
        assert scripted.requests == []
    refused = dict.fromkeys(cases, wording(client, "invalid"))
    assert {path: told(view) for path, view in found.items()} == refused
    assert {path: view.words.partition(":")[0] for path, view in found.items()} == {
        path: path for path in cases
    }
    if client != "anthropic-messages":
        assert {path: view.error and view.error.param for path, view in found.items()} == {
            path: path for path in cases
        }


LIMIT = "request_megabytes = 0.01"
LARGE = b'{"model": "m", "user": "' + b"x" * 20_000 + b'"}'


async def _piecewise() -> AsyncIterator[bytes]:
    """A body whose length nobody knows before it has come."""
    for start in range(0, len(LARGE), 1000):
        yield LARGE[start : start + 1000]


@EACH_CLIENT
async def test_a_body_over_the_limit_is_refused(client: str, upstream: str, folder: Path) -> None:
    bomb = gzip.compress(LARGE)
    async with facing(client, upstream, [Turn(text="hello")], folder, LIMIT) as (asking, scripted):
        found = [await asking.send(LARGE), await asking.send(bomb, content_encoding="gzip")]
        async with asking.proxy.client("reverse") as http:
            answer = await http.post(PATHS[client], content=_piecewise())
            found.append(view_of(client, answer))
        assert scripted.requests == []
        after = await asking.ask(question(client))
    assert [told(view) for view in found] == [wording(client, "too large")] * 3
    assert [view.words for view in found if "10486 bytes" not in view.words] == []
    assert after.text == "hello"


def _saying(client: str, words: str) -> Document:
    if client == "openai-responses":
        return {"model": MODEL, "input": words}
    asked: Document = {"model": MODEL, "messages": [{"role": "user", "content": words}]}
    return {**asked, "max_tokens": 9} if client == "anthropic-messages" else asked


@EACH_CLIENT
@pytest.mark.parametrize(
    ("sent", "arrives"),
    [(b"a\xffb", "a\ufffdb"), (b"a\\ud83db", "a\ud83db"), (b"a\\u0000b", "a\x00b")],
    ids=["no UTF-8", "half a character", "a null character"],
)
async def test_odd_characters_do_not_stop_a_request(
    client: str, upstream: str, sent: bytes, arrives: str, folder: Path
) -> None:
    body = json.dumps(_saying(client, "<odd>")).encode().replace(b"<odd>", sent)
    async with facing(client, upstream, [Turn(text="hello")], folder) as (asking, scripted):
        view = await asking.send(body)
        (recorded,) = scripted.requests
    assert view.text == "hello"
    assert recorded.body.decode("utf-8")
    assert json.dumps(arrives) in json.dumps(recorded.document)
