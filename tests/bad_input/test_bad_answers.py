"""A success that is none, or not what it calls itself: read if it can be, else told as broken."""

import gzip
import json
from collections.abc import Mapping
from pathlib import Path

from tests.bad_input.harness import (
    EACH_CLIENT,
    FOREIGN,
    STREAMED_OR_NOT,
    streamed_turn,
    views,
    whole_turn,
)
from tests.bad_input.words import told, wording
from tests.upstreams.turns import Answer, Call, Turn, whole

TURN = Turn(
    text="It rains in Zürich. ☔", calls=(Call("call_1", "get_weather", '{"city": "Zürich"}'),)
)
JSON = "application/json"
STREAM = "text/event-stream"
GZIP = {"content-encoding": "gzip"}
HTML = b"<!DOCTYPE html><html><body><h1>Bad Gateway</h1></body></html>"

NO_ANSWERS: Mapping[str, Answer] = {
    "HTML": whole(HTML, content_type="text/html"),
    "HTML that calls itself JSON": whole(HTML),
    "nothing": whole(b""),
    "nothing, and no content": whole(b"", 204),
    "blank lines": whole(b"\n\n"),
    "half a document": whole(b'{"id": "x", "choi'),
    "null": whole(b"null"),
    "an array": whole(b"[1]"),
    "a string": whole(b'"text"'),
    "an empty object": whole(b"{}"),
    "NaN": whole(b'{"choices": NaN, "content": NaN, "output": NaN}'),
    "wrong types": whole(b'{"choices": 7, "content": 7, "output": 7}'),
    "wrong types inside": whole(b'{"choices": [7], "content": [7], "output": [7]}'),
    "too deep": whole(b'{"a":' * 5000 + b"1" + b"}" * 5000),
    "plain text that calls itself gzip": Answer((b"{}",), 200, JSON, GZIP),
    "gzip cut short": Answer((gzip.compress(b'{"a": 1}' * 99)[:-9],), 200, JSON, GZIP),
    "gzip with a wrong sum": Answer((gzip.compress(b"{}")[:-8] + b"12345678",), 200, JSON, GZIP),
    "an unknown coding": Answer((b"{}",), 200, JSON, {"content-encoding": "rot13"}),
    "a bomb": Answer((gzip.compress(b" " * 2_000_000),), 200, JSON, GZIP),
    "too many bytes": whole(b" " * 2_000_000),
}
"""Answers of status 200 that no client could use."""

NO_STREAMS: Mapping[str, Answer] = {
    "HTML": whole(HTML, content_type=STREAM),
    "nothing": whole(b"", content_type=STREAM),
    "comments": whole(b": one\n\n: two\n\n", content_type=STREAM),
    "half a document": whole(b'{"id": "x", "choi', content_type=STREAM),
    "null": whole(b"data: null\n\n", content_type=STREAM),
    "words": whole(b"data: soon\n\n", content_type=STREAM),
    "half an event": whole(b'data: {"id', content_type=STREAM),
    "only the end": whole(b"data: [DONE]\n\n", content_type=STREAM),
    "no text at all": whole(bytes(range(128, 256)), content_type=STREAM),
    "wrong types": whole(b'data: {"choices": 7, "type": 7}\n\n', content_type=STREAM),
    "plain text that calls itself gzip": Answer((b"data: {}\n\n",), 200, STREAM, GZIP),
    "gzip cut short": Answer((gzip.compress(b": x\n\n" * 99)[:-9],), 200, STREAM, GZIP),
}
"""The same, and they call themselves streams, so that the client has its headers."""

LIMIT = "response_megabytes = 1"


@FOREIGN
@STREAMED_OR_NOT
async def test_what_is_no_answer_is_broken(
    client: str, upstream: str, streamed: bool, folder: Path
) -> None:
    script = list(NO_ANSWERS.values())
    found = await views(client, upstream, script, folder, streamed=streamed, top=LIMIT)
    assert {name: told(view) for name, view in zip(NO_ANSWERS, found, strict=True)} == (
        dict.fromkeys(NO_ANSWERS, wording(client, "broken"))
    )


@FOREIGN
@STREAMED_OR_NOT
async def test_what_is_no_stream_is_broken(
    client: str, upstream: str, streamed: bool, folder: Path
) -> None:
    script = list(NO_STREAMS.values())
    found = await views(client, upstream, script, folder, streamed=streamed)
    assert {name: told(view) for name, view in zip(NO_STREAMS, found, strict=True)} == (
        dict.fromkeys(NO_STREAMS, wording(client, "broken", streamed=streamed))
    )


@EACH_CLIENT
@STREAMED_OR_NOT
async def test_an_error_page_is_quoted_without_its_markup(
    client: str, upstream: str, streamed: bool, folder: Path
) -> None:
    pages = {
        name: whole(HTML, status, content_type)
        for name, status, content_type in [
            ("server", 502, "text/html"),
            ("overloaded", 503, JSON),
            ("not found", 404, STREAM),
        ]
    }
    found = await views(client, upstream, list(pages.values()), folder, streamed=streamed)
    assert [told(view) for view in found] == [wording(client, name) for name in pages]
    assert [view.words for view in found] == [
        f"The upstream answered with status {page.status}: Bad Gateway" for page in pages.values()
    ]


@EACH_CLIENT
@STREAMED_OR_NOT
async def test_a_wrong_content_type_does_no_harm(
    client: str, upstream: str, streamed: bool, folder: Path
) -> None:
    stream, document = streamed_turn(upstream, TURN), whole(whole_turn(upstream, TURN))
    script = [
        answer.labelled(label)
        for answer in (stream, document)
        for label in (JSON, STREAM, "text/plain", "")
    ]
    found = await views(client, upstream, script, folder, streamed=streamed)
    assert [(view.text, [call.arguments for call in view.calls]) for view in found] == (
        [(TURN.text, [{"city": "Zürich"}])] * len(script)
    )
    assert {view.streamed for view in found} == {streamed}


@EACH_CLIENT
@STREAMED_OR_NOT
async def test_bytes_that_are_no_text_are_replaced(
    client: str, upstream: str, streamed: bool, folder: Path
) -> None:
    good = whole(whole_turn(upstream, Turn(text="a<torn>b")))
    if streamed:
        good = streamed_turn(upstream, Turn(text="a<torn>b"))
    torn = tuple(frame.replace(b"<torn>", b"\xff") for frame in good.frames)
    answer = Answer(torn, 200, good.content_type)
    (view,) = await views(client, upstream, [answer], folder, streamed=streamed)
    assert view.text == "a\ufffdb"


@EACH_CLIENT
@STREAMED_OR_NOT
async def test_half_a_character_does_not_stop_an_answer(
    client: str, upstream: str, streamed: bool, folder: Path
) -> None:
    turn = Turn(text="a\ud83d b")
    good = streamed_turn(upstream, turn) if streamed else whole(whole_turn(upstream, turn))
    assert b"\\ud83d" in good.body
    (view,) = await views(client, upstream, [good], folder, streamed=streamed)
    assert view.text in ("a\ud83d b", "a\ufffd b")


@EACH_CLIENT
@STREAMED_OR_NOT
async def test_an_honest_gzip_is_read_although_nobody_asked_for_it(
    client: str, upstream: str, streamed: bool, folder: Path
) -> None:
    good = streamed_turn(upstream, TURN) if streamed else whole(whole_turn(upstream, TURN))
    (view,) = await views(client, upstream, [good.gzipped()], folder, streamed=streamed)
    assert view.text == TURN.text


ERRORS_INSIDE: Mapping[str, bytes] = {
    "openai-chat": b'data: {"error": {"message": "Overloaded", "code": "overloaded_error"}}\n\n',
    "openai-responses": (
        b'event: error\ndata: {"type": "error", "code": "server_is_overloaded",'
        b' "message": "Overloaded", "param": null, "sequence_number": 1}\n\n'
    ),
    "anthropic-messages": (
        b'event: error\ndata: {"type": "error",'
        b' "error": {"type": "overloaded_error", "message": "Overloaded"}}\n\n'
    ),
}
"""How upstreams tell in a stream of status 200 that they have failed."""


@EACH_CLIENT
@STREAMED_OR_NOT
async def test_an_error_inside_a_success_is_an_error(
    client: str, upstream: str, streamed: bool, folder: Path
) -> None:
    begun = streamed_turn(upstream, TURN).frames[:2]
    error = ERRORS_INSIDE[upstream]
    script = [Answer((error,)), Answer((*begun, error))]
    found = await views(client, upstream, script, folder, streamed=streamed)
    expected = wording(client, "overloaded", streamed=streamed)
    assert [told(view) for view in found] == [expected, expected]
    assert [view.words for view in found] == ["Overloaded", "Overloaded"]


@EACH_CLIENT
async def test_an_error_document_of_status_200_is_an_error(
    client: str, upstream: str, folder: Path
) -> None:
    document = {"error": {"type": "overloaded_error", "message": "Overloaded"}, "type": "error"}
    script = [whole(json.dumps(document).encode())]
    for streamed in (False, True):
        (view,) = await views(client, upstream, script, folder, streamed=streamed)
        assert told(view) == wording(client, "overloaded")
        assert view.words == "Overloaded"
