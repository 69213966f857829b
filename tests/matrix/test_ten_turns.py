"""Ten turns with tools between every two dialects: an upstream gets its thinking back each turn.

The clients are the vendors' own. What one of them cannot send back comes from what was kept.
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from tests.support.exchanges import MODELS, provider_of
from tests.support.relay import Relay
from tests.support.talkers import TALKERS, thinking_in
from tests.upstreams.turns import Call, Turn
from tests.upstreams.vendor import Tolerance
from translators.hub.document import Document, Json
from translators.providers.registry import PROVIDERS
from translators.registry import DIALECTS

TURNS = 10
PAIRS = [
    (client, upstream)
    for client in TALKERS
    for upstream in DIALECTS
    if client.partition(" ")[0] != upstream
]
SEALING = [(client, upstream) for client, upstream in PAIRS if upstream != "openai-chat"]
PROVIDER = {"openai-chat": PROVIDERS["deepseek"]}
TOLERANCE = {"openai-chat": frozenset({"reasoning_content"})}


def turn(number: int) -> Turn:
    """A turn that thinks anew: sometimes out of sight, or aloud too, or before two calls."""
    calls = [
        Call(f"call_{number}_{place}", "get_weather", f'{{"city": "{number}-{place}"}}')
        for place in range(1 + (number % 3 == 2))
    ]
    return Turn(
        text=f"Turn {number}." if number % 3 == 1 else "",
        calls=tuple(calls),
        thinking="" if number % 4 == 3 else f"Thought {number}.\n\nIt goes on: é\U0001f600.",
        seal=f"c2VhbCBv+Zi/{number}==",
    )


def told(number: int, upstream: str) -> Document | None:
    """A turn's thinking as an upstream of a dialect wants it back; None if it has none to show."""
    said = turn(number)
    if upstream == "openai-chat":
        return {"reasoning_content": said.thinking} if said.thinking else None
    if upstream == "openai-responses":
        summary: list[Json] = [{"type": "summary_text", "text": said.thinking}]
        shown = summary if said.thinking else []
        return {"type": "reasoning", "encrypted_content": said.seal, "summary": shown}
    if not said.thinking:
        return {"type": "redacted_thinking", "data": said.seal}
    return {"type": "thinking", "thinking": said.thinking, "signature": said.seal}


def relay(upstream: str) -> Relay:
    provider = PROVIDER.get(upstream) or provider_of(DIALECTS[upstream])
    tolerance = Tolerance(extensions=TOLERANCE.get(upstream, frozenset()))
    turns = [turn(number) for number in range(TURNS + 1)]
    return Relay(provider, MODELS.get(upstream, "gpt-5.5"), turns, tolerance=tolerance)


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize(("client", "upstream"), PAIRS)
def test_an_upstream_gets_all_its_thinking_back(client: str, upstream: str, streamed: bool) -> None:
    middle = relay(upstream)

    TALKERS[client](middle, streamed=streamed).talk(TURNS)

    thoughts = [told(number, upstream) for number in range(TURNS)]
    assert [thinking_in(sent, upstream) for sent in middle.sent] == [
        [thought for thought in thoughts[:count] if thought] for count in range(TURNS)
    ]


@pytest.mark.parametrize(("client", "upstream"), PAIRS)
def test_what_was_said_is_said_again_in_the_same_bytes(client: str, upstream: str) -> None:
    middle = relay(upstream)

    TALKERS[client](middle, streamed=True).talk(TURNS)

    key = "input" if upstream == "openai-responses" else "messages"
    conversations = [sent[key] for sent in middle.sent]
    for before, after in pairwise(conversations):
        assert isinstance(before, list)
        assert isinstance(after, list)
        assert after[: len(before)] == before


def _elsewhere(middle: Relay) -> None:
    middle.provider = replace(middle.provider, name="elsewhere")


def _another_model(middle: Relay) -> None:
    middle.model = {"claude-opus-4-6": "claude-sonnet-4-6"}.get(middle.model, "gpt-5.4")


def _another_account(middle: Relay) -> None:
    middle.account = "0a1b2c3d"


@pytest.mark.parametrize(
    ("change", "issuer"),
    [
        (_elsewhere, "{provider}/{model}"),
        (_another_model, "{provider}/{model}"),
        (_another_account, "another account at {provider}"),
    ],
    ids=["issuer", "model", "account"],
)
@pytest.mark.parametrize(("client", "upstream"), SEALING)
def test_nobody_else_gets_it(
    client: str, upstream: str, change: Callable[[Relay], None], issuer: str
) -> None:
    middle = relay(upstream)
    provider, model = middle.provider.name, middle.model
    talker = TALKERS[client](middle, streamed=False)
    talker.talk(TURNS)
    change(middle)
    middle.tolerance.seals.clear()

    talker.talk(1)

    assert thinking_in(middle.sent[-1], upstream) == []
    named = issuer.format(provider=provider, model=model)
    assert any(
        loss.startswith("dropped request.") and f") by {named}: " in loss for loss in middle.losses
    )
