"""What the whole proxy costs: mitmdump translating against mitmdump passing streams through.

Both get the same upstream stream at the same pace: one process with `addons/addon.py`, one of the
same mitmproxy without any addon, its client speaking the upstream's dialect. They take turns within
one run; ratios are made turn by turn and then their median taken. CPU time is the process's own, so
what clients and upstream need on the same machine does not count.
"""

import asyncio
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Literal

import orjson
import uvloop
from cryptography import x509
from mitmproxy.certs import CertStore

from scripts.benchmark.exchanges import request_for
from scripts.benchmark.load import Load, LoadError, Question, Tunnel, put_load
from scripts.benchmark.processes import ROOT, Running, mitmdump, paced_upstream
from scripts.benchmark.upstream import pace_model
from scripts.benchmark.upstreams import frames
from translators.registry import DIALECTS

REACH_CPU = 1.15
REACH_MILLISECONDS = 1.0

type Mode = Literal["reverse", "connect"]

MODES: tuple[Mode, ...] = ("reverse", "connect")
PAIRS = (
    ("anthropic-messages", "openai-chat"),
    ("openai-responses", "anthropic-messages"),
    ("openai-chat", "openai-responses"),
)
"""(client, upstream): each dialect once on either side."""

_INTERVAL_MILLISECONDS = 10
_UPSTREAM_HEADER = "x-bench-upstream"
_BASENAME = "mitmproxy"


@dataclass(frozen=True, slots=True)
class Side:
    """One proxy's figures for one pair, a value a turn; times to first token of all turns."""

    cpu: list[float] = field(default_factory=list[float])
    busy: list[float] = field(default_factory=list[float])
    memory: list[float] = field(default_factory=list[float])
    first_tokens: list[float] = field(default_factory=list[float])

    def add(self, load: Load, events: int, memory: float) -> None:
        """Take one turn's figures; CPU becomes microseconds per event, tokens milliseconds."""
        self.cpu.append(load.cpu / events * 1e6)
        self.busy.append(load.cpu / load.wall)
        self.memory.append(memory)
        self.first_tokens.extend(seconds * 1e3 for seconds in load.first_tokens)

    @property
    def median_cpu(self) -> float:
        """CPU microseconds per event."""
        return median(self.cpu)

    @property
    def median_busy(self) -> float:
        """How much of one core was used."""
        return median(self.busy)

    def first_token(self, percent: int) -> float:
        """A percentile, below 100, of the milliseconds to a first token."""
        ordered = sorted(self.first_tokens)
        return ordered[len(ordered) * percent // 100]


@dataclass(frozen=True, slots=True)
class ProxyCost:
    """One pair of dialects in one mode."""

    mode: Mode
    client: str
    upstream: str
    passing: Side = field(default_factory=Side)
    translating: Side = field(default_factory=Side)

    @property
    def ratio(self) -> float:
        """CPU time per event, translating against passing through."""
        turns = zip(self.translating.cpu, self.passing.cpu, strict=True)
        return median(translating / passing for translating, passing in turns)

    def first_token_difference(self, percent: int) -> float:
        """Milliseconds that translating adds to the time to a first token."""
        return self.translating.first_token(percent) - self.passing.first_token(percent)


def measure_proxy(deltas: int, streams: int, rounds: int) -> list[ProxyCost]:
    """Every pair in every mode, text streams of `deltas` deltas, `streams` of them at once."""
    costs: list[ProxyCost] = []
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        pem = _certificates(folder)
        with paced_upstream(pem) as (clear, secure):
            for mode in MODES:
                port = clear if mode == "reverse" else secure
                with _proxies(mode, folder, port) as (passing, translating):
                    bench = _Bench(folder, mode, port, deltas, streams)
                    costs.extend(bench.measure(passing, translating, rounds))
    return costs


def _certificates(folder: Path) -> Path:
    """A certificate authority for the proxies, and by it a certificate for the upstream."""
    store = CertStore.from_store(folder, _BASENAME, 2048)
    entry = store.get_cert("127.0.0.1", [x509.IPAddress(ip_address("127.0.0.1"))])
    pem = folder / "upstream.pem"
    # The store signs with one key and gives the same to every certificate.
    pem.write_bytes(entry.cert.to_pem() + (folder / f"{_BASENAME}-ca.pem").read_bytes())
    return pem


@contextmanager
def _proxies(mode: Mode, folder: Path, port: int) -> Generator[tuple[Running, Running]]:
    """A mitmdump that passes through, and one that translates, in front of the upstream's port."""
    common = [
        *("--set", f"confdir={folder}", "--set", "flow_detail=0"),
        *("--set", "termlog_verbosity=error"),
        *("--set", f"ssl_verify_upstream_trusted_ca={folder / _BASENAME}-ca-cert.pem"),
    ]
    origin = f"{'https' if mode == 'connect' else 'http'}://127.0.0.1:{port}"
    if mode == "reverse":
        common += ["--mode", f"reverse:{origin}"]
    configuration = folder / f"{mode}.toml"
    configuration.write_text(_configuration(f"{origin}/v1"))
    passing = [*common, "--set", "stream_large_bodies=1"]
    translating = [
        *common,
        *("--scripts", str(ROOT / "addons" / "addon.py")),
        *("--set", "connection_strategy=lazy", "--set", f"dragoman_config={configuration}"),
    ]
    with ExitStack() as stack:
        yield (
            stack.enter_context(mitmdump(folder / f"{mode}-passing.log", passing)),
            stack.enter_context(mitmdump(folder / f"{mode}-translating.log", translating)),
        )


def _configuration(base_url: str) -> str:
    """Routes to the upstream in each dialect, which a header of the request chooses.

    Conversations are kept beside the file: the user's own are none of a benchmark's business.
    """
    return '[conversations]\nstore = "sqlite:conversations.sqlite"\n' + "\n".join(
        f'[[routes]]\nhost = "*"\nheaders = {{ {_UPSTREAM_HEADER} = "{name}" }}\n'
        f'provider = "paced-{name}"\n'
        f'[providers.paced-{name}]\ndialect = "{name}"\nbase_url = "{base_url}"\n'
        'authentication = "none"\n'
        for name in DIALECTS
    )


class _Bench:
    """All measurements in one mode."""

    def __init__(self, folder: Path, mode: Mode, port: int, deltas: int, streams: int) -> None:
        self._mode: Mode = mode
        authority = folder / f"{_BASENAME}-ca-cert.pem"
        self._tunnel = Tunnel(port, authority) if mode == "connect" else None
        self._deltas = deltas
        self._streams = streams

    def measure(self, passing: Running, translating: Running, rounds: int) -> list[ProxyCost]:
        costs = [ProxyCost(self._mode, client, upstream) for client, upstream in PAIRS]
        for number in range(rounds):
            for cost in costs:
                turns = [
                    (passing, cost.passing, cost.upstream),
                    (translating, cost.translating, cost.client),
                ]
                # Neither is always the one that comes second.
                for proxy, side, client in turns if number % 2 else reversed(turns):
                    self._take_turn(proxy, side, client, cost.upstream)
        return costs

    def _take_turn(self, proxy: Running, side: Side, client: str, upstream: str) -> None:
        load = uvloop.run(self._load(proxy, client, upstream))
        if load.cpu == 0:
            raise LoadError("too small a load to be measured: ask for more events or streams")
        events = len(frames(upstream, "text", self._deltas)) * self._streams
        side.add(load, events, proxy.resident_megabytes())

    async def _load(self, proxy: Running, client: str, upstream: str) -> Load:
        # A moment of rest, so that the closing of the turn before is not counted in this one.
        await asyncio.sleep(0.1)
        return await put_load(
            proxy.port,
            self._tunnel,
            _question(client, upstream, 5),
            _question(client, upstream, self._deltas),
            self._streams,
            proxy.cpu_seconds,
        )


def _question(client: str, upstream: str, deltas: int) -> Question:
    model = pace_model("text", deltas, _INTERVAL_MILLISECONDS)
    dialect = DIALECTS[client]
    headers = {_UPSTREAM_HEADER: upstream, "anthropic-version": "2023-06-01"}
    body = orjson.dumps(request_for(client, model))
    return Question(f"/v1{dialect.endpoints[0].path}", headers, body, dialect.closing)
