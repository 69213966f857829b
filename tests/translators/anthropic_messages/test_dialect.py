import pytest

from translators.anthropic_messages.dialect import DIALECT
from translators.registry import endpoint_of


@pytest.mark.parametrize(
    ("path", "speaks"),
    [
        ("/v1/messages", True),
        ("/v1/messages?beta=true", True),
        ("/api/anthropic/v1/messages", True),
        ("/v1/messages/batches", False),
        ("/v1/commit-messages", False),
    ],
)
def test_it_is_known_by_its_paths(path: str, speaks: bool) -> None:
    assert ((endpoint_of(path) or (None,))[0] is DIALECT) is speaks
