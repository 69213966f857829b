from email.utils import formatdate

import pytest

from addons.messages import heads
from tests.addons.mitm import request, response


@pytest.mark.parametrize(
    ("version", "host", "expected"),
    [
        ("HTTP/1.1", "named.test:8080", ("api.example.test", "named.test")),
        ("HTTP/1.1", "[::1]:8080", ("api.example.test", "::1")),
        ("HTTP/1.1", "", ("api.example.test",)),
        ("HTTP/2.0", "", ("api.example.test", "api.example.test")),
    ],
)
def test_a_destination_goes_by_the_name_that_the_client_says_too(
    version: str, host: str, expected: tuple[str, ...]
) -> None:
    assert heads.hosts(request(version=version, host=host)) == expected


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ({"retry_after": "7"}, 7.0),
        ({"retry_after": "1.5"}, 1.5),
        ({"retry_after_ms": "250", "retry_after": "1"}, 0.25),
        ({"retry_after": formatdate(1030, usegmt=True)}, 30.0),
        ({"retry_after": formatdate(10, usegmt=True)}, 0.0),
        ({"retry_after": "soon"}, None),
        ({"retry_after": "nan"}, None),
        ({"retry_after": "-5"}, None),
        ({}, None),
    ],
)
def test_how_long_an_upstream_wants_to_be_left_alone(
    said: dict[str, str], seconds: float | None
) -> None:
    assert heads.retry_after(response(429, headers=said), 1000.0) == seconds
