"""What the kernel costs: CPU time of `Exchange.stream().feed` against orjson on the same events.

The yardstick reads and writes each upstream event once (`orjson.loads`, `orjson.dumps`): no
translation that reads its JSON can cost less. Yardstick and kernel take turns in one run. One chunk
holds one event, as a slow stream does; then, for comparison, two.
"""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import batched
from statistics import median
from time import thread_time

import orjson

from scripts.benchmark.exchanges import opened
from scripts.benchmark.upstreams import SCENARIOS, Scenario, frames, payload
from translators.dialect import Dialect
from translators.registry import DIALECTS

REACH = 2.5
TURNS_PER_ROUND = 8
STREAMS_PER_TURN = 20
"""One after the other: the collection before a turn empties the processor's caches, which neither
a busy proxy's next stream nor the yardstick finds empty."""


@dataclass(frozen=True, slots=True)
class KernelCost:
    """One stream through one pair of dialects; times are CPU microseconds per upstream event.

    Processors change their speed from moment to moment: only times of one turn are compared, so
    ratios are medians of what each turn gave relative to its own yardstick. `ratio_of_pairs` is
    that of the same stream, two events a chunk.
    """

    scenario: Scenario
    client: str
    upstream: str
    events: int
    yardstick: float
    ratio: float
    ratio_of_pairs: float

    @property
    def kernel(self) -> float:
        """What the translation takes."""
        return self.ratio * self.yardstick

    @property
    def kernel_of_pairs(self) -> float:
        """What it takes if two events come in one chunk."""
        return self.ratio_of_pairs * self.yardstick


def measure_kernel(events: int, rounds: int) -> list[KernelCost]:
    """Every pair of dialects with every scenario that makes a difference."""
    return [
        _measure(scenario, client, upstream, events, rounds * TURNS_PER_ROUND)
        for scenario in SCENARIOS
        for client in DIALECTS.values()
        for upstream in DIALECTS.values()
        if _matters(scenario, client, upstream)
    ]


def _matters(scenario: Scenario, client: Dialect, upstream: Dialect) -> bool:
    """Whether a scenario says anything new: bypass is blind, and only Chat comes unpadded too."""
    if client is upstream:
        return scenario == "text"
    return scenario != "unpadded" or upstream.name == "openai-chat"


def _measure(
    scenario: Scenario, client: Dialect, upstream: Dialect, events: int, turns: int
) -> KernelCost:
    chunks = frames(upstream.name, scenario, events)
    documents = [data for data in map(payload, chunks) if data != b"[DONE]"]
    pairs = [b"".join(pair) for pair in batched(chunks, 2)]
    yardsticks: list[float] = []
    ratios: list[float] = []
    ratios_of_pairs: list[float] = []
    for _ in range(turns):
        yardstick = _timed([lambda: _yardstick(documents)] * STREAMS_PER_TURN)
        yardsticks.append(yardstick / STREAMS_PER_TURN / len(chunks) * 1e6)
        ratios.append(_timed(_translations(client, upstream, chunks)) / yardstick)
        ratios_of_pairs.append(_timed(_translations(client, upstream, pairs)) / yardstick)
    return KernelCost(
        scenario,
        client.name,
        upstream.name,
        len(chunks),
        median(yardsticks),
        median(ratios),
        median(ratios_of_pairs),
    )


def _timed(work: Sequence[Callable[[], None]]) -> float:
    """CPU seconds that the work takes; the collector runs before, not within."""
    gc.collect()
    gc.disable()
    start = thread_time()
    for piece in work:
        piece()
    seconds = thread_time() - start
    gc.enable()
    return seconds


def _yardstick(documents: Sequence[bytes]) -> None:
    loads, dumps = orjson.loads, orjson.dumps
    for data in documents:
        dumps(loads(data))


def _translations(
    client: Dialect, upstream: Dialect, chunks: Sequence[bytes]
) -> list[Callable[[], None]]:
    """Streams that are ready to go; the exchanges are set up outside the measured time."""
    return [_translation(client, upstream, chunks) for _ in range(STREAMS_PER_TURN)]


def _translation(client: Dialect, upstream: Dialect, chunks: Sequence[bytes]) -> Callable[[], None]:
    stream = opened(client, upstream).stream()

    def run() -> None:
        feed = stream.feed
        for chunk in chunks:
            feed(chunk)
        stream.finish()

    return run
