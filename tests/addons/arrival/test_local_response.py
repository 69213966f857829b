import json

import pytest
from mitmproxy import http

from addons.arrival.local_response import LocalResponse, failure_response, response_of, too_large
from addons.passage.record import Record
from addons.routes.policy import Policy
from tests.addons.routes.samples import MESSAGES, claim, route
from translators.responses_state.answers import ApiReply


@pytest.mark.parametrize(
    ("status", "outcome"), [(200, "answered here with 200"), (404, "refused with 404")]
)
def test_its_outcome_tells_a_refusal_from_an_answer(status: int, outcome: str) -> None:
    leading = route()
    record = Record.begin(leading, leading.targets[0], MESSAGES, "m")

    assert LocalResponse(http.Response.make(status), record).outcome == outcome


def test_a_failure_is_told_in_the_clients_dialect() -> None:
    response = failure_response(MESSAGES, "invalid_request", "no")

    assert response.status_code == 400
    assert json.loads(response.content or b"")["error"]["type"] == "invalid_request_error"


def test_a_body_that_is_too_large_is_told_the_limit() -> None:
    response = too_large(claim(MESSAGES, route(policy=Policy(request_limit=5))))

    assert response.status_code == 413
    assert "larger than 5 bytes" in (response.text or "")


def test_a_reply_is_a_response() -> None:
    response = response_of(ApiReply(404, {"error": {"message": "gone"}}))

    assert (response.status_code, response.headers["content-type"]) == (404, "application/json")
    assert json.loads(response.content or b"") == {"error": {"message": "gone"}}
