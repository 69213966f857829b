"""Earlier thinking goes back to whom it belongs to, and to nobody else."""

from dataclasses import replace

import pytest

from tests.support.fitting import fitted, said, talk
from translators.adapt import reasoning
from translators.hub.parts import Origin, Part, Reasoning, Seal, Text, ToolCall
from translators.profile import Profile

OWN = Origin("anthropic-messages", "anthropic", "claude-sonnet-4-5", "0a1b2c3d")
SEALED = Profile(thinking_history="sealed")
TEXT = Profile(thinking_history="text")
NONE = Profile(thinking_history="none")

STRANGERS = {
    "another dialect": replace(OWN, dialect="openai-responses"),
    "another provider": replace(OWN, provider="other"),
    "another model": replace(OWN, model="claude-opus-4-5"),
    "another account": replace(OWN, account="3d2c1b0a"),
    "nobody known": Origin("anthropic-messages"),
}


def thought(origin: Origin | None, text: str = "hm", summary: tuple[str, ...] = ()) -> Reasoning:
    seal = Seal("signature", "Er", origin) if origin else None
    return Reasoning(text, summary, seal, path="messages[0].content[0]")


def fit(part: Part, profile: Profile) -> tuple[tuple[Part, ...], list[str]]:
    outcome = fitted(reasoning.fit, talk(said("assistant", part, "so")), profile, OWN)
    return outcome.messages[0].parts, outcome.losses


LOST = "dropped request.messages[].content[]: "


def test_a_seal_goes_back_to_its_issuer_and_model() -> None:
    part = thought(OWN)

    assert fit(part, SEALED) == ((part, Text("so")), [])


def test_redacted_thinking_goes_back_to_its_issuer() -> None:
    part = Reasoning(seal=Seal("redacted", "Ee", OWN))

    assert fit(part, SEALED) == ((part, Text("so")), [])


@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_seal_of_anyone_else_is_dropped(stranger: str) -> None:
    parts, losses = fit(thought(STRANGERS[stranger]), SEALED)

    assert parts == (Text("so"),)
    assert losses == [
        f"{LOST}sealed (signature) by {issuer(STRANGERS[stranger])}: the upstream cannot read it",
        f"{LOST}the upstream takes earlier thinking only under its own seal",
    ]


def issuer(origin: Origin) -> str:
    if origin == STRANGERS["another account"]:
        return "another account at anthropic"
    return "/".join(filter(None, (origin.provider, origin.model))) or "another issuer"


def test_thinking_without_a_seal_is_dropped_where_seals_are_required() -> None:
    parts, losses = fit(thought(None), SEALED)

    assert parts == (Text("so"),)
    assert losses == [f"{LOST}the upstream takes earlier thinking only under its own seal"]


@pytest.mark.parametrize("part", [thought(None), thought(None, "", ("in short",))])
def test_plain_thinking_goes_where_it_is_wanted_back(part: Reasoning) -> None:
    assert fit(part, TEXT) == ((part, Text("so")), [])


@pytest.mark.parametrize("origin", [OWN, STRANGERS["another dialect"]])
def test_where_text_is_wanted_a_seal_is_not_sent(origin: Origin) -> None:
    parts, losses = fit(thought(origin), TEXT)

    assert parts == (thought(None), Text("so"))
    assert len(losses) == 1


def test_thinking_that_cannot_be_seen_is_no_text() -> None:
    parts, losses = fit(Reasoning(seal=Seal("encrypted", "gA", Origin("x"))), TEXT)

    assert parts == (Text("so"),)
    assert len(losses) == 1


@pytest.mark.parametrize("part", [thought(None), thought(OWN)])
def test_thinking_is_dropped_where_none_is_taken(part: Reasoning) -> None:
    parts, losses = fit(part, NONE)

    assert parts == (Text("so"),)
    assert losses[-1] == f"{LOST}the upstream takes no earlier thinking"


def test_a_call_keeps_a_seal_that_its_issuer_gave() -> None:
    call = ToolCall("a", "x", seal=Seal("thought", "t", OWN))

    assert fit(call, SEALED) == ((call, Text("so")), [])


@pytest.mark.parametrize("profile", [SEALED, TEXT, NONE])
def test_a_call_loses_a_seal_of_anyone_else_and_stays(profile: Profile) -> None:
    call = ToolCall("a", "x", seal=Seal("thought", "t", Origin("google")), path="p")

    parts, losses = fit(call, profile)

    assert parts == (ToolCall("a", "x"), Text("so"))
    assert losses == [
        "dropped request.p: sealed (thought) by another issuer: the upstream cannot read it"
    ]


def test_only_the_assistant_thinks() -> None:
    message = said("user", "hi")

    assert fitted(reasoning.fit, talk(message), NONE).messages[0] is message
