"""What every end-to-end test stands on: one CA a worker, and a proxy for an upstream."""

from pathlib import Path

import pytest
from mitmproxy.certs import CertStore


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a CA in it."""
    folder = tmp_path_factory.mktemp("authority")
    CertStore.from_store(folder, "mitmproxy", 2048)
    return folder
