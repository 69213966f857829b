"""Every recorded whole answer, in every other dialect, whole and streamed."""

from typing import Any

import pytest

from tests.conftest import TALLY
from tests.matrix.corrections import corrected
from tests.oracles import ORACLES
from tests.support.corpus import Capture, select
from tests.support.documents import inside
from tests.support.exchanges import crossed, plain_exchange
from translators.wire import json_bytes

INCOMPLETE = {
    "openllmetry__llamaindex.agent_with_query_tool.2": "its stop_reason is null",
    "openllmetry__together.together_chat_legacy.0": "its finish_reason is Together's own",
    "pydantic-ai__openai.invalid_response.0": "it is the echo of a test server",
    "pydantic-ai__openai_responses.background_mode_streaming_without_starting_after_vcr.0": (
        "it is only the receipt for an answer to be fetched later"
    ),
    "pydantic-ai__snowflake.snowflake_model_simple.0": "its finish_reason is empty",
}
"""Recordings that are no complete answer for the vendor's own client either, and why."""

ANSWERS = [
    capture
    for capture in select("response")
    if capture.status < 400 and capture.oracle not in ("fail", "error-body")
]
READABLE = [capture for capture in ANSWERS if capture.name not in INCOMPLETE]
OTHERS = [capture for capture in ANSWERS if capture.name in INCOMPLETE]
FAILURES = [
    capture
    for capture in select("response")
    if capture.status >= 400 or capture.oracle == "error-body"
]


@pytest.mark.parametrize(("capture", "client"), crossed(READABLE))
def test_an_answer_says_the_same_in_another_dialect(
    capture: Capture, client: str, record_property: Any
) -> None:
    record_property(TALLY, f"answers, {capture.dialect} read as {client}")
    answer = plain_exchange(client, capture.dialect, stream=False).response(200, capture.data)

    assert answer.status == 200
    expected = ORACLES[capture.dialect].read_response(capture.data, False)
    assert ORACLES[client].read_response(answer.body, True) == corrected(capture.name, expected)


@pytest.mark.parametrize(("capture", "client"), crossed(READABLE))
def test_an_answer_is_streamed_to_a_client_that_streams(capture: Capture, client: str) -> None:
    answer = plain_exchange(client, capture.dialect, stream=True).response(200, capture.data)
    whole = plain_exchange(client, capture.dialect, stream=False).response(200, capture.data)

    assert ORACLES[client].lint(answer.body) == []
    assert ORACLES[client].read_stream(answer.body, True) == (
        ORACLES[client].read_response(whole.body, True)
    )


@pytest.mark.parametrize(("capture", "client"), crossed(OTHERS))
def test_what_is_hardly_an_answer_is_still_one_or_an_error(capture: Capture, client: str) -> None:
    answer = plain_exchange(client, capture.dialect, stream=False).response(200, capture.data)

    if answer.status == 200:
        ORACLES[client].read_response(answer.body, True)
    else:
        assert answer.status in (500, 502)
        assert inside(json_bytes.loads(answer.body), "error", "message")


@pytest.mark.parametrize(("capture", "client"), crossed(FAILURES))
def test_an_error_is_an_error_in_another_dialect(capture: Capture, client: str) -> None:
    status = max(capture.status, 400)
    answer = plain_exchange(client, capture.dialect, stream=True).response(status, capture.data)
    document = json_bytes.loads(answer.body)

    assert 400 <= answer.status < 600
    assert inside(document, "error", "message")
    assert inside(document, "error", "type")
