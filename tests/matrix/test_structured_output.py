"""Structured output in all nine pairs: whatever the upstream has, what the client gets is valid.

What an upstream is asked for and answers depends on what it promises; what the client must get does
not. The same dialect on both sides is left alone, so that there the vendor's own way is enough.
"""

from typing import NamedTuple

import jsonschema_rs
import pytest

from tests.oracles import ORACLES
from tests.support.documents import inside
from tests.support.exchanges import streamed
from tests.upstreams.server import VENDORS
from tests.upstreams.turns import Call, Turn
from tests.upstreams.vendor import Tolerance
from translators.adapt.structured.outward import TOOL
from translators.exchange.exchange import Exchange
from translators.hub.document import Document, Json
from translators.mint import Mint
from translators.providers.registry import PROVIDERS
from translators.registry import DIALECTS
from translators.wire import json_bytes

SCHEMA: Document = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "masts": {"type": "integer", "minimum": 1},
        "crew": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["name", "masts", "crew"],
    "additionalProperties": False,
}
SHIP = '{"name": "Pequod — \\"{whaler}\\"", "masts": 3, "crew": ["Ishmael", "Queequeg"]}'
QUESTION: Json = [{"role": "user", "content": "Describe the ship of the tale as JSON."}]
ASKED: dict[str, Document] = {
    "openai-chat": {
        "messages": QUESTION,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "ship", "schema": SCHEMA, "strict": True},
        },
    },
    "openai-responses": {
        "input": QUESTION,
        "text": {
            "format": {"type": "json_schema", "name": "ship", "schema": SCHEMA, "strict": True}
        },
    },
    "anthropic-messages": {
        "messages": QUESTION,
        "max_tokens": 2000,
        "output_config": {"format": {"type": "json_schema", "schema": SCHEMA}},
    },
}
LOOK: dict[str, Json] = {
    "openai-chat": [{"type": "function", "function": {"name": "look", "parameters": SCHEMA}}],
    "openai-responses": [{"type": "function", "name": "look", "parameters": SCHEMA}],
    "anthropic-messages": [{"name": "look", "input_schema": SCHEMA}],
}
EFFORT: dict[str, Document] = {
    "openai-chat": {"reasoning_effort": "low"},
    "openai-responses": {"reasoning": {"effort": "low"}},
    "anthropic-messages": {"thinking": {"type": "enabled", "budget_tokens": 1024}},
}


class Upstream(NamedTuple):
    """A provider and a model that promise so much, what they answer, and what must be asked."""

    provider: str
    model: str
    turn: Turn
    asked: str


NATIVE = Turn(text=SHIP)
FORCED = Turn(calls=(Call("call_1", TOOL, SHIP),))
FENCED = Turn(text=f"```json\n{SHIP}\n```")
WORDY = Turn(text=f"The ship {{of the tale}} is this:\n\n{SHIP}\n\nShe sank.")
UPSTREAMS = {
    "Chat with schemas": Upstream("openai-compatible", "m", NATIVE, "json_schema"),
    "Chat that ignores schemas": Upstream("openai-compatible", "m", FENCED, "json_schema"),
    "Chat with any JSON": Upstream("deepseek", "deepseek-chat", NATIVE, "json_object"),
    "Chat with neither": Upstream("openai-chat", "gpt-4", FORCED, TOOL),
    "Responses with schemas": Upstream("openai", "gpt-5.5", NATIVE, "json_schema"),
    "Responses with any JSON": Upstream("openai", "gpt-4-turbo", NATIVE, "json_object"),
    "Responses with neither": Upstream("openai", "gpt-4", FORCED, TOOL),
    "Messages with schemas": Upstream("anthropic", "claude-sonnet-4-6", NATIVE, "json_schema"),
    "Messages with neither": Upstream("anthropic", "claude-3-5-haiku", FORCED, TOOL),
    "Messages that thinks": Upstream("anthropic", "claude-sonnet-4", FORCED, TOOL),
    "Messages that ignores its tool": Upstream("anthropic", "claude-3-5-haiku", WORDY, TOOL),
}
EVERYWHERE = pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
FROM_ALL = pytest.mark.parametrize("client", list(DIALECTS))


def opened(client: str, upstream: Upstream, document: Document, *, stream: bool) -> Exchange:
    """The exchange behind a request that its upstream takes and that asks in the right way."""
    provider = PROVIDERS[upstream.provider]
    exchange = Exchange(DIALECTS[client], provider, upstream.model, Mint())
    asked = exchange.request({"model": upstream.model, "stream": stream, **document})
    if not exchange.bypass:
        VENDORS[provider.dialect.name].check(asked, Tolerance(developer_role=True))
        assert upstream.asked in json_bytes.dumps(asked).decode()
    return exchange


def answered(exchange: Exchange, turn: Turn, *, stream: bool) -> bytes:
    """What the client gets when the model says that."""
    vendor = VENDORS[exchange.provider.dialect.name]
    if stream:
        return streamed(exchange, b"".join(vendor.stream(turn, {"model": "m", "stream": True})))
    answer = exchange.response(200, json_bytes.dumps(vendor.whole(turn, {"model": "m"})))
    assert answer.status == 200
    return answer.body


def heard(client: str, body: bytes, *, stream: bool) -> tuple[str, str]:
    """The text and the ending, as the vendor's own client reads them, strictly."""
    oracle = ORACLES[client]
    said = oracle.read_stream(body, True) if stream else oracle.read_response(body, True)
    assert said.calls == ()
    return said.text, said.ending


@EVERYWHERE
@FROM_ALL
@pytest.mark.parametrize("name", UPSTREAMS)
def test_the_answer_is_valid_whatever_the_upstream_promises(
    name: str, client: str, stream: bool
) -> None:
    upstream = UPSTREAMS[name]
    exchange = opened(client, upstream, ASKED[client], stream=stream)
    # Between equals nothing is touched: only what has schemas can be expected to keep to one.
    turn = NATIVE if exchange.bypass else upstream.turn

    text, ending = heard(client, answered(exchange, turn, stream=stream), stream=stream)

    assert json_bytes.loads(text) == json_bytes.loads(SHIP)
    assert jsonschema_rs.is_valid(SCHEMA, json_bytes.loads(text))
    assert ending == "end"


@EVERYWHERE
@FROM_ALL
@pytest.mark.parametrize("name", ["Chat with any JSON", "Messages that thinks"])
def test_the_clients_tools_and_thinking_stay_of_use(name: str, client: str, stream: bool) -> None:
    upstream = UPSTREAMS[name]._replace(asked="JSON schema")
    for added in ({"tools": LOOK[client]}, EFFORT[client]):
        document = {**ASKED[client], **added}
        exchange = opened(client, upstream, document, stream=stream)
        if exchange.bypass:
            continue
        text, _ = heard(client, answered(exchange, WORDY, stream=stream), stream=stream)
        assert json_bytes.loads(text) == json_bytes.loads(SHIP)


@EVERYWHERE
@FROM_ALL
@pytest.mark.parametrize("name", UPSTREAMS)
def test_an_answer_that_is_not_valid_is_an_error(name: str, client: str, stream: bool) -> None:
    upstream = UPSTREAMS[name]
    exchange = opened(client, upstream, ASKED[client], stream=stream)
    if exchange.bypass:
        return
    wrong = SHIP.replace("3", '"three"')
    turn = Turn(calls=(Call("call_1", TOOL, wrong),)) if upstream.turn == FORCED else Turn(wrong)
    vendor = VENDORS[exchange.provider.dialect.name]

    if stream:
        data = b"".join(vendor.stream(turn, {"model": "m", "stream": True}))
        said = streamed(exchange, data).decode()
        assert '$.masts: \\"three\\" is not of type \\"integer\\"' in said
    else:
        answer = exchange.response(200, json_bytes.dumps(vendor.whole(turn, {"model": "m"})))
        assert answer.status == 502
        assert '$.masts: "three" is not of type "integer"' in str(
            inside(json_bytes.loads(answer.body), "error", "message")
        )


@EVERYWHERE
@FROM_ALL
def test_an_answer_cut_at_its_limit_is_no_error(client: str, stream: bool) -> None:
    upstream = UPSTREAMS["Chat with any JSON"]
    exchange = opened(client, upstream, ASKED[client], stream=stream)
    turn = Turn(SHIP[:20], cut_by_limit=True)

    assert heard(client, answered(exchange, turn, stream=stream), stream=stream) == (
        SHIP[:20],
        "length",
    )
