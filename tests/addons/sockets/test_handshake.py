import pytest

from addons.sockets.handshake import accept, posted, take_credentials
from tests.addons.mitm import fields, request
from tests.addons.sockets.client import KEY, UPGRADE

PATH = "/v1/responses?x=1"


def test_an_upgrade_is_accepted_as_the_standard_has_it() -> None:
    response = accept(request(PATH, method="GET", headers=UPGRADE))

    assert response.status_code == 101
    assert fields(response) == {
        "upgrade": "websocket",
        "connection": "Upgrade",
        "sec-websocket-accept": "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"sec-websocket-version": "8"},
        {"sec-websocket-key": ""},
        {"sec-websocket-key": "short"},
        {"sec-websocket-key": KEY + ", " + KEY},
    ],
)
def test_another_upgrade_is_told_which_is_known(wrong: dict[str, str]) -> None:
    response = accept(request(PATH, method="GET", headers={**UPGRADE, **wrong}))

    assert response.status_code == 426
    assert response.headers["sec-websocket-version"] == "13"


def test_credentials_leave_the_flow() -> None:
    headers = {**UPGRADE, "Authorization": "Bearer secret", "cookie": "a", "originator": "codex"}
    upgrade = request(PATH, method="GET", headers=headers)

    taken = take_credentials(upgrade)

    assert fields(taken) == {name.lower(): value for name, value in headers.items()}
    assert fields(upgrade) == {**UPGRADE, "originator": "codex"}


def test_a_request_is_what_would_have_been_posted() -> None:
    headers = {
        **UPGRADE,
        "Sec-WebSocket-Extensions": "permessage-deflate",
        "authorization": "Bearer secret",
        "openai-beta": "responses_websockets=2026-02-06",
    }
    upgrade = request(PATH, method="GET", headers=headers)

    made = posted(upgrade, b"{}")

    assert (made.method, made.url) == ("POST", f"https://api.example.test{PATH}")
    assert fields(made) == {
        "authorization": "Bearer secret",
        "content-type": "application/json",
        "content-length": "2",
    }
    assert upgrade.method == "GET"


def test_other_beta_flags_are_kept() -> None:
    beta = "responses=experimental, responses_websockets=2026-02-06,other=1"
    made = posted(request(PATH, method="GET", headers={"OpenAI-Beta": beta}), b"")

    assert made.headers["openai-beta"] == "responses=experimental,other=1"
