"""mitmproxy is imported here, before warnings count as errors.

It uses names of pyparsing's and ldap3's that these call deprecated; that is not ours to mend.
"""

import warnings
from pathlib import Path

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from mitmproxy import addons

__all__ = ["addons"]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where proxies keep their certificates, which take a while to make."""
    return tmp_path_factory.mktemp("proxy")
