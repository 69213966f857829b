from dataclasses import replace
from pathlib import Path

import pytest
from mitmproxy import http
from mitmproxy.io import FlowWriter
from mitmproxy.test import tflow
from pydantic import SecretStr

from addons.passage.record import KEY, Excerpt, Record
from addons.routes.policy import Policy
from addons.routes.route import glob
from tests.addons.routes.samples import route
from translators.registry import DIALECTS


def record() -> Record:
    model_map = ((glob("gpt-*"), "claude"),)
    leading = route("*", name="main", policy=Policy(record_limit=10), model_map=model_map)
    return Record.begin(leading, leading.targets[0], DIALECTS["openai-chat"], "gpt-5")


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        ([], ""),
        ([b"ab", b"cd"], "abcd"),
        ([b"abcd", b"efgh"], "abcde\n[3 more bytes]"),
        ([b"abcdefgh", b"ij"], "abcde\n[5 more bytes]"),
        ([b"\xff"], "\ufffd"),
    ],
)
def test_an_excerpt_keeps_the_beginning(pieces: list[bytes], text: str) -> None:
    excerpt = Excerpt(5)
    for piece in pieces:
        excerpt.add(piece)

    assert excerpt.text() == text


def test_an_excerpt_of_nothing_keeps_nothing() -> None:
    excerpt = Excerpt(0)
    excerpt.add(b"ab")

    assert excerpt.text() == "\n[2 more bytes]"


def test_a_record_is_written_on_its_flow() -> None:
    flow = tflow.tflow()
    begun = record()
    begun.request.add(b"asked")
    begun.answer.add(b"answered")
    begun.losses.dropped("request.top_k", "not there")
    begun.status = 200

    begun.write(flow)

    assert flow.metadata[KEY] == {
        "route": "main",
        "client": "openai-chat",
        "provider": "anthropic",
        "upstream": "anthropic-messages",
        "model": "gpt-5",
        "upstream_model": "claude",
        "status": 200,
        "error": None,
        "losses": ["dropped request.top_k: not there"],
        "request": "asked",
        "answer": "answered",
    }


def test_a_flow_with_a_record_can_be_saved_and_read() -> None:
    flow = tflow.tflow()
    record().write(flow)

    read = http.HTTPFlow.from_state(flow.get_state())

    assert read.metadata == flow.metadata


def test_half_a_character_can_be_saved(tmp_path: Path) -> None:
    flow = tflow.tflow()
    whole = record()
    half = Record.begin(whole.route, whole.target, whole.client, "\ud83d")
    half.losses.dropped("request.\ud83d", "not known")
    half.error = "no \ud83d"
    half.write(flow)

    with (tmp_path / "flows").open("wb") as file:
        FlowWriter(file).add(flow)

    assert flow.metadata[KEY]["model"] == "?"


def test_our_key_is_in_no_excerpt_however_it_came() -> None:
    flow = tflow.tflow()
    keyed, client = replace(record().target, key=SecretStr("k" * 20)), DIALECTS["openai-chat"]
    quoting = Record.begin(replace(record().route, policy=Policy()), keyed, client, "gpt-5")
    for piece in (b"wrong: kkk", b"k" * 17, b"!"):
        quoting.answer.add(piece)

    quoting.write(flow)

    assert flow.metadata[KEY]["answer"] == "wrong: [the proxy's key]!"


def test_a_model_without_another_name_keeps_its_own() -> None:
    begun = record()

    assert Record.begin(begun.route, begun.target, begun.client, "o3").upstream_model == "o3"
