"""Each service that nobody does elsewhere is reported; `adapt.services` tests in which exchange."""

import pytest

from translators.anthropic_messages.services import SERVICES
from translators.hub.document import Json
from translators.losses import Losses


@pytest.mark.parametrize(
    ("key", "value", "paths"),
    [
        ("safeguards", [{"type": "dangerous_tool_use"}], ["request.safeguards"]),
        ("diagnostics", {"previous_message_id": "m"}, ["request.diagnostics"]),
        (
            "context_management",
            {"edits": [{"type": "compact_20260112"}, "odd"], "trim": True},
            ["request.context_management.trim", "request.context_management.edits[]"],
        ),
        ("context_management", "all", []),
    ],
)
def test_each_service_is_reported_by_its_path(key: str, value: Json, paths: list[str]) -> None:
    losses = Losses()

    SERVICES[key](value, losses)

    assert list(dict.fromkeys(loss.path for loss in losses)) == paths
