from fnmatch import fnmatchcase

from addons.messages import headers
from translators.providers.registry import PROVIDERS


def test_no_credential_is_ever_passed_on() -> None:
    patterns = {pattern for provider in PROVIDERS.values() for pattern in provider.client_headers}
    taken = {
        name
        for name in headers.CREDENTIALS
        if any(fnmatchcase(name, pattern) for pattern in patterns)
    }

    assert headers.CREDENTIALS & {*headers.UPSTREAM, *headers.DOWNSTREAM} == set()
    assert taken == set()


def test_every_way_to_authenticate_uses_a_header_that_clients_cannot_set() -> None:
    assert {name for name, _ in headers.AUTHENTICATION.values()} <= headers.CREDENTIALS


def test_names_are_in_lower_case() -> None:
    names = {*headers.CREDENTIALS, *headers.UPSTREAM, *headers.DOWNSTREAM, headers.LOSSES}

    assert {name for name in names if name != name.lower()} == set()
