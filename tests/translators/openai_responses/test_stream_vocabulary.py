"""Every event that OpenAI's own types know is read, or known to say nothing."""

from typing import get_args

import pytest
from openai.types.responses import ResponseStreamEvent

from tests.translators.openai_responses.judge import decode
from translators.dialect import Context
from translators.openai_responses.stream_vocabulary import EVENT_KEYS, SILENT, SILENT_PREFIXES

SPOKEN_ALOUD = {
    "response.audio.delta",
    "response.audio.done",
    "response.audio.transcript.delta",
    "response.audio.transcript.done",
}
"""Sound in answers, which the hub has no part for: a loss."""

TYPES = {
    get_args(event.model_fields["type"].annotation)[0]: event
    for event in get_args(get_args(ResponseStreamEvent)[0])
}


def _known(kind: str) -> bool:
    return kind in EVENT_KEYS or kind in SILENT or kind.startswith(SILENT_PREFIXES)


def test_the_sdks_events_are_known() -> None:
    assert {kind for kind in TYPES if not _known(kind)} == SPOKEN_ALOUD


@pytest.mark.parametrize("kind", sorted(TYPES.keys() & EVENT_KEYS.keys()))
def test_the_sdks_keys_are_known(kind: str) -> None:
    assert TYPES[kind].model_fields.keys() <= EVENT_KEYS[kind]


@pytest.mark.parametrize(
    "kind", ["keepalive", "codex.rate_limits", "response.mcp_call.in_progress"]
)
def test_silent_events_are_no_loss(kind: str) -> None:
    context = Context()

    decode([{"type": kind, "sequence_number": 1}], context)

    assert list(context.losses) == []
