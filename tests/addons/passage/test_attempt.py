from pydantic import SecretStr

from addons.passage.attempt import Attempt
from tests.addons import mitm
from tests.addons.routes.samples import CHAT, target
from translators.exchange.exchange import Exchange

KEY = "k" * 20


def attempt() -> Attempt:
    keyed = target(key=SecretStr(KEY))
    return Attempt(keyed, Exchange(CHAT, keyed.provider), mitm.request())


def test_the_key_is_on_the_request_for_the_wire_alone() -> None:
    made = attempt()

    assert made.authorized(made.request).headers["x-api-key"] == KEY
    assert "x-api-key" not in made.request.headers


def test_the_key_is_taken_out_of_what_the_upstream_says() -> None:
    assert attempt().redact(b"no: " + KEY.encode()) == b"no: [the proxy's key]"
