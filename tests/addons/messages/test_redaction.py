import pytest
from pydantic import SecretStr

from addons.messages.redaction import LEAST, redaction

KEY = "k" * LEAST


def test_a_key_is_taken_out_wherever_it_stands() -> None:
    redact = redaction(SecretStr(KEY))

    assert redact(f"{KEY}, and {KEY}".encode()) == b"[the proxy's key], and [the proxy's key]"


@pytest.mark.parametrize("key", [None, SecretStr("ollama")])
def test_what_may_be_a_word_stays(key: SecretStr | None) -> None:
    assert redaction(key)(b"ollama run") == b"ollama run"


def test_bytes_without_the_key_are_not_copied() -> None:
    said = b"hello"

    assert redaction(SecretStr(KEY))(said) is said
