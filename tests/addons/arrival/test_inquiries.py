import gzip
import json
from dataclasses import replace

import pytest

from addons.arrival.inquiries import reply_to
from addons.conversations.endpoints import Endpoints
from addons.conversations.memory import MemoryStore
from addons.routes.claims import Inquiry
from addons.routes.policy import Policy
from addons.routes.route import Route, glob
from tests.addons import mitm
from tests.addons.routes.samples import target
from tests.translators.responses_state.turns import turn
from translators.mint import Mint
from translators.providers.registry import PROVIDERS
from translators.registry import DIALECTS

RESPONSES = DIALECTS["openai-responses"]
ROUTE = Route(
    name="main",
    hosts=glob("*"),
    targets=(target(),),
    policy=Policy(request_limit=1000),
)
FOREIGN = Inquiry(RESPONSES, (ROUTE,))
OWN = Inquiry(RESPONSES, (ROUTE, replace(ROUTE, targets=(target(provider=PROVIDERS["openai"]),))))


@pytest.fixture
def endpoints() -> Endpoints:
    store = MemoryStore()
    store.put(turn("resp_1"))
    return Endpoints(store, Mint())


@pytest.mark.parametrize("inquiry", [FOREIGN, OWN], ids=["foreign", "own"])
def test_what_is_kept_is_given(endpoints: Endpoints, inquiry: Inquiry) -> None:
    response = reply_to(mitm.request("/v1/responses/resp_1", method="GET"), inquiry, endpoints)

    assert response is not None
    assert response.status_code == 200
    assert json.loads(response.content or b"") == turn("resp_1").response


def test_what_is_not_kept_is_not_there(endpoints: Endpoints) -> None:
    response = reply_to(mitm.request("/v1/responses/resp_2", method="GET"), FOREIGN, endpoints)

    assert response is not None
    assert response.status_code == 404


@pytest.mark.parametrize("query", ["", "?stream=true"])
def test_what_is_not_kept_may_be_known_to_an_upstream_that_remembers(
    endpoints: Endpoints, query: str
) -> None:
    asked = mitm.request(f"/v1/responses/resp_2{query}", method="GET")

    assert reply_to(asked, OWN, endpoints) is None


def test_a_compressed_body_is_read(endpoints: Endpoints) -> None:
    body = gzip.compress(b'{"metadata": {"a": "b"}}')
    headers = {"content-encoding": "gzip"}

    response = reply_to(
        mitm.request("/v1/conversations", body, headers=headers), FOREIGN, endpoints
    )

    assert response is not None
    assert json.loads(response.content or b"")["metadata"] == {"a": "b"}


@pytest.mark.parametrize(
    "body", [b"no gzip", gzip.compress(b" " * 2000)], ids=["no gzip", "a bomb"]
)
def test_a_body_that_cannot_be_decompressed_is_refused(endpoints: Endpoints, body: bytes) -> None:
    headers = {"content-encoding": "gzip"}

    response = reply_to(
        mitm.request("/v1/conversations", body, headers=headers), FOREIGN, endpoints
    )

    assert response is not None
    assert response.status_code == 400
