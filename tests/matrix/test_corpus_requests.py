"""Every recorded request, in every other dialect: what its vendor takes, or refused by name.

The judge is as strict as the vendor's API: its own parameter types, nothing unknown, and the rules
that users have run into.
"""

from typing import Any

import pytest

from tests.conftest import TALLY
from tests.oracles import ORACLES
from tests.support.corpus import Capture, parameters, select
from tests.support.exchanges import PAIRS, crossed, exchange_between
from tests.upstreams.server import VENDORS
from tests.upstreams.vendor import Tolerance
from translators.errors import RequestError
from translators.hub.document import Document
from translators.wire import json_bytes

MULTIMODAL = "pydantic-ai__multimodal_tool_returns.multimodal_tool_return_matrix_"

REFUSED: dict[tuple[str, str], str] = {
    ("envoy__chat-no-messages.0", "anthropic-messages"): "messages",
    ("envoy__chat-no-messages.0", "openai-responses"): "messages",
    (
        "lingua__chatCompletionsUrlBackedAudioFileParam.chat-completions.request",
        "*",
    ): "messages[0].content[1]",
    ("openllmetry__llamaindex.agent_with_query_tool.2", "*"): "messages",
    (
        "pydantic-ai__code_execution_files_vcr.anthropic_code_execution_files_multi_turn.2",
        "*",
    ): "messages[0].content[1]",
    (
        f"{MULTIMODAL}direct-uploaded_file-document-openai_responses_.1",
        "*",
    ): "input[3].output[0]",
    (
        f"{MULTIMODAL}tool_return_content-url-document-anthropic_.1",
        "openai-chat",
    ): "messages[2].content[1]",
    ("pydantic-ai__openrouter.openrouter_video_url_public_api.0", "*"): "messages[0].content[1]",
}
"""Requests that cannot be said elsewhere, and the place that must be named: sound, film, files that
only one vendor keeps or fetches, and two that are no requests."""


def _judged(client: str, upstream: str, document: Document) -> None:
    exchange = exchange_between(client, upstream)
    translated = exchange.request(document)
    profile = exchange.context.profile
    tolerance = Tolerance(
        developer_role=profile.developer_role, system_anywhere=profile.system_anywhere
    )

    VENDORS[upstream].check(translated, tolerance)


@pytest.mark.parametrize(("capture", "upstream"), crossed(select("request")))
def test_a_request_is_taken_by_another_vendor_or_refused_by_name(
    capture: Capture, upstream: str, record_property: Any
) -> None:
    client = capture.dialect
    document = json_bytes.loads_object(capture.data)
    path = REFUSED.get((capture.name, upstream), REFUSED.get((capture.name, "*")))
    record_property(TALLY, f"requests, {client} sent as {upstream}")

    if path is None:
        _judged(client, upstream, document)
    else:
        with pytest.raises(RequestError) as caught:
            exchange_between(client, upstream).request(document)
        assert caught.value.path == path


@pytest.mark.parametrize("capture", parameters(select("request")))
def test_a_request_to_its_own_vendor_is_the_same_object(capture: Capture) -> None:
    document = json_bytes.loads_object(capture.data)
    model = document.get("model")
    exchange = exchange_between(
        capture.dialect, capture.dialect, model=model if isinstance(model, str) else None
    )

    assert exchange.request(document) is document or "model" not in document


@pytest.mark.parametrize(("client", "upstream"), PAIRS)
def test_what_a_vendors_client_sends_is_taken_by_another_vendor(client: str, upstream: str) -> None:
    for document in ORACLES[client].sent().values():
        _judged(client, upstream, document)
