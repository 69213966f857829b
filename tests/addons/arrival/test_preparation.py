import json
from typing import Literal

import pytest

from addons.arrival.arrival import Arrival
from addons.arrival.preparation import attempt_at, exchange_for
from addons.passage.attempt import Attempt
from addons.passage.record import Record
from addons.passage.token_calibration import TokenCalibration
from addons.routes.target import Target
from tests.addons import mitm
from tests.addons.routes.samples import CHAT, MESSAGES, claim, route, target
from tests.addons.samples import CHAT as DOCUMENT
from translators.providers.registry import PROVIDERS


def arrived(*targets: Target) -> Arrival:
    body = json.dumps(DOCUMENT, indent=1).encode()
    leading = route(targets=targets)
    record = Record.begin(leading, targets[0], CHAT, "gpt-5")
    endpoint = claim(CHAT, leading).endpoint
    request = mitm.request(
        "/v1/chat/completions?trace=1", body, headers={"authorization": "Bearer mine"}
    )
    return Arrival(request, body, DOCUMENT, endpoint, record, None, TokenCalibration())


def prepared(arrival: Arrival, chosen: Target) -> Attempt:
    exchange = exchange_for(arrival, chosen)
    return attempt_at(arrival, chosen, exchange, exchange.request(arrival.document))


def test_one_arrival_is_prepared_for_several_targets_one_after_the_other() -> None:
    anthropic, openai = target(), target(provider=PROVIDERS["openai-chat"])
    arrival = arrived(anthropic, openai)
    before = arrival.request.get_state()

    first, second, again = (prepared(arrival, each) for each in (anthropic, openai, anthropic))

    assert arrival.request.get_state() == before
    assert first.request.path == "/v1/messages?trace=1"
    assert second.request.path == "/v1/chat/completions?trace=1"
    assert again.request.path == first.request.path
    assert first.request.raw_content == again.request.raw_content
    assert "authorization" not in first.request.headers


def test_what_needed_no_translation_keeps_its_bytes() -> None:
    same = target(provider=PROVIDERS["openai-chat"])
    arrival = arrived(same)

    assert prepared(arrival, same).request.raw_content is arrival.body


@pytest.mark.parametrize(("question", "instead"), [("answer", False), ("count", True)])
def test_only_a_count_may_be_answered_in_the_upstreams_place(
    question: Literal["answer", "count"], instead: bool
) -> None:
    anthropic = target()
    leading = route(targets=(anthropic,))
    record = Record.begin(leading, anthropic, MESSAGES, "m")
    document = {**DOCUMENT, "max_tokens": 9}
    endpoint = claim(MESSAGES, leading, question=question).endpoint
    arrival = Arrival(mitm.request(), b"{}", document, endpoint, record, None, TokenCalibration())

    assert (prepared(arrival, anthropic).answer_instead is not None) is instead
