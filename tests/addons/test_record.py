import pytest
from mitmproxy import http
from mitmproxy.test import tflow

from addons.record import KEY, Excerpt, Record
from addons.route import Address, Policy, Route, glob
from translators.providers import PROVIDERS
from translators.registry import DIALECTS


def record() -> Record:
    route = Route(
        name="main",
        hosts=glob("*"),
        provider=PROVIDERS["anthropic"],
        address=Address("https", "u", 443, ""),
        policy=Policy(record_limit=10),
        model_map=((glob("gpt-*"), "claude"),),
    )
    return Record.begin(route, DIALECTS["openai-chat"], "gpt-5")


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


def test_a_model_without_another_name_keeps_its_own() -> None:
    begun = record()

    assert Record.begin(begun.route, begun.client, "o3").upstream_model == "o3"
