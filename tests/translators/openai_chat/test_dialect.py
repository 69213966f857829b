import pytest

from translators.openai_chat.dialect import DIALECT
from translators.registry import endpoint_of


@pytest.mark.parametrize(
    ("path", "speaks"),
    [
        ("/v1/chat/completions", True),
        ("/api/paas/v4/chat/completions", True),
        ("/openai/deployments/prod/chat/completions?api-version=2024-10-21", True),
        ("/v1/completions", False),
    ],
)
def test_it_is_known_by_its_paths(path: str, speaks: bool) -> None:
    assert ((endpoint_of(path) or (None,))[0] is DIALECT) is speaks
