"""A seal that goes from its issuer through another dialect's client comes back as it was."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.documents import tables
from tests.support.exchanges import MODELS, PAIRS, exchange_between
from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.parts import Origin, Reasoning, Seal, Text, ToolCall
from translators.hub.request import Request
from translators.hub.response import Response, Stop, Usage
from translators.opaque import seals
from translators.registry import DIALECTS
from translators.wire import json_bytes

VALUES = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=40)
KINDS: dict[str, tuple[seals.Kind, ...]] = {
    "anthropic-messages": ("signature", "redacted"),
    "openai-responses": ("encrypted",),
}
"""Dialects whose upstreams seal their thinking, and how."""
TURNS = [(client, upstream) for client, upstream in PAIRS if upstream in KINDS]

HISTORY: dict[str, str] = {"openai-responses": "input"}
"""Where a dialect keeps the conversation, if not in `messages`."""


def _answered(client: str, upstream: str, seal: Seal) -> Document:
    """What a client gets for an answer that holds a sealed thought and a call."""
    thought = Reasoning("" if seal.kind == "redacted" else "thought", seal=seal)
    response = Response(
        "r1",
        "m",
        (thought, Text("hi"), ToolCall("call_1", "weather", "{}")),
        Stop("tool_calls"),
        Usage(1),
    )
    context = Context(origin=Origin(upstream), request=Request("m"))
    return DIALECTS[client].encode_response(response, context)


TOOLS: dict[str, Json] = {
    "openai-chat": [{"type": "function", "function": {"name": "weather"}}],
    "openai-responses": [{"type": "function", "name": "weather"}],
    "anthropic-messages": [{"name": "weather", "input_schema": {"type": "object"}}],
}


def _next_turn(client: str, answer: Document) -> Document:
    """The request that a client of a dialect makes of an answer: its own words, and the result."""
    match client:
        case "openai-chat":
            [choice] = _list(answer["choices"])
            assert isinstance(choice, dict)
            turns: list[Json] = [
                choice["message"],
                {"role": "tool", "tool_call_id": "call_1", "content": "rain"},
            ]
        case "openai-responses":
            output: Json = {"type": "function_call_output", "call_id": "call_1", "output": "rain"}
            turns = [*_list(answer["output"]), output]
        case _:
            result: Json = {"type": "tool_result", "tool_use_id": "call_1", "content": "rain"}
            turns = [
                {"role": "assistant", "content": answer["content"]},
                {"role": "user", "content": [result]},
            ]
    conversation: list[Json] = [{"role": "user", "content": "hi"}, *turns]
    return {
        "model": "m",
        "max_tokens": 4000,
        "tools": TOOLS[client],
        HISTORY.get(client, "messages"): conversation,
        **({"thinking": {"type": "adaptive"}} if client == "anthropic-messages" else {}),
    }


def _list(value: Json) -> list[Json]:
    assert isinstance(value, list)
    return value


def _strings(document: Document) -> set[str]:
    return {
        item for _, table in tables(document) for item in table.values() if isinstance(item, str)
    }


@pytest.mark.parametrize(("client", "upstream"), TURNS)
@given(value=VALUES, data=st.data())
def test_a_seal_comes_back_to_its_issuer(
    client: str, upstream: str, value: str, data: st.DataObject
) -> None:
    exchange = exchange_between(client, upstream)
    origin = replace(exchange.context.origin, model=MODELS.get(upstream, "gpt-5.5"))
    seal = Seal(data.draw(st.sampled_from(KINDS[upstream])), value, origin)
    told = _answered(client, upstream, seal)
    document = json_bytes.loads_object(json_bytes.dumps(_next_turn(client, told)))
    sent = exchange.request(document)

    assert value in _strings(sent)
    assert seals.MARKER not in json_bytes.dumps(sent).decode()


@pytest.mark.parametrize(
    ("client", "upstream", "stranger"),
    [(*pair, stranger) for pair in PAIRS for stranger in DIALECTS if stranger != pair[1]],
)
def test_nobody_else_gets_it(client: str, upstream: str, stranger: str) -> None:
    issuer = Origin(stranger, "elsewhere", "other")
    kind = KINDS.get(stranger, ("signature",))[0]
    told = _answered(client, stranger, Seal(kind, "UNREADABLE", issuer))
    exchange = exchange_between(client, upstream)
    sent = json_bytes.dumps(
        exchange.request(json_bytes.loads_object(json_bytes.dumps(_next_turn(client, told))))
    )

    assert b"UNREADABLE" not in sent
    assert seals.MARKER.encode() not in sent
