import pytest
from mitmproxy import http
from pydantic import SecretStr

from addons.messages import fingerprints
from addons.messages.headers import CREDENTIAL_PARAMETERS, CREDENTIALS
from tests.addons import mitm

SECRET = "client-secret-0123"


def asked(path: str = "/v1/chat/completions", **headers: str) -> http.Request:
    return mitm.request(path, headers=headers)


@pytest.mark.parametrize("name", sorted(CREDENTIALS))
def test_every_credential_tells_clients_apart(name: str) -> None:
    one, other = (fingerprints.client(asked(**{name: value})) for value in (SECRET, "other"))

    assert len({one, other, fingerprints.client(asked())}) == 3


@pytest.mark.parametrize("name", sorted(CREDENTIAL_PARAMETERS))
def test_a_credential_may_stand_in_the_query(name: str) -> None:
    one, other = (fingerprints.client(asked(f"/v1?{name}={value}")) for value in (SECRET, "other"))

    assert one != other


def test_the_same_client_is_the_same_whatever_else_it_sends() -> None:
    first = asked("/v1?a=1", authorization=SECRET, accept="a")
    second = asked("/v1?a=2", authorization=SECRET, accept="b", cookie="c")

    assert fingerprints.client(first) == fingerprints.client(second)


def test_a_client_without_a_credential_is_nobody() -> None:
    assert fingerprints.client(asked(accept="a")) == ""


def test_nothing_can_be_read_from_a_fingerprint() -> None:
    client = fingerprints.client(asked(authorization=SECRET))

    assert SECRET not in client
    assert len(client) == 64


def test_accounts_are_told_apart_by_their_keys_in_few_digits() -> None:
    one, other = fingerprints.account(SecretStr("a")), fingerprints.account(SecretStr("b"))

    assert one != other
    assert (len(one), len(other)) == (8, 8)
    assert fingerprints.account(None) == ""
