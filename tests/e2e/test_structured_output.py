"""The SDKs' own `parse`, through a real mitmdump: all nine pairs, streamed and whole.

Upstreams with schemas, with any JSON and with neither; the latter two not for clients of their own
dialect, whose requests go through as they are.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import anthropic
import openai
import pytest
from pydantic import BaseModel, ValidationError

from tests.e2e.proxy import CLIENT_KEY, SECRETS, Proxy
from tests.e2e.sdk import Connection
from tests.upstreams.server import Upstream
from tests.upstreams.turns import Call, Turn
from translators.adapt.structured.outward import TOOL

QUESTION = "Describe the ship of the tale as JSON."
_MODEL = "the-client's-model"


class Ship(BaseModel):
    """What is asked for."""

    name: str
    masts: int
    crew: list[str]


SHIP = Ship(name='Pequod — "{whaler}"', masts=3, crew=["Ishmael", "Queequeg"])
SAID = SHIP.model_dump_json()


class Place(NamedTuple):
    """An upstream: its dialect, what Dragoman is told of it, and what its model answers."""

    dialect: str
    provider: str
    model: str
    turn: Turn
    own_clients: bool


PLACES = {
    "Chat with schemas": Place("openai-chat", "openai-compatible", "m", Turn(SAID), True),
    "Responses with schemas": Place("openai-responses", "openai", "gpt-5.5", Turn(SAID), True),
    "Messages with schemas": Place(
        "anthropic-messages", "anthropic", "claude-sonnet-4-6", Turn(SAID), True
    ),
    "Chat with any JSON": Place(
        "openai-chat", "deepseek", "deepseek-chat", Turn(f"```json\n{SAID}\n```"), False
    ),
    "Responses with any JSON": Place(
        "openai-responses", "openai", "gpt-4-turbo", Turn(f"Here she is: {SAID}"), False
    ),
    "Messages with neither": Place(
        "anthropic-messages",
        "anthropic",
        "claude-3-5-haiku-latest",
        Turn(calls=(Call("toolu_1", TOOL, SAID),)),
        False,
    ),
}


def ask_chat(connection: Connection, *, streamed: bool) -> object:
    """What `openai` parses out of Chat Completions."""
    client = openai.OpenAI(api_key=CLIENT_KEY, http_client=connection.sync, max_retries=0)
    completions = client.chat.completions
    if not streamed:
        answer = completions.parse(
            model=_MODEL, messages=[{"role": "user", "content": QUESTION}], response_format=Ship
        )
        return answer.choices[0].message.parsed
    with completions.stream(
        model=_MODEL, messages=[{"role": "user", "content": QUESTION}], response_format=Ship
    ) as events:
        return events.get_final_completion().choices[0].message.parsed


def ask_responses(connection: Connection, *, streamed: bool) -> object:
    """What `openai` parses out of Responses."""
    client = openai.OpenAI(api_key=CLIENT_KEY, http_client=connection.sync, max_retries=0)
    if not streamed:
        answer = client.responses.parse(model=_MODEL, input=QUESTION, text_format=Ship)
        return answer.output_parsed
    with client.responses.stream(model=_MODEL, input=QUESTION, text_format=Ship) as events:
        return events.get_final_response().output_parsed


def ask_messages(connection: Connection, *, streamed: bool) -> object:
    """What `anthropic` parses out of Messages."""
    client = anthropic.Anthropic(
        api_key=CLIENT_KEY,
        http_client=connection.sync,
        max_retries=0,
        # To an upstream of its own dialect it goes through as it is, and the scripted one is old.
        default_headers={"anthropic-version": "2023-06-01"},
    )
    if not streamed:
        return client.messages.parse(
            model=_MODEL,
            max_tokens=500,
            messages=[{"role": "user", "content": QUESTION}],
            output_format=Ship,
        ).parsed_output
    with client.messages.stream(
        model=_MODEL,
        max_tokens=500,
        messages=[{"role": "user", "content": QUESTION}],
        output_format=Ship,
    ) as events:
        return events.get_final_message().parsed_output


CLIENTS: dict[str, Callable[..., object]] = {
    "openai-chat": ask_chat,
    "openai-responses": ask_responses,
    "anthropic-messages": ask_messages,
}


@pytest.mark.parametrize("name", PLACES)
async def test_every_client_parses_what_it_asked_for(
    name: str, tmp_path: Path, authority: Path
) -> None:
    place = PLACES[name]
    clients = [
        ask for dialect, ask in CLIENTS.items() if place.own_clients or dialect != place.dialect
    ]
    async with (
        Upstream(place.dialect, [place.turn] * len(clients) * 2, secrets=SECRETS) as scripted,
        Proxy(scripted, place.provider, place.model, tmp_path, authority) as proxy,
    ):
        connection = Connection(proxy, "HTTP/1.1")
        try:
            parsed = [
                await asyncio.to_thread(ask, connection, streamed=streamed)
                for ask in clients
                for streamed in (False, True)
            ]
        finally:
            await connection.close()

    assert scripted.refusals == []
    assert parsed == [SHIP] * len(clients) * 2


OPEN: dict[str, dict[str, object]] = {
    "a map": {"type": "object", "additionalProperties": {"type": "integer"}},
    "a chain": {"type": "object", "properties": {"next": {"$ref": "#"}}},
}
"""Schemas that OpenAI takes; Anthropic enforces what it takes, and can enforce neither."""
FITTING = {"a map": '{"Ishmael":1}', "a chain": '{"next":{"next":{}}}'}


@pytest.mark.parametrize("what", OPEN)
async def test_a_map_and_a_chain_are_asked_of_claude_in_another_way(
    what: str, tmp_path: Path, authority: Path
) -> None:
    answer = Turn(calls=(Call("toolu_1", TOOL, FITTING[what]),))
    async with (
        Upstream("anthropic-messages", [answer], secrets=SECRETS) as scripted,
        Proxy(scripted, "anthropic", "claude-sonnet-4-6", tmp_path, authority) as proxy,
    ):
        connection = Connection(proxy, "HTTP/1.1")
        client = openai.OpenAI(api_key=CLIENT_KEY, http_client=connection.sync, max_retries=0)
        try:
            completion = await asyncio.to_thread(
                client.chat.completions.create,
                model=_MODEL,
                messages=[{"role": "user", "content": QUESTION}],
                response_format={
                    "type": "json_schema",
                    "json_schema": {"name": "crew", "schema": OPEN[what]},
                },
            )
        finally:
            await connection.close()

    assert scripted.refusals == []
    assert completion.choices[0].message.content == FITTING[what]


@pytest.mark.parametrize("client", ["openai-chat", "openai-responses"])
async def test_an_answer_of_another_shape_is_an_error_and_no_ship(
    client: str, tmp_path: Path, authority: Path
) -> None:
    wrong = Turn(calls=(Call("toolu_1", TOOL, '{"name":"Pequod","masts":"three","crew":[]}'),))
    complaint = 'masts: "three" is not of type "integer"'
    async with (
        Upstream("anthropic-messages", [wrong, wrong], secrets=SECRETS) as scripted,
        Proxy(scripted, "anthropic", "claude-3-5-haiku-latest", tmp_path, authority) as proxy,
    ):
        connection = Connection(proxy, "HTTP/1.1")
        try:
            with pytest.raises(openai.InternalServerError, match=complaint):
                await asyncio.to_thread(CLIENTS[client], connection, streamed=False)
            with pytest.raises((openai.APIError, RuntimeError, ValidationError)):
                await asyncio.to_thread(CLIENTS[client], connection, streamed=True)
        finally:
            await connection.close()
