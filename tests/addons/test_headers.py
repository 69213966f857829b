from addons import headers


def test_no_credential_is_ever_passed_on() -> None:
    spoken = {name for names in headers.SPOKEN.values() for name in names}

    assert headers.CREDENTIALS & ({*headers.UPSTREAM, *headers.DOWNSTREAM} | spoken) == set()


def test_every_way_to_authenticate_uses_a_header_that_clients_cannot_set() -> None:
    assert {name for name, _ in headers.AUTHENTICATION.values()} <= headers.CREDENTIALS


def test_names_are_in_lower_case() -> None:
    names = {*headers.CREDENTIALS, *headers.UPSTREAM, *headers.DOWNSTREAM, headers.LOSSES}

    assert {name for name in names if name != name.lower()} == set()
