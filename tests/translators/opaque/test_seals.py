"""A seal goes through foreign slots and comes back byte for byte, or not at all."""

import base64

import pytest

from translators.hub.parts import Origin, Seal
from translators.opaque import seals
from translators.wire import json_bytes

ISSUER = Origin("anthropic-messages", "anthropic", "claude-opus-4-6", "0a1b2c3d")
SEAL = Seal("signature", "EqQBCkgIAxABGAIiQ+/=", ISSUER)


def test_at_home_a_seal_is_said_as_it_is() -> None:
    assert seals.say(SEAL, "anthropic-messages") == SEAL.value


def test_elsewhere_it_is_wrapped_and_recognised_again() -> None:
    token = seals.say(SEAL, "openai-responses")

    assert token.startswith(seals.MARKER)
    assert seals.read(token, "encrypted", Origin("openai-responses")) == SEAL


@pytest.mark.parametrize("kind", ["signature", "redacted", "encrypted", "thought"])
@pytest.mark.parametrize("value", ["", "x", "a+/=b", "\ud83d", "é\n", "dragoman.seal.1.x"])
def test_any_value_survives_byte_for_byte(kind: seals.Kind, value: str) -> None:
    seal = Seal(kind, value, ISSUER)

    assert seals.unwrap(seals.wrap(seal)) == seal


def test_a_wrapped_seal_holds_only_what_opaque_slots_take() -> None:
    token = seals.wrap(Seal("encrypted", "é\ud83d", Origin("é", "ü", "")))

    assert token.isascii()
    assert token.removeprefix(seals.MARKER).replace("-", "").replace("_", "").rstrip("=").isalnum()


def test_a_foreign_token_is_taken_as_that_origins_own() -> None:
    origin = Origin("openai-responses", "openai", "gpt-5")

    assert seals.read("gAAAA", "encrypted", origin) == Seal("encrypted", "gAAAA", origin)


def _marked(record: bytes) -> str:
    return seals.MARKER + base64.urlsafe_b64encode(record).decode()


@pytest.mark.parametrize(
    "token",
    [
        "",
        "gAAAA",
        seals.MARKER,
        seals.MARKER + "not base64!",
        seals.MARKER + "é",
        seals.MARKER + "A",
        seals.wrap(SEAL)[:-3],
        seals.wrap(SEAL)[:40],
        _marked(b"not json"),
        _marked(b"{}"),
        _marked(b'["signature","v","d","p","m"]'),
        _marked(b'["signature","v","d","p","m","a","more"]'),
        _marked(b'["unheard-of","v","d","p","m","a"]'),
        _marked(b'["signature",1,"d","p","m","a"]'),
        _marked(b'["signature",null,"d","p","m","a"]'),
        _marked(b"[" * 5000),
    ],
)
def test_a_damaged_token_is_not_ours(token: str) -> None:
    assert seals.unwrap(token) is None


def test_every_truncation_is_noticed() -> None:
    token = seals.wrap(SEAL)

    assert {seals.unwrap(token[:length]) for length in range(len(token) - 1)} <= {None, SEAL}


def test_the_record_is_readable_by_other_programs() -> None:
    record = json_bytes.loads(base64.urlsafe_b64decode(seals.wrap(SEAL).removeprefix(seals.MARKER)))

    issuer = (ISSUER.dialect, ISSUER.provider, ISSUER.model, ISSUER.account)
    assert record == ["signature", SEAL.value, *issuer]
