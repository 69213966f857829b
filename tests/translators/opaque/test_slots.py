import base64

import pytest

from translators.hub.document import Json
from translators.opaque import slots

MARKER = "ours.1."


@pytest.mark.parametrize("record", [[], ["a", 1, None], ["é😀", "\ud83d"], ["x" * 10_000]])
def test_what_is_wrapped_comes_back(record: list[Json]) -> None:
    token = slots.wrap(MARKER, record)

    assert token.startswith(MARKER)
    assert token.isascii()
    assert slots.unwrap(MARKER, token) == record


@pytest.mark.parametrize(
    "token",
    [
        "",
        "gAAAAABo",
        slots.wrap("theirs.1.", ["a"]),
        f"{MARKER}é",
        f"{MARKER}A",
        MARKER + base64.urlsafe_b64encode(b"{").decode(),
        MARKER + base64.urlsafe_b64encode(b"[" * 100_000).decode(),
    ],
)
def test_any_other_token_is_none_of_ours(token: str) -> None:
    assert slots.unwrap(MARKER, token) is None
