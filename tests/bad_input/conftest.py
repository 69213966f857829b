"""What every test here needs: certificates, the upstream's key, and a log that stays clean."""

import logging
from collections.abc import Generator

import pytest

from tests.addons.conftest import folder
from tests.bad_input.harness import KEY_VARIABLE
from tests.upstreams.server import KEY

__all__ = ["folder"]


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The credential of the proxy is where its configuration says."""
    monkeypatch.setenv(KEY_VARIABLE, KEY)


@pytest.fixture(autouse=True)
def clean_log(caplog: pytest.LogCaptureFixture) -> Generator[None]:
    """No bad input is a reason for a traceback, nor for an error in the proxy's log."""
    yield
    records = caplog.get_records("call")
    assert [record.getMessage() for record in records if record.levelno >= logging.ERROR] == []
    assert [record.getMessage() for record in records if record.exc_info] == []
