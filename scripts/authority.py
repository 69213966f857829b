"""The certificate authority under `certs/`, and the bundle that clients are told to trust."""

import fcntl
import os
import ssl
import tempfile
from pathlib import Path
from typing import NamedTuple

import certifi
from mitmproxy.certs import CertStore

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "certs"

_BASENAME = "mitmproxy"
"""mitmproxy looks for this name in its `confdir`."""
_KEY_BITS = 2048
_SYSTEM_ROOTS = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)


class Authority(NamedTuple):
    """`certificate` is our CA alone; `bundle` is that and the system's roots.

    A bundle is needed because SSL_CERT_FILE replaces the roots of the process that honours it, and
    hosts that no route names keep their own certificates.
    """

    certificate: Path
    bundle: Path


def authority(folder: Path = FOLDER) -> Authority:
    """Make what is missing; private keys are for the owner only. Safe in two processes at once."""
    folder.mkdir(parents=True, exist_ok=True)
    found = Authority(folder / f"{_BASENAME}-ca-cert.pem", folder / "bundle.pem")
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        CertStore.from_store(folder, _BASENAME, _KEY_BITS)
        _replace(found.bundle, _system_roots(found.bundle) + b"\n" + found.certificate.read_bytes())
    return found


def _system_roots(bundle: Path) -> bytes:
    """What programs trust without us: the user's own choice, the system's, else Mozilla's list."""
    chosen = os.environ.get("SSL_CERT_FILE")
    default = ssl.get_default_verify_paths().cafile
    for candidate in (chosen, default, *_SYSTEM_ROOTS, certifi.where()):
        if candidate and Path(candidate).is_file() and Path(candidate).resolve() != bundle:
            return Path(candidate).read_bytes()
    return b""


def _replace(path: Path, data: bytes) -> None:
    """Write a file so that nobody ever sees half of it."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    written = Path(file.name)
    written.chmod(0o644)
    written.replace(path)
