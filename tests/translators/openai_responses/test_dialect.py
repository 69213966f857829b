import pytest

from translators.openai_responses.dialect import DIALECT
from translators.registry import endpoint_of


@pytest.mark.parametrize(
    ("path", "speaks"),
    [
        ("/v1/responses", True),
        ("/backend-api/codex/responses", True),
        ("/v1/responses/", True),
        ("/v1/responses/resp_1", False),
        ("/v1/responses/resp_1/cancel", False),
    ],
)
def test_it_is_known_by_its_paths(path: str, speaks: bool) -> None:
    assert ((endpoint_of(path) or (None,))[0] is DIALECT) is speaks
